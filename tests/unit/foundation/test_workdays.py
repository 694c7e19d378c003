"""Working days by the yearly tables, and the tables themselves."""

from datetime import date, timedelta

import pytest

from foundation.workdays import (
    NamedDay,
    TableError,
    WorkCalendar,
    parse_day,
    parse_year,
    shipped,
)

CALENDAR = shipped()
NO_TABLES = WorkCalendar(frozenset(), frozenset(), frozenset())


def days_of(year):
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range(365)]


def spans(*pairs):
    days = set()
    for first, last in pairs:
        day, end = date.fromisoformat(first), date.fromisoformat(last)
        while day <= end:
            days.add(day)
            day += timedelta(days=1)
    return days


def test_the_tables_of_both_years_are_the_notices():
    off = spans(
        ("2025-01-01", "2025-01-01"),
        ("2025-01-28", "2025-02-04"),
        ("2025-04-04", "2025-04-06"),
        ("2025-05-01", "2025-05-05"),
        ("2025-05-31", "2025-06-02"),
        ("2025-10-01", "2025-10-08"),
        ("2026-01-01", "2026-01-03"),
        ("2026-02-15", "2026-02-23"),
        ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"),
        ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
    )
    work_2025 = {(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)}
    work_2026 = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}
    work = {date(2025, *day) for day in work_2025}
    work |= {date(2026, *day) for day in work_2026}
    assert (CALENDAR.off, CALENDAR.work, CALENDAR.years) == (off, work, {2025, 2026})


def test_both_years_have_248_working_days():
    counts = [sum(map(CALENDAR.is_workday, days_of(year))) for year in (2025, 2026)]
    assert counts == [248, 248]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 9, 20), True),  # a Sunday made up
        (date(2026, 9, 24), True),
        (date(2026, 9, 25), False),
        (date(2026, 9, 28), True),
        (date(2026, 1, 10), False),  # a plain Saturday
        (date(2026, 2, 14), True),
    ],
)
def test_make_up_days_and_holidays_come_before_the_weekday(day, works):
    assert CALENDAR.is_workday(day) is works


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 9, 24), 3, date(2026, 9, 30)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 10, 8), -1, date(2026, 9, 30)),
        (date(2026, 10, 3), 0, date(2026, 10, 3)),
        (date(2026, 10, 3), 1, date(2026, 10, 8)),
        (date(2026, 9, 18), 1, date(2026, 9, 20)),
        (date(2025, 12, 31), 1, date(2026, 1, 4)),
    ],
)
def test_the_nth_working_day_skips_days_off(start, n, end):
    assert CALENDAR.add(start, n) == end


@pytest.mark.parametrize(
    ("a", "b", "count"),
    [
        (date(2026, 9, 24), date(2026, 9, 30), 3),
        (date(2026, 9, 30), date(2026, 9, 24), -3),
        (date(2026, 9, 24), date(2026, 9, 24), 0),
        (date(2026, 9, 30), date(2026, 10, 7), 0),
        (date(2025, 12, 31), date(2026, 12, 31), 248),
    ],
)
def test_counting_leaves_out_the_first_day_and_takes_the_last(a, b, count):
    assert CALENDAR.between(a, b) == count


def test_a_year_without_a_table_falls_back_to_the_fixed_days():
    off = [
        day
        for day in days_of(2027)
        if day.weekday() < 5 and not CALENDAR.is_workday(day)
    ]
    assert off == [date(2027, 1, 1), date(2027, 10, 1)]
    assert [CALENDAR.covers(date(year, 6, 1)) for year in (2026, 2027)] == [True, False]


def test_the_fixed_days_do_not_bind_a_year_with_a_table():
    calendar = WorkCalendar.of([NamedDay(2030, date(2030, 2, 4), "off", "春节")])
    assert (
        calendar.is_workday(date(2030, 1, 1)),
        calendar.is_workday(date(2030, 2, 4)),
    ) == (True, False)


def test_a_count_without_end_stops_at_the_last_year():
    with pytest.raises(OverflowError):
        NO_TABLES.add(date(9999, 12, 1), 100)


def test_a_table_is_read_with_its_mark_blanks_and_empty_lines():
    text = "\ufeffyear,day,kind,name_zh\r\n\r\n 2023 , 2022-12-31 , off , 元旦 \r\n"
    assert parse_year(text) == (NamedDay(2023, date(2022, 12, 31), "off", "元旦"),)


@pytest.mark.parametrize("text", ["", "day,kind\n", "year;day;kind;name_zh\n"])
def test_a_table_without_its_columns_is_refused(text):
    with pytest.raises(TableError) as refusal:
        parse_year(text)
    assert str(refusal.value) == "line 1: the columns must be year,day,kind,name_zh"


def test_every_fault_of_a_table_is_named_with_line_and_field():
    text = "\n".join(
        [
            "year,day,kind,name_zh",
            "2026,2026-01-01,off,元旦",
            "26,2026-01-02,off,元旦",
            "2026,2026-02-30,off,春节",
            "2026,02-15,off,春节",
            "2026,2025-11-30,off,春节",
            "2026,2026-01-04,holiday,元旦",
            "2026,2026-01-01,work,元旦",
            "2026,2026-01-05,off,",
            "2026,2026-01-06,off",
        ]
    )
    with pytest.raises(TableError) as refusal:
        parse_year(text)
    assert str(refusal.value).split("\n") == [
        "line 3: year: “26” is not a year like 2026",
        "line 4: day: “2026-02-30” is not a day like 2026-09-24",
        "line 5: day: “02-15” is not a day like 2026-09-24",
        "line 6: day: 2025-11-30 does not belong to 2026",
        "line 7: kind: “holiday” is neither off nor work",
        "line 8: day: 2026-01-01 is named twice",
        "line 9: name_zh: empty",
        "line 10: 4 cells expected, 3 found",
    ]


@pytest.mark.parametrize(
    "text", ["20260924", "2026-W39-4", "２０２６-09-24", "2026-9-24"]
)
def test_a_day_is_written_in_one_way_only(text):
    with pytest.raises(ValueError, match="is not a day like"):
        parse_day(text)

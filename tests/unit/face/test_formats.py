"""Days, moments, money, phones and deadlines in words."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from face import formats

# A Wednesday, 09:00 on the city's clock.
MOMENT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
DAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("", "11月25日（周三）"),
        ("short", "11月25日"),
        ("year", "2026年11月25日（周三）"),
        ("long", "2026年11月25日"),
        ("iso", "2026-11-25"),
    ],
)
def test_a_day_in_chinese(chinese, style, written):
    assert formats.day(DAY, style) == written


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("", "Wed 25 Nov"),
        ("short", "25 Nov"),
        ("year", "Wed 25 Nov 2026"),
        ("long", "25 Nov 2026"),
        ("iso", "2026-11-25"),
    ],
)
def test_a_day_in_english(english, style, written):
    assert formats.day(DAY, style) == written


def test_a_moment_is_shown_on_the_citys_clock(chinese):
    assert formats.moment(MOMENT) == "11月25日（周三）09:00"


def test_late_in_the_evening_utc_is_the_next_day_here(chinese):
    late = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)
    assert formats.moment(late) == "11月26日（周四）00:30"
    assert formats.as_day(late) == date(2026, 11, 26)


def test_a_moment_in_english(english):
    assert formats.moment(MOMENT, "year") == "Wed 25 Nov 2026 09:00"


def test_a_half_day_in_both_spellings(chinese):
    assert formats.day_half(DAY, "morning") == "11月25日（周三）上午"
    assert formats.day_half(DAY, "PM", "short") == "11月25日下午"


def test_a_half_day_in_english(english):
    assert formats.day_half(MOMENT, "AM") == "Wed 25 Nov, morning"


def test_a_range_of_days(chinese):
    written = formats.day_range(date(2026, 11, 23), date(2026, 11, 27))
    assert written == "11月23日 – 11月27日"


@pytest.mark.parametrize(
    ("away", "text", "tone"),
    [
        (timedelta(hours=3), "今天 12:00", "warn"),
        (timedelta(days=1), "明天 09:00", "warn"),
        (timedelta(days=2), "11月27日", ""),
        (timedelta(minutes=-5), "08:55 起逾期", "bad"),
        (timedelta(days=-1), "逾期 1 天", "bad"),
        (timedelta(days=-30), "逾期 30 天", "bad"),
    ],
)
def test_a_deadline_in_words(chinese, away, text, tone):
    due = formats.due(MOMENT + away, MOMENT)
    assert (due.text, due.tone, due.late) == (text, tone, tone == "bad")


@pytest.mark.parametrize(
    ("days", "text", "tone"),
    [
        (-2, "逾期 2 天", "bad"),
        (0, "今天到期", "warn"),
        (1, "明天到期", "warn"),
        (2, "11月27日", ""),
    ],
)
def test_a_deadline_that_is_a_whole_day(chinese, days, text, tone):
    due = formats.due_day(DAY + timedelta(days=days), DAY)
    assert (due.text, due.tone) == (text, tone)


def test_one_day_and_two_days_overdue_in_english(english):
    assert formats.due(MOMENT - timedelta(days=1), MOMENT).text == "1 day overdue"
    assert formats.due(MOMENT - timedelta(days=2), MOMENT).text == "2 days overdue"


def test_the_very_moment_of_a_deadline_is_not_late(english):
    assert formats.due(MOMENT, MOMENT).late is False


@pytest.mark.parametrize(
    ("back", "written"),
    [
        (timedelta(seconds=59), "刚刚"),
        (timedelta(minutes=5), "5 分钟前"),
        (timedelta(hours=8), "8 小时前"),
        (timedelta(hours=10), "昨天 23:00"),
        (timedelta(days=3), "11月22日（周日）09:00"),
    ],
)
def test_how_long_ago(chinese, back, written):
    assert formats.ago(MOMENT - back, MOMENT) == written


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (timedelta(days=2, hours=3, minutes=59), "2 天 3 小时"),
        (timedelta(hours=3, minutes=5), "3 小时 5 分"),
        (timedelta(0), "已到时间"),
        (timedelta(seconds=-1), "已到时间"),
    ],
)
def test_what_is_left(chinese, span, written):
    assert formats.left(span) == written


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (0, "¥0.00"),
        (5, "¥0.05"),
        (8_600_000, "¥86,000.00"),
        (123_456_789, "¥1,234,567.89"),
        (-8_600_000, "−¥86,000.00"),
    ],
)
def test_fen_as_yuan(fen, written):
    assert formats.yuan(fen) == written


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (200_000_000, "200万元"),
        (8_600_000, "8.6万元"),
        (123_456_700, "123.4567万元"),
        (123_456_789, "¥1,234,567.89"),
        (999_900, "¥9,999.00"),
        (0, "¥0.00"),
    ],
)
def test_a_large_round_sum_in_wan_is_exact(chinese, fen, written):
    assert formats.wan(fen) == written


def test_a_large_round_sum_in_english(english):
    assert formats.wan(200_000_000) == "¥2,000,000"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("83.25"), "83.25"),
        ("96.40", "96.4"),
        (100, "100"),
        (Decimal("1200"), "1,200"),
        ("0.00", "0"),
    ],
)
def test_a_number_without_trailing_zeros(value, written):
    assert formats.number(value) == written


def test_a_share_as_percent():
    assert formats.percent(Decimal("0.98")) == "98%"
    assert formats.percent("0.9775", 1) == "97.8%"


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("0519-85681234", "****1234"),
        ("1234", "1234"),
    ],
)
def test_a_phone_is_masked(phone, masked):
    assert formats.masked_phone(phone) == masked


def test_the_first_character_of_a_name():
    assert [formats.initial(n) for n in ("沈静", " ada", "")] == ["沈", "A", "·"]


def test_a_deadline_says_by_itself_that_it_is_one(english):
    spans = (-1, 0, 1, 5)
    words = [formats.due_day(DAY + timedelta(days=n), DAY).full for n in spans]
    assert words == ["1 day overdue", "Due today", "Due tomorrow", "Due 30 Nov"]

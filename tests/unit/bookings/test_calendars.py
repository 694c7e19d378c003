"""Calendar files that every program reads the same way."""

from dataclasses import replace
from datetime import UTC, datetime

import icalendar

from bookings.calendars import Event, feed, invitation

EVENT = Event(
    number="YY2026-00042",
    sequence=0,
    stamp=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
    title="门诊咨询 · 常州甲精密机械有限公司",
    starts_at=datetime.fromisoformat("2026-03-05T09:00:00+08:00"),
    ends_at=datetime.fromisoformat("2026-03-05T09:30:00+08:00"),
    place="武进数字化转型促进中心 常武中路 1 号, 二楼; 大厅",
    text="单号 YY2026-00042。武进数字化转型促进中心，0519-80000001\n请带上设备清单",
    url="https://example.test/appointments/YY2026-00042/",
    firm="常州甲精密机械有限公司",
    center="武进数字化转型促进中心",
    phone="0519-80000001",
)


def read(body):
    calendar = icalendar.Calendar.from_ical(body)
    return calendar, calendar.walk("VEVENT")


def test_a_booked_time_is_a_request_with_a_stable_uid_in_utc():
    calendar, (entry,) = read(invitation(EVENT))
    assert calendar["METHOD"] == "REQUEST"
    assert entry["UID"] == "YY2026-00042@wenzhen"
    assert entry["SEQUENCE"] == 0
    assert entry.decoded("DTSTART") == datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
    assert entry.decoded("DTEND") == datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
    assert entry["STATUS"] == "CONFIRMED"
    assert str(entry["ORGANIZER"]) == "tel:0519-80000001"


def test_texts_come_back_as_they_went_in():
    _calendar, (entry,) = read(invitation(EVENT))
    assert str(entry["SUMMARY"]) == EVENT.title
    assert str(entry["LOCATION"]) == EVENT.place
    assert str(entry["DESCRIPTION"]) == EVENT.text


def test_a_change_keeps_the_uid_and_counts_on():
    _calendar, (entry,) = read(invitation(replace(EVENT, sequence=3)))
    assert (entry["UID"], entry["SEQUENCE"]) == ("YY2026-00042@wenzhen", 3)


def test_an_end_takes_it_out_also_where_no_time_is_left():
    over = replace(EVENT, is_cancelled=True, starts_at=None, ends_at=None, sequence=1)
    calendar, (entry,) = read(invitation(over))
    assert calendar["METHOD"] == "CANCEL"
    assert entry["STATUS"] == "CANCELLED"
    assert "DTSTART" not in entry


def test_no_line_is_longer_than_75_bytes_and_no_character_is_cut_in_two():
    body = invitation(EVENT)
    assert body.endswith(b"\r\n")
    lines = body.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode("utf-8")


def test_a_feed_names_its_owner_and_asks_to_be_read_every_hour():
    other = replace(EVENT, number="CZ2026-00007")
    calendar, entries = read(feed([EVENT, other], "问诊 · 武进中心"))
    assert calendar["METHOD"] == "PUBLISH"
    assert str(calendar["X-WR-CALNAME"]) == "问诊 · 武进中心"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in feed([], "x")
    assert [str(e["UID"]) for e in entries] == [
        "YY2026-00042@wenzhen", "CZ2026-00007@wenzhen"
    ]  # fmt: skip


def test_the_same_calendar_is_written_the_same_way():
    assert feed([EVENT], "x") == feed([EVENT], "x")

"""Booked times and days as iCalendar files (RFC 5545, 5546): plain values, bytes out.

Times are written in UTC, which every program shows in its own zone; the same UID and
a higher SEQUENCE replace what a program has already.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import icalendar

MAKER = "-//Wenzhen//bookings//ZH"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Event:
    """One booked time. `starts_at` None = none is fixed (any more)."""

    number: str
    sequence: int
    stamp: datetime
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    text: str
    url: str
    firm: str
    center: str
    phone: str
    is_cancelled: bool = False

    @property
    def uid(self) -> str:
        """The same for ever, whatever changes."""
        return f"{self.number}@wenzhen"


@dataclass(frozen=True)
class Day:
    """A whole day by which something is to be done, or on which something ends."""

    number: str
    sequence: int
    stamp: datetime
    title: str
    on: date
    text: str
    url: str

    @property
    def uid(self) -> str:
        """The same for ever, whatever changes."""
        return f"{self.number}@wenzhen"


def invitation(event: Event) -> bytes:
    """A file that adds the event to a calendar, changes it there, or takes it out."""
    calendar = _calendar("CANCEL" if event.is_cancelled else "REQUEST")
    entry = _entry(event)
    organizer = icalendar.vCalAddress(f"tel:{event.phone}")
    organizer.params["CN"] = event.center
    attendee = icalendar.vCalAddress(f"urn:wenzhen:{event.number}")
    attendee.params["CN"] = event.firm
    attendee.params["PARTSTAT"] = "DECLINED" if event.is_cancelled else "ACCEPTED"
    entry.add("organizer", organizer)
    entry.add("attendee", attendee)
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def feed(events: Iterable[Event | Day], name: str) -> bytes:
    """All times and days of a person, for a program that reads them again and again."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for event in events:
        entry = _day(event) if isinstance(event, Day) else _entry(event)
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _calendar(method: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _day(day: Day) -> icalendar.Event:
    """A day fills nobody's time: it is shown on top, and free is who has it."""
    entry = _described(day)
    entry.add("dtstart", day.on)
    entry.add("dtend", day.on + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
    return entry


def _described(event: Event | Day) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.stamp.astimezone(UTC))
    entry.add("summary", event.title)
    entry.add("description", event.text)
    entry.add("url", event.url)
    return entry


def _entry(event: Event) -> icalendar.Event:
    entry = _described(event)
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    if event.starts_at is not None and event.ends_at is not None:
        entry.add("dtstart", event.starts_at.astimezone(UTC))
        entry.add("dtend", event.ends_at.astimezone(UTC))
    entry.add("location", event.place)
    return entry

"""The shapes that lists of the face are drawn from; plain dicts with these keys do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from face.formats import Due


@dataclass(frozen=True)
class Nav:
    """One place in the main navigation."""

    url: str
    label: str
    icon: str
    count: int = 0
    current: bool = False


@dataclass(frozen=True)
class Tab:
    """One tab over a list: a link, with the number of rows behind it."""

    url: str
    label: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Task:
    """One row of an inbox: what is to be done, for whom, by when, and the deed."""

    url: str
    title: str
    line: str = ""  # the firm and the people, parted by ·
    meta: str = ""  # one more line of detail
    icon: str = "circle-dot"
    tone: str = ""  # "", info, ok, warn, bad, teal, violet
    badge: str = ""
    due: Due | str = ""
    action: str = ""  # the button's word; without it no button
    action_url: str = ""  # defaults to `url`
    dialog: bool = False  # the button opens `action_url` in the dialog
    pick: str = ""  # the value of a box that chooses the row among others


@dataclass(frozen=True)
class Event:
    """One entry of a timeline, newest or oldest first as given."""

    at: datetime | date | str
    title: str
    who: str = ""
    text: str = ""
    icon: str = ""
    tone: str = ""


@dataclass(frozen=True)
class WeekDay:
    """One column of a week board."""

    on: date
    today: bool = False
    current: bool = False  # the day a phone shows
    url: str = ""


@dataclass(frozen=True)
class WeekEvent:
    """One booking in a cell; `kind` is blue, teal, violet or slate.

    `why`: what is wrong with it, in a few words each (it is then marked as a clash);
    `act_url`: a second link under it, opened as a dialog, called `act_label`.
    """

    title: str
    time: str
    note: str = ""
    kind: str = "blue"
    url: str = ""
    pending: bool = False
    clash: bool = False
    why: Sequence[str] = ()
    act_url: str = ""
    act_label: str = ""


@dataclass(frozen=True)
class WeekCell:
    """One day of one row: its bookings, that it is off or free, where to add one."""

    events: Sequence[WeekEvent] = ()
    off: str = ""
    free: str = ""
    add_url: str = ""
    add_label: str = ""


@dataclass(frozen=True)
class WeekRow:
    """One person, room or half-day of a week board."""

    name: str
    cells: Sequence[WeekCell]
    sub: str = ""
    group: str = ""
    square: bool = False


@dataclass(frozen=True)
class Fact:
    """One line of a list of facts."""

    label: str
    value: object
    note: str = ""


@dataclass
class Week:
    """A week board: its days, its rows, and the links around it."""

    days: Sequence[WeekDay]
    rows: Sequence[WeekRow]
    corner: str = ""
    caption: str = ""
    legend: Sequence[tuple[str, str]] = field(default_factory=tuple)
    nothing: str = ""  # what a phone says where the day has no visit

"""Who is told when a booked time comes about, changes or ends: those it concerns."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_noop, override

from accounts.actions import people_of
from accounts.models import User
from bookings.absences import Closing
from bookings.models import Appointment, Booking, Slot
from centers.choices import ServiceKind
from foundation.access.roles import Role
from foundation.links import sign
from foundation.notices.actions import tell, tell_phone
from foundation.phones import is_mobile

Booked = Booking | Appointment
Link = str | Callable[[User | None], str]
CHANGE, CANCEL = "change", "cancel"  # purposes of signed links
BOOKED = gettext_noop(
    "%(title)s is booked: %(when)s, %(place)s. Change or cancel by the link."
)
MOVED = gettext_noop(
    "%(title)s has a new time: %(when)s, %(place)s; %(before)s no longer holds. "
    "Change or cancel by the link."
)
MOVED_FOR_STAFF = gettext_noop("%(firm)s, %(title)s: moved from %(before)s to %(when)s")
ENDED = gettext_noop("%(title)s on %(when)s is cancelled. Reason: %(reason)s")
ENDED_FOR_STAFF = gettext_noop(
    "%(firm)s, %(title)s on %(when)s: cancelled. Reason: %(reason)s"
)
LEFT = gettext_noop(
    "%(firm)s, %(title)s on %(when)s: moved to another date, on which you are not "
    "needed"
)
ABSENT = gettext_noop(
    "You did not come to %(title)s on %(when)s. Please cancel in time if you cannot "
    "come: somebody else would have liked the place."
)
ABSENT_AND_CLOSED = gettext_noop(
    "You did not come to %(title)s on %(when)s. Times counted within %(days)s days: "
    "%(n)s. Appointments can be booked online again from %(until)s; until then please "
    "call the center."
)

CAME = gettext_noop(
    "%(title)s on %(when)s: the center has put right that you came. It does not count "
    "as an absence."
)


def kind_of(row: Booked) -> str:
    """What a signed link calls the row."""
    return "case" if isinstance(row, Booking) else "appointment"


def link_to(purpose: str, row: Booked, to: int | None = None) -> str:
    """The path of the link that changes or cancels the row as it now stands.

    `to`: the key of the person it is for, whose it is as long as they act for the
    firm; None for who has no account.
    """
    whose = (to,) if to else ()
    return f"/{purpose}/{sign(purpose, kind_of(row), row.pk, row.sequence, *whose)}/"


def own_links(row: Booked) -> Callable[[User | None], str]:
    """What makes each person's own link to change the row."""
    return lambda person: link_to(CHANGE, row, person.pk if person else None)


def page_of(row: Booked) -> str:
    """The row's own page, for those who sign in."""
    place = "cases" if isinstance(row, Booking) else "appointments"
    return f"/{place}/{row.number}/"


def moment_words(slot: Slot | None) -> str:
    """2026-11-25 09:00; the whole half-day of a diagnosis, which may begin at any hour
    of it; a dash where no time is fixed."""
    if slot is None:
        return "—"
    starts, ends = localtime(slot.starts_at), localtime(slot.ends_at)
    until = f"–{ends:%H:%M}" if slot.kind == ServiceKind.VISIT else ""
    return f"{starts:%Y-%m-%d %H:%M}{until}"


def place_of(row: Booked, slot: Slot) -> dict[str, str]:
    """The firm's site for a diagnosis, else the center, in the reader's language."""
    if isinstance(row, Appointment):
        return slot.center.in_both("place")
    firm = row.company
    return {"place": firm.address or f"{row.district.name_zh}{firm.town}"}


def facts_of(row: Booked, slot: Slot | None) -> dict[str, str]:
    """The values of every message about the row; `title` is worded when it is read."""
    kind = slot.kind if slot else ServiceKind.VISIT
    return {**words_of(kind, slot), "firm": row.company.name}


def words_of(kind: str, slot: Slot | None) -> dict[str, str]:
    """The service (worded when it is read) and the time of a message."""
    return {"title": _in_english(kind), "when": moment_words(slot)}


@cache
def _in_english(kind: str) -> str:
    with override("en"):
        return str(ServiceKind(kind).label)


def firm_people(row: Booked, *, at: datetime) -> list[User]:
    """The people of the firm."""
    return people_of(
        deed_roles=frozenset({Role.COMPANY}), at=at, company=row.company_id
    )


def staff_of(row: Booked, center_id: int, *, at: datetime) -> list[User]:
    """The center, and for a case its provider's coordinator and named consultants."""
    people = people_of(
        deed_roles=frozenset({Role.MANAGER}), at=at, center=center_id
    )  # fmt: skip
    if isinstance(row, Booking) and row.provider_id:
        people += provider_people(row, row.provider_id, at=at)
    return people


def provider_people(case: Booking, provider_id: int, *, at: datetime) -> list[User]:
    """The provider's coordinator and the consultants who keep the half-day."""
    named = list(case.reservations.values_list("consultant_id", flat=True))
    coordinators = people_of(
        deed_roles=frozenset({Role.COORDINATOR}), at=at, provider=provider_id
    )
    consultants = people_of(
        deed_roles=frozenset({Role.CONSULTANT}), at=at, consultant__in=named
    )
    return coordinators + consultants


def tell_firm(
    row: Booked, text: str, *, event: str, at: datetime, link: Link, **values: Any
) -> None:
    """To the firm's people; to the booking's phone where nobody has an account."""
    say = {"event": event, "text": text, "at": at, "link": link, **values}
    tell_people_or_phone(firm_people(row, at=at), row.contact_phone, **say)


def tell_people_or_phone(
    people: list[User], phone: str, *, link: Link, **message: Any
) -> None:
    """`message` as for `tell`; to the phone only where there is nobody else."""
    if people:
        tell(people=people, link=link, **message)
    elif is_mobile(phone):
        link = link(None) if callable(link) else link
        tell_phone(phone=phone, link=link, **message)


def of_booking(row: Booked, *, at: datetime, people: list[User] | None = None) -> None:
    """The confirmation, with the link to change or cancel.

    `people`: the firm's, where they are known already.
    """
    slot: Any = row.slot
    tell_people_or_phone(
        firm_people(row, at=at) if people is None else people,
        row.contact_phone,
        text=BOOKED,
        event="bookings.book",
        at=at,
        about=row,
        link=own_links(row),
        **place_of(row, slot),
        **facts_of(row, slot),
    )


def of_moving(row: Booked, old: Slot | None, *, at: datetime) -> None:
    """The new time, to the firm and to everybody who has to be there."""
    slot: Any = row.slot
    values = {"about": row, "before": moment_words(old), **facts_of(row, slot)}
    event = "bookings.reschedule"
    link = own_links(row)
    place = place_of(row, slot)
    tell_firm(row, MOVED, event=event, at=at, link=link, **place, **values)
    tell(
        people=staff_of(row, slot.center_id, at=at),
        event=event,
        text=MOVED_FOR_STAFF,
        at=at,
        link=page_of(row),
        **values,
    )


def of_leaving(
    row: Booking, old: Slot | None, gone: Iterable[User], *, at: datetime
) -> None:
    """To those who need not be there any more; the page may not be theirs."""
    values = facts_of(row, old)
    tell(people=gone, event="bookings.reschedule", text=LEFT, at=at, **values)


def of_cancelling(
    row: Booked,
    old: Slot | None,
    *,
    at: datetime,
    reason: str,
    staff: Iterable[User] | None = None,
) -> None:
    """The end, to the firm and to everybody who would have been there.

    `staff` is asked for before where the row no longer knows who they were.
    """
    event, link = "bookings.cancel", link_to(CHANGE, row)
    values = {"reason": reason, **facts_of(row, old)}
    tell_firm(row, ENDED, event=event, at=at, link=own_links(row), **values)
    if staff is None:
        staff = staff_of(row, old.center_id, at=at) if old else []
    tell(
        people=staff, event=event, text=ENDED_FOR_STAFF, at=at, link=link, **values
    )  # fmt: skip


def of_absence(row: Appointment, *, at: datetime, closed: Closing | None) -> None:
    """To the firm: that it was missed, and what follows where the limit is full."""
    tell_firm(
        row,
        ABSENT_AND_CLOSED if closed else ABSENT,
        event="bookings.mark_absent",
        at=at,
        link=page_of(row),
        until=closed.until.isoformat() if closed else "",
        n=str(closed.terms.limit) if closed else "",
        days=str(closed.terms.within_days) if closed else "",
        **facts_of(row, row.slot),
    )


def of_coming(row: Appointment, *, at: datetime) -> None:
    """To the firm: that it was marked absent by mistake."""
    tell_firm(
        row,
        CAME,
        event="bookings.check_in",
        at=at,
        link=page_of(row),
        **facts_of(row, row.slot),
    )

"""Reminders of booked times, computed from how things stand when they are sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_noop

from bookings.actions import telling
from bookings.actions.telling import Booked
from bookings.choices import BEFORE_VISIT, AppointmentState, Stage
from bookings.models import Appointment, Booking, Reminder
from bookings.reminding import SPANS, due_now, send_at

REMINDER = gettext_noop(
    "Reminder: %(title)s on %(when)s, %(place)s. If you cannot come, please change or "
    "cancel by the link."
)
FURTHEST = max(SPANS.values()) + timedelta(days=1)  # a night may lie before it


def send_reminders(*, at: datetime) -> int:
    """Send each reminder whose turn it is, once; returns how many.

    Each is sent under the lock of its row, so a time that has just been changed or
    cancelled is not reminded of.
    """
    return sum(_send(type(row), row.pk, at) for row in _near(at))


def _near(at: datetime) -> Iterator[Booked]:
    """Rows whose time is near and whose present reminder has not been dealt with.

    Of a time that closed days took away the firm has been told to choose another.
    """
    zone = get_default_timezone()
    span = (at, at + FURTHEST)
    for name, rows in (("booking", _cases()), ("appointment", _appointments())):
        near = list(rows.filter(slot__starts_at__range=span).select_related("slot"))
        said = Reminder.objects.filter(**{f"{name}__in": near})
        known = set(said.values_list(f"{name}_id", "sequence", "ahead"))
        for row in near:
            ahead = due_now(row.slot.starts_at, at, zone)
            done = (row.pk, row.sequence, ahead) in known
            if ahead and not done and not row.slot.is_called_off:
                yield row


def _cases() -> Any:
    """Cases whose visit lies ahead on a fixed date."""
    fixed = [stage for stage in BEFORE_VISIT if stage != Stage.RESCHEDULING]
    return Booking.objects.filter(stage__in=fixed)


def _appointments() -> Any:
    return Appointment.objects.filter(state=AppointmentState.BOOKED)


@transaction.atomic
def _send(model: Any, key: int, at: datetime) -> int:
    rows = _cases() if model is Booking else _appointments()
    row = rows.select_for_update().filter(pk=key).first()
    if row is None or row.slot is None or row.slot.is_called_off:
        return 0
    zone = get_default_timezone()
    ahead = due_now(row.slot.starts_at, at, zone)
    if ahead is None:
        return 0
    late = row.sequence == 0 and send_at(row.slot.starts_at, ahead, zone) <= (
        row.booked_at
    )
    made = _once(row, ahead, None if late else at)
    return _tell(row, made, at) if made else 0


def _once(row: Booked, ahead: str, sent_at: datetime | None) -> Reminder | None:
    """Write the reminder down; None where it has been, or is not to be sent."""
    name = "booking" if isinstance(row, Booking) else "appointment"
    facts: dict[str, Any] = {name: row}
    try:
        with transaction.atomic():
            made: Reminder = Reminder.objects.create(
                sequence=row.sequence, ahead=ahead, sent_at=sent_at, **facts
            )
    except IntegrityError:
        return None
    return made if sent_at is not None else None


def _tell(row: Booked, reminder: Reminder, at: datetime) -> int:
    slot: Any = row.slot
    telling.tell_firm(
        row,
        REMINDER,
        event="bookings.remind",
        at=at,
        link=telling.own_links(row),
        about=reminder,
        **telling.place_of(row, slot),
        **telling.facts_of(row, slot),
    )
    return 1


def skip_past(row: Booked, *, at: datetime) -> None:
    """After a change: the reminders whose moment is past are not caught up with."""
    slot: Any = row.slot
    zone = get_default_timezone()
    for ahead in SPANS:
        if send_at(slot.starts_at, ahead, zone) <= at:
            _once(row, ahead, None)

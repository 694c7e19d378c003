"""Appointments for services other than the diagnosis: from booking to attendance."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bookings import places, quotas, waitlist
from bookings.absences import Closing, closed_until
from bookings.actions import telling
from bookings.actions.refusals import full
from bookings.actions.reminders import skip_past
from bookings.choices import AppointmentState
from bookings.cutoffs import refuse_late
from bookings.models import AbsenceTerms, Appointment, MissedVisit, Slot
from bookings.words import absence_words, used_up_words
from centers.choices import ServiceKind
from companies.models import Company
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused


@transaction.atomic
def book_appointment(
    *,
    company: Company,
    slot: Slot,
    by: Any,
    at: datetime,
    needs: str = "",
    held: bool = False,
) -> Appointment:
    """Book a service of a center; diagnoses have `book`.

    `held`: the firm was told that it holds a place at this slot. Raises Refused with
    every reason of `against_booking`, LostRace naming the nearest free times; nothing
    has then been taken.
    """
    Company.objects.select_for_update().get(pk=company.pk)  # its bookings queue here
    _admit(company, slot, by, at)
    held = waitlist.met(company_id=company.pk, slot=slot, at=at) or held
    campaign = quotas.take(slot.service, on=local_day(at))
    try:
        with transaction.atomic():
            appointment = _numbered(
                slot=slot,
                company=company,
                campaign=campaign,
                contact_name=company.contact_name,
                contact_phone=company.contact_phone,
                needs=needs,
                booked_at=at,
                booked_by=by,
            )
    except IntegrityError as error:
        raise Refused(_("The firm has an appointment at this time already.")) from error
    kept = held and places.use_hold(company, slot.pk, at=at)
    if not kept and not places.take(slot.pk, at=at):
        raise full(slot, at=at)
    after = {"slot": str(slot), "service": slot.kind}
    record(by=by, deed="bookings.book", at=at, row=appointment, after=after)
    telling.of_booking(appointment, at=at)
    return appointment


def _admit(company: Company, slot: Slot, by: Any, at: datetime) -> None:
    """Raises Refused with every reason."""
    reasons = against_booking(company, slot, by=by, at=at)
    if reasons:
        raise Refused(*reasons)


def against_booking(
    company: Company, slot: Slot, *, by: Any, at: datetime
) -> list[str]:
    """Why the firm may not book this service, whether or not the time is free.

    Barred, too many open appointments of it, its places in this campaign used up, and
    after absences (who calls the center can still be booked by it).
    """
    reasons = []
    if slot.kind == ServiceKind.VISIT or not slot.service.is_open:
        reasons.append(_("This service cannot be booked here."))
    if company.barred_reason:
        reasons.append(_("The firm is barred for serious breach of trust."))
    most = slot.service.open_per_firm
    if open_appointments(company, at=at).filter(slot__kind=slot.kind).count() >= most:
        words = _("The firm has %(n)s open appointments of this service; more at once "
                  "are not possible.")  # fmt: skip
        reasons.append(words % {"n": most})
    none_left = quotas.used_up(slot.service, on=local_day(at))
    if none_left is not None:
        reasons.append(used_up_words(none_left.campaign.year))
    closed = closed_by_absences(company, at=at) if by.role == Role.COMPANY else None
    if closed is not None:
        reasons.append(absence_words(closed))
    return reasons


def open_appointments(company: Company, *, at: datetime) -> Any:
    """The firm's appointments that still lie ahead."""
    return Appointment.objects.filter(
        company=company, state=AppointmentState.BOOKED, slot__ends_at__gt=at
    )


def closed_by_absences(company: Company, *, at: datetime) -> Closing | None:
    """What keeps the firm from booking online; None = it may now."""
    absent = Appointment.objects.filter(company=company, state=AppointmentState.ABSENT)
    missed = MissedVisit.objects.filter(company=company)
    days = absent.order_by().values_list("slot__on").union(
        missed.order_by().values_list("on"), all=True
    )  # fmt: skip
    absences = [day for (day,) in days]
    found = closed_until(absences, AbsenceTerms.known()) if absences else None
    return found if found and found.until > local_day(at) else None


def _numbered(*, slot: Slot, **facts: Any) -> Appointment:
    """A new appointment; its number carries its key, which is known only afterwards."""
    made = Appointment.objects.create(
        number=f"t{slot.pk}-{facts['company'].pk}", slot=slot, **facts
    )
    made.number = f"YY{local_day(made.booked_at).year}-{made.pk:05d}"
    Appointment.objects.filter(pk=made.pk).update(number=made.number)
    return made


def _locked(appointment: Appointment) -> Appointment:
    """The row as it stands, locked. Raises LostRace where it changed meanwhile."""
    # Without a join: PostgreSQL loses a row whose joined slot changed while it waited.
    found: Appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if found.sequence != appointment.sequence or found.state != appointment.state:
        raise LostRace(_("Meanwhile this appointment has been changed."))
    return found


def _still_booked(appointment: Appointment) -> None:
    if appointment.state != AppointmentState.BOOKED:
        raise Refused(_("This appointment is no longer open."))


@transaction.atomic
def cancel_appointment(
    *, appointment: Appointment, by: Any, at: datetime, reason: str
) -> Appointment:
    """Cancel an open appointment; its place is free again, also in its campaign.

    The firm only until the cut-off. Raises Refused or LostRace.
    """
    if not reason.strip():
        raise Refused(_("Please say why."))
    row = _locked(appointment)
    _still_booked(row)
    refuse_late(row.slot, by=by, at=at)
    row.move_to(
        AppointmentState.CANCELLED,
        ended_at=at,
        ended_reason=reason,
        ended_by_firm=by.role == Role.COMPANY,
        sequence=row.sequence + 1,
    )
    quotas.give_back(row)
    places.give_back(row.slot_id)
    record(
        by=by,
        deed="bookings.cancel",
        at=at,
        row=row,
        before={"slot": str(row.slot)},
        after={"reason": reason},
    )
    telling.of_cancelling(row, row.slot, at=at, reason=reason)
    return row


@transaction.atomic
def move_appointment(
    *, appointment: Appointment, slot: Slot, by: Any, at: datetime, reason: str
) -> Appointment:
    """Move an open appointment to another time of the same service.

    The new place is taken first. Raises Refused, or LostRace naming the nearest free
    times; the appointment then stands as before.
    """
    if not reason.strip():
        raise Refused(_("Please say why."))
    row = _locked(appointment)
    _still_booked(row)
    old = row.slot
    refuse_late(old, by=by, at=at)
    if slot.service_id != old.service_id:
        raise Refused(_("Please choose a time of the same service."))
    if slot.pk == old.pk:
        raise Refused(_("This is the time it stands at already."))
    if not places.take(slot.pk, at=at):
        raise full(slot, at=at)
    _put_at(row, slot)
    places.give_back(old.pk)
    skip_past(row, at=at)
    record(
        by=by,
        deed="bookings.reschedule",
        at=at,
        row=row,
        before={"slot": str(old)},
        after={"slot": str(slot), "reason": reason},
    )
    telling.of_moving(row, old, at=at)
    return row


def _put_at(row: Appointment, slot: Slot) -> None:
    try:
        with transaction.atomic():
            Appointment.objects.filter(pk=row.pk).update(
                slot=slot, sequence=row.sequence + 1
            )
    except IntegrityError as error:
        raise Refused(_("The firm has an appointment at this time already.")) from error
    row.slot, row.sequence = slot, row.sequence + 1


@transaction.atomic
def check_in(*, appointment: Appointment, by: Any, at: datetime) -> Appointment:
    """The firm has come. Raises Refused before its day, LostRace the second time.

    Where it was marked absent it is told that this counts no more.
    """
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if row.state not in (AppointmentState.BOOKED, AppointmentState.ABSENT):
        raise LostRace(_("This appointment is no longer open."))
    if local_day(at) < row.slot.on:
        raise Refused(_("This appointment is on another day."))
    before = {"state": row.state}
    row.move_to(AppointmentState.ATTENDED, checked_in_at=at)
    after = {"state": row.state}
    record(by=by, deed="bookings.check_in", at=at, row=row, before=before, after=after)
    if before["state"] == AppointmentState.ABSENT:
        telling.of_coming(row, at=at)
    return row


@transaction.atomic
def undo_check_in(*, appointment: Appointment, by: Any, at: datetime) -> Appointment:
    """The wrong firm was checked in: it is expected again.

    Raises LostRace where it is not checked in, Refused after that day.
    """
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if row.checked_in_at is None:
        raise LostRace(_("This firm is not checked in."))
    if local_day(row.checked_in_at) != local_day(at):
        raise Refused(_("A check-in can be taken back on the same day only."))
    before = {"state": row.state}
    row.move_to(AppointmentState.BOOKED, checked_in_at=None)
    after, deed = {"state": row.state}, "bookings.undo_check_in"
    record(by=by, deed=deed, at=at, row=row, before=before, after=after)
    return row


@transaction.atomic
def mark_absent(*, appointment: Appointment, by: Any, at: datetime) -> Appointment:
    """Nobody came. Raises Refused before the time, LostRace where it was decided.

    The firm is told, and what follows if it is the second time.
    """
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if row.state != AppointmentState.BOOKED:
        raise LostRace(_("This appointment is no longer open."))
    if at < row.slot.starts_at:
        raise Refused(_("Its time has not come yet."))
    if row.slot.is_called_off:
        raise Refused(_("The center was closed then, so nobody was absent."))
    row.move_to(AppointmentState.ABSENT)
    record(by=by, deed="bookings.mark_absent", at=at, row=row)
    closed = closed_by_absences(row.company, at=at)
    telling.of_absence(row, at=at, closed=closed)
    return row

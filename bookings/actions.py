"""What is done to slots and bookings."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from bookings import eligibility, planning
from bookings.choices import BEFORE_VISIT, ENDED, Origin, Stage
from bookings.models import Booking, Reservation, Slot
from bookings.words import refusal_words
from campaigns.models import Campaign, DistrictQuota
from centers.models import Center
from companies.models import Company
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused


def campaign_on(day: date) -> Campaign | None:
    """The campaign that takes bookings on that day."""
    return Campaign.objects.open_on(day).first()


def eligibility_of(company: Company, campaign: Campaign | None) -> eligibility.Verdict:
    """Ask the pure rule with the facts as they stand (three queries)."""
    cases = Booking.objects.counted().filter(company=company, campaign=campaign)
    stages = list(cases.values_list("stage", flat=True)) if campaign else []
    return eligibility.check(
        eligibility.Facts(
            sector=company.sector,
            in_city=company.district_id is not None,
            barred=bool(company.barred_reason),
            above_designated=company.above_designated,
            campaign_open=campaign is not None,
            open_case=any(stage not in ENDED for stage in stages),
            done_case=any(stage in ENDED for stage in stages),
            quota_left=_quota_left(company, campaign),
        )
    )


def _quota_left(company: Company, campaign: Campaign | None) -> int:
    quota = (
        DistrictQuota.objects.filter(campaign=campaign, district=company.district_id)
        .values_list("cases", flat=True)
        .first()
    )
    if quota is None:
        return 1
    used = Booking.objects.counted().filter(
        campaign=campaign, district=company.district_id
    )
    return quota - used.count()


def book(
    *,
    company: Company,
    slot: Slot,
    by: Any,
    at: datetime,
    needs: str = "",
    preferred_provider: Any = None,
) -> Booking:
    """Book a diagnosis: eligibility first, then the slot, then the case.

    Raises Refused with every reason, or LostRace naming the nearest free half-days;
    in both cases nothing has been taken. The caller starts the flow in the same
    transaction.
    """
    campaign = campaign_on(local_day(at))
    verdict = eligibility_of(company, campaign)
    if campaign is None or not verdict.eligible:
        raise Refused(*refusal_words(verdict.refusals))
    if company.district is None or slot.center_id != company.district.served_by_id:
        raise Refused(_("This center does not serve the factory's district."))
    try:
        with transaction.atomic():
            booking = _new_booking(
                company, slot, campaign, verdict, by, at, needs, preferred_provider
            )
            if not planning.take(slot.pk, at=at):
                raise _full(slot, at)
    except IntegrityError as error:
        words = refusal_words((eligibility.OPEN_CASE,))
        raise Refused(*words) from error
    record(by=by, deed="bookings.book", at=at, row=booking, after={"slot": str(slot)})
    return booking


def _new_booking(
    company: Company,
    slot: Slot,
    campaign: Campaign,
    verdict: eligibility.Verdict,
    by: Any,
    at: datetime,
    needs: str,
    preferred_provider: Any,
) -> Booking:
    booking = Booking.objects.create(
        number=f"tmp-{company.pk}-{campaign.pk}",
        campaign=campaign,
        company=company,
        center_id=slot.center_id,
        district_id=company.district_id,
        slot=slot,
        stage=Stage.TRIAGE if verdict.flags else Stage.PROPOSING,
        needs=needs,
        preferred_provider=preferred_provider,
        contact_name=company.contact_name,
        contact_phone=company.contact_phone,
        flags=list(verdict.flags),
        booked_at=at,
        booked_by=by,
    )
    booking.number = f"CZ{campaign.year}-{booking.pk:05d}"
    Booking.objects.filter(pk=booking.pk).update(number=booking.number)
    return booking


def _full(slot: Slot, at: datetime) -> LostRace:
    """The refusal of a full half-day, naming the nearest free ones."""
    near = planning.nearest_free(slot, at=at)
    words = _("This half-day has just been taken.")
    if not near:
        return LostRace(words, _("No other half-day is free at present."))
    free = "、".join(str(other) for other in near)
    return LostRace(words, _("Nearest free half-days: %(free)s") % {"free": free})


def pass_triage(*, booking: Booking, by: Any, at: datetime, note: str) -> None:
    """The manager lets a flagged case through."""
    booking.move_to(Stage.PROPOSING)
    record(by=by, deed="bookings.triage", at=at, row=booking, after={"note": note})


@transaction.atomic
def refuse(*, booking: Booking, by: Any, at: datetime, reason: str) -> None:
    """The manager finds a flagged case not eligible; the slot is free again."""
    booking.move_to(Stage.REFUSED, ended_at=at, ended_reason=reason)
    release_time(booking)
    record(by=by, deed="bookings.triage", at=at, row=booking, after={"refused": reason})


@transaction.atomic
def cancel(*, booking: Booking, by: Any, at: datetime, reason: str) -> None:
    """End a case before its visit. Raises Refused after it."""
    if booking.stage not in BEFORE_VISIT:
        raise Refused(_("After the visit a case can no longer be cancelled."))
    by_firm = by.role == "company"
    before = {"stage": booking.stage, "slot": str(booking.slot or "")}
    booking.move_to(
        Stage.CANCELLED, ended_at=at, ended_reason=reason, ended_by_firm=by_firm
    )
    release_time(booking)
    record(
        by=by,
        deed="bookings.cancel",
        at=at,
        row=booking,
        before=before,
        after={"reason": reason},
    )


def release_time(booking: Booking) -> None:
    """Give back the slot and the consultants' half-days of a case."""
    Reservation.objects.filter(booking=booking).delete()
    if booking.slot_id:
        planning.give_back(booking.slot_id)
        Booking.objects.filter(pk=booking.pk).update(slot=None)
        booking.slot = None


@transaction.atomic
def reschedule(*, booking: Booking, slot: Slot, by: Any, at: datetime) -> None:
    """Move a case that needs a new date to another half-day of its center."""
    if slot.center_id != booking.center_id:
        raise Refused(_("This center does not serve the factory's district."))
    before = {"slot": str(booking.slot or "")}
    if not planning.take(slot.pk, at=at):
        raise _full(slot, at)
    release_time(booking)
    booking.move_to(
        Stage.PROPOSING, slot=slot, provider=None, agreement=None, assigned_at=None
    )
    record(
        by=by,
        deed="bookings.reschedule",
        at=at,
        row=booking,
        before=before,
        after={"slot": str(slot)},
    )


def set_closed(*, slot: Slot, closed: bool, by: Any, at: datetime, reason: str) -> None:
    """Close a half-day to new bookings, or open it again; booked visits stay."""
    Slot.objects.filter(pk=slot.pk).update(is_closed=closed, closed_reason=reason)
    slot.is_closed = closed
    record(
        by=by,
        deed="bookings.manage_slots",
        at=at,
        row=slot,
        after={"closed": closed, "reason": reason},
    )


def widen(*, slot: Slot, by_visits: int, by: Any, at: datetime) -> None:
    """Add visits to a half-day (negative = take away). Raises Refused below `taken`."""
    changed = Slot.objects.filter(
        pk=slot.pk, taken__lte=F("capacity") + by_visits, capacity__gte=-by_visits
    ).update(capacity=F("capacity") + by_visits, extra=F("extra") + by_visits)
    if not changed:
        raise Refused(_("More visits are already booked on this half-day."))
    record(
        by=by,
        deed="bookings.manage_slots",
        at=at,
        row=slot,
        after={"widened_by": by_visits},
    )


def add_slot(
    *, center: Center, on: date, half: str, capacity: int, by: Any, at: datetime
) -> Slot:
    """Open a half-day that no rule planned. Raises Refused where it stands already."""
    starts_at = planning.starts(on, half)
    if starts_at <= at:
        raise Refused(_("This half-day has already begun."))
    try:
        with transaction.atomic():
            slot = Slot.objects.create(
                center=center,
                on=on,
                half=half,
                starts_at=starts_at,
                extra=capacity,
                capacity=capacity,
                origin=Origin.ADDED,
            )
    except IntegrityError as error:
        raise Refused(
            _("This half-day is on the calendar already; widen it instead.")
        ) from error
    record(by=by, deed="bookings.manage_slots", at=at, row=slot)
    return slot

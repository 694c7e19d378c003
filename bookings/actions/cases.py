"""Booking: eligibility first, then the slot, then the case."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bookings import eligibility, planning
from bookings.actions.changes import _full
from bookings.choices import ENDED, Stage
from bookings.models import Booking, Slot
from bookings.words import refusal_words
from campaigns.models import Campaign, DistrictQuota
from centers.models import District
from companies.models import Company
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused


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
    campaign, district, flags = _admit(company, slot, at)
    try:
        with transaction.atomic():
            booking = _numbered(
                campaign=campaign,
                company=company,
                center_id=slot.center_id,
                district=district,
                slot=slot,
                stage=Stage.TRIAGE if flags else Stage.PROPOSING,
                needs=needs,
                preferred_provider=preferred_provider,
                contact_name=company.contact_name,
                contact_phone=company.contact_phone,
                flags=list(flags),
                booked_at=at,
                booked_by=by,
            )
            if not planning.take(slot.pk, at=at):
                raise _full(slot, at)
    except IntegrityError as error:
        words = refusal_words((eligibility.OPEN_CASE,))
        raise Refused(*words) from error
    record(by=by, deed="bookings.book", at=at, row=booking, after={"slot": str(slot)})
    return booking


def _admit(
    company: Company, slot: Slot, at: datetime
) -> tuple[Campaign, District, tuple[str, ...]]:
    """Campaign, district and flags of an eligible firm. Raises Refused."""
    campaign = campaign_on(local_day(at))
    verdict = eligibility_of(company, campaign)
    district = company.district
    if campaign is None or district is None or not verdict.eligible:
        raise Refused(*refusal_words(verdict.refusals))
    if slot.center_id != district.served_by_id:
        raise Refused(_("This center does not serve the factory's district."))
    return campaign, district, verdict.flags


def _numbered(*, campaign: Campaign, company: Company, **facts: Any) -> Booking:
    """A new case; its number carries its key, which is known only afterwards."""
    booking = Booking.objects.create(
        number=f"tmp-{company.pk}-{campaign.pk}",
        campaign=campaign,
        company=company,
        **facts,
    )
    booking.number = f"CZ{campaign.year}-{booking.pk:05d}"
    Booking.objects.filter(pk=booking.pk).update(number=booking.number)
    return booking

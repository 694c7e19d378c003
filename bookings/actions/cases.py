"""Booking: eligibility first, then the case, then the places."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import Exists, F, Max, Model, OuterRef
from django.utils.translation import gettext as _

from accounts.models import Membership
from bookings import eligibility, places
from bookings.actions.appointments import closed_by_absences
from bookings.actions.refusals import full
from bookings.choices import ENDED, AppointmentState, Stage
from bookings.models import Appointment, Booking, MissedVisit, Slot
from bookings.words import refusal_words, words_against
from campaigns.models import Campaign, DistrictQuota
from centers.models import District
from companies.models import Company
from earlier.models import EarlierDiagnosis
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.prepared import Given, prepared, prepared_change
from foundation.together import NoneLeft, change, put, together


def campaign_on(day: date) -> Campaign | None:
    """The campaign open on that day."""
    return Campaign.objects.open_on(day).first()


def campaign_for(company: Company, day: date, *, by: Any = None) -> Any:
    """The campaign open on that day, or None, with what it means to a firm.

    `quota_left` of its district (None = no quota), whether it has an `open_case` and a
    `done_case` there, was diagnosed `elsewhere`, ever was `absent`, and whether
    `others` than `by` act for it: one question, because a booking must be quick.
    """
    of = {"company": company, "code": company.credit_code, "by": by.pk if by else 0}
    return _campaign_for.first(day=day, district=company.district_id, **of)


@prepared
def _campaign_for() -> Any:
    """The campaign open on a day, for a firm."""
    of_firm = {"company": Given("company")}
    cases = Booking.objects.counted().filter(campaign=OuterRef("pk"), **of_firm)
    others = EarlierDiagnosis.objects.of(OuterRef("pk")).about(Given("code"))
    absent = Appointment.objects.filter(state=AppointmentState.ABSENT, **of_firm)
    people = Membership.objects.on(Given("day")).filter(role=Role.COMPANY, **of_firm)
    rows = Campaign.objects.open_on(Given("day")).with_quota_left(Given("district"))
    return rows.annotate(
        open_case=Exists(cases.running()),
        done_case=Exists(cases.filter(stage__in=ENDED)),
        elsewhere=Exists(others),
        absent=Exists(absent) | Exists(MissedVisit.objects.filter(**of_firm)),
        others=Exists(people.exclude(user=Given("by"))),
    )[:1]


def eligibility_of(
    company: Company,
    campaign: Any,
    *,
    second_factory: bool = False,
    online_at: datetime | None = None,
) -> eligibility.Verdict:
    """Ask the pure rule with the facts as they stand.

    `campaign` is `campaign_for` the firm, or None; `online_at` the moment at which the
    firm books by itself, None where the center does it.
    """
    closed = None
    if campaign and campaign.absent and online_at is not None:
        closed = closed_by_absences(company, at=online_at)
    quota_left = campaign.quota_left if campaign else None
    undecided = second_factory and _has_undecided(company, campaign)
    return eligibility.check(
        eligibility.Facts(
            sector=company.sector,
            in_city=company.district_id is not None,
            barred=bool(company.barred_reason),
            above_designated=company.above_designated,
            campaign_open=campaign is not None,
            open_case=bool(campaign and campaign.open_case),
            done_case=bool(campaign and campaign.done_case),
            diagnosed_elsewhere=bool(campaign and campaign.elsewhere),
            quota_left=1 if quota_left is None else quota_left,
            second_factory=second_factory,
            undecided=undecided,
            closing=closed,
        )
    )


def _has_undecided(company: Company, campaign: Campaign | None) -> bool:
    """Whether the center has yet to decide on another factory of the firm."""
    rows = Booking.objects.filter(company=company, campaign=campaign)
    return rows.filter(stage=Stage.TRIAGE).exclude(exception_reason="").exists()


def book(
    *,
    company: Company,
    slot: Slot,
    by: Any,
    at: datetime,
    then: Callable[[Booking], None] | None = None,
    keys: Iterable[type[Model]] = (),
    exception: str = "",
    held: bool = False,
    **wishes: Any,
) -> Booking:
    """Book a diagnosis: eligibility first, then the case, then the places.

    `then`: what else a booking means (its flow, its message). `keys`: of which rows it
    needs the key (see `together`). `exception`: why the firm may have one more in this
    campaign (a second factory). `held`: the firm was told that it holds a place at this
    slot. `wishes`: needs and preferred_provider. Raises Refused with every reason, or
    LostRace naming the nearest free half-days; in both cases nothing is written.
    """
    # Asked before the transaction: who is refused here has nothing to roll back, and
    # what has changed meanwhile the database refuses.
    second = bool(exception)
    campaign, district, flags = _admit(company, slot, by, at, second_factory=second)
    if slot.left <= 0 and not held and not places.let_go(at=at, slot=slot.pk):
        raise full(slot, at=at)
    facts = {"company": company, "slot": slot, "exception_reason": exception, **wishes}
    facts |= {"campaign": campaign, "district": district, "flags": list(flags)}
    while True:
        booking = _new(booked_by=by, booked_at=at, **facts)
        try:
            _write_down(booking, then, keys, held=held)
        except NoneLeft:  # somebody was faster: at the quota, or at the slot
            _admit(company, slot, by, at, second_factory=second)
            if not places.let_go(at=at, slot=slot.pk):
                raise full(slot, at=at) from None
        else:
            return booking


def _factory(company: Company, campaign: Campaign) -> int:
    """The next number of a firm's factories in the campaign."""
    own = Booking.objects.counted().filter(company=company, campaign=campaign)
    return 1 + (own.aggregate(n=Max("factory"))["n"] or 0)


@prepared_change
def _one_of_quota() -> Any:
    """One case more of a district's quota, while there is one left."""
    own = DistrictQuota.objects.left().filter(
        campaign=Given("campaign"), district=Given("district")
    )
    return own, {"used": F("used") + 1}


def _admit(
    company: Company, slot: Slot, by: Any, at: datetime, **more: Any
) -> tuple[Campaign, District, tuple[str, ...]]:
    """Campaign, district and flags of an eligible firm. Raises Refused."""
    campaign = campaign_for(company, local_day(at), by=by)
    online = at if by.role == Role.COMPANY else None
    verdict = eligibility_of(company, campaign, online_at=online, **more)
    district = company.district
    if campaign is None or district is None or not verdict.eligible:
        raise Refused(*words_against(verdict))
    if slot.center_id != district.served_by_id:
        raise Refused(_("This center does not serve the factory's district."))
    return campaign, district, verdict.flags


def _new(*, campaign: Campaign, company: Company, slot: Slot, **facts: Any) -> Booking:
    """A new case, not written down yet."""
    return Booking(
        campaign=campaign,
        company=company,
        slot=slot,
        center_id=slot.center_id,
        stage=Stage.TRIAGE if facts["flags"] else Stage.PROPOSING,
        factory=_factory(company, campaign) if facts["exception_reason"] else 1,
        contact_name=company.contact_name,
        contact_phone=company.contact_phone,
        **facts,
    )


def _write_down(
    booking: Booking,
    then: Callable[[Booking], None] | None,
    keys: Iterable[type[Model]],
    *,
    held: bool,
) -> None:
    """The case, whose number carries its key, its entry and what else it means; one of
    the district's quota and one of the slot's places, where they need be taken.

    Raises NoneLeft, or Refused where the firm has a case, which the database knows last
    of all; in both cases nothing is written.
    """
    try:
        with together(Booking, *keys):
            put(booking)
            booking.number = f"CZ{booking.campaign.year}-{booking.pk:05d}"
            record(
                by=booking.booked_by,
                deed="bookings.book",
                at=booking.booked_at,
                row=booking,
                after={"slot": str(booking.slot)},
            )
            if then:
                then(booking)
            _take(booking, held=held)
    except IntegrityError as error:
        raise Refused(*refusal_words((eligibility.OPEN_CASE,))) from error


def _take(booking: Any, *, held: bool) -> None:
    """One of the quota, and one of the places unless the firm keeps one."""
    campaign, slot, at = booking.campaign, booking.slot_id, booking.booked_at
    if campaign.quota_left is not None:
        change(_one_of_quota, campaign=campaign.pk, district=booking.district_id)
    if not held or not places.use_hold(booking.company, slot, at=at):
        change(places.one_place, slot=slot, at=at)

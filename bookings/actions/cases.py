"""Booking: eligibility first, then the case, then the places."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import DateField, F, Max, Model, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from bookings import eligibility, places
from bookings.absences import closed_until
from bookings.actions.refusals import full
from bookings.choices import ENDED, RUNNING, AppointmentState, Stage
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
from foundation.together import put, together

ELSEWHERE = "elsewhere"


def campaign_on(day: date, district: int | None = None) -> Campaign | None:
    """The campaign open on that day, with the `quota_left` of the district."""
    open_one: Campaign | None = _campaign_on.first(day=day, district=district)
    return open_one


@prepared
def _campaign_on() -> Any:
    """The campaign open on a day, for a district."""
    rows = Campaign.objects.open_on(Given("day"))
    return rows.with_quota_left(Given("district"))[:1]


def eligibility_of(
    company: Company,
    campaign: Any,
    *,
    second_factory: bool = False,
    online_on: date | None = None,
) -> eligibility.Verdict:
    """Ask the pure rule with the facts as they stand (one query; two for a second
    factory).

    `campaign` is `campaign_on` for the firm's district, or None; `online_on` the day
    on which the firm books by itself, None where the center does it.
    """
    history, absent = _history(company, campaign)
    quota_left = campaign.quota_left if campaign else None
    undecided = second_factory and _has_undecided(company, campaign)
    return eligibility.check(
        eligibility.Facts(
            sector=company.sector,
            in_city=company.district_id is not None,
            barred=bool(company.barred_reason),
            above_designated=company.above_designated,
            campaign_open=campaign is not None,
            open_case=bool(history & RUNNING),
            done_case=bool(history & ENDED),
            diagnosed_elsewhere=ELSEWHERE in history,
            quota_left=1 if quota_left is None else quota_left,
            second_factory=second_factory,
            undecided=undecided,
            online_from=_still_closed(absent, online_on),
        )
    )


def _has_undecided(company: Company, campaign: Campaign | None) -> bool:
    """Whether the center has yet to decide on another factory of the firm."""
    rows = Booking.objects.filter(company=company, campaign=campaign)
    return rows.filter(stage=Stage.TRIAGE).exclude(exception_reason="").exists()


def _still_closed(absent: list[date], on: date | None) -> date | None:
    """The day from which a firm that books online on that day may do so again."""
    until = closed_until(absent) if on is not None else None
    return until if on is not None and until is not None and until > on else None


def _history(
    company: Company, campaign: Campaign | None
) -> tuple[set[str], list[date]]:
    """Stages of the firm's cases in the campaign, `ELSEWHERE` for one held there; and
    the days on which it was absent, whatever it had booked.
    """
    if campaign is None:
        return set(), []
    found = _events.all(company=company, campaign=campaign, code=company.credit_code)
    stages = {stage for stage, day in found if day is None}
    return stages, [day for _stage, day in found if day is not None]


@prepared
def _events() -> Any:
    """Stages of a firm's cases in a campaign, whether it was held elsewhere, and the
    days of absence: one question, because a booking must be quick.
    """
    no_day = Cast(Value(None), DateField())
    cases = Booking.objects.counted().filter(
        company=Given("company"), campaign=Given("campaign")
    )
    others = EarlierDiagnosis.objects.of(Given("campaign")).about(Given("code"))
    elsewhere = others.order_by().values_list(Value(ELSEWHERE), no_day)
    absent = Appointment.objects.filter(
        company=Given("company"), state=AppointmentState.ABSENT
    )
    missed = MissedVisit.objects.filter(company=Given("company"))
    return (
        cases.order_by()
        .values_list("stage", no_day)
        .union(
            elsewhere,
            absent.order_by().values_list("state", "slot__on"),
            missed.order_by().values_list(Value(AppointmentState.ABSENT.value), "on"),
            all=True,
        )
    )


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

    `then`: what else a booking means (its flow, its message); it happens before the
    places are taken, whose locks everybody else waits for. `keys`: of which rows it
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
    booking = _new(booked_by=by, booked_at=at, **facts)
    with transaction.atomic():
        _write_down(booking, then, keys)
        _take_places(booking, campaign, held=held)
    return booking


def _factory(company: Company, campaign: Campaign) -> int:
    """The next number of a firm's factories in the campaign."""
    own = Booking.objects.counted().filter(company=company, campaign=campaign)
    return 1 + (own.aggregate(n=Max("factory"))["n"] or 0)


def _take_places(booking: Booking, campaign: Any, *, held: bool) -> None:
    """One of the district's quota, then one of the slot: the shortest-held lock last.

    Raises Refused or LostRace.
    """
    slot: Any = booking.slot
    if campaign.quota_left is not None and not _one_of_quota.count(
        campaign=campaign, district=booking.district_id
    ):
        raise Refused(*refusal_words((eligibility.QUOTA_FULL,)))
    at = booking.booked_at
    if held and places.use_hold(booking.company, slot.pk, at=at):
        return
    if not places.take(slot.pk, at=at):
        raise full(slot, at=at)


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
    today = local_day(at)
    campaign = campaign_on(today, company.district_id)
    online = today if by.role == Role.COMPANY else None
    verdict = eligibility_of(company, campaign, online_on=online, **more)
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
) -> None:
    """The case, whose number carries its key, its entry and what else it means.

    Raises Refused where the firm has one, which the database knows last of all.
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
    except IntegrityError as error:
        raise Refused(*refusal_words((eligibility.OPEN_CASE,))) from error

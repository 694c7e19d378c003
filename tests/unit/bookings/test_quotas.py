"""The places of a service in a campaign: counted, limited, given back."""

from datetime import date, datetime, timedelta

import pytest

from bookings import quotas
from bookings.actions import (
    cancel_appointment,
    mark_absent,
    move_appointment,
    offer_by_hand,
)
from bookings.choices_waitlist import WaitState
from bookings.models import Appointment, Slot, WaitingOffer
from campaigns.choices import CampaignState
from campaigns.models import Campaign, ServiceQuota
from foundation.clock import CITY_TIME
from foundation.errors import LostRace, Refused
from tests.cast import Role, make_company, make_user
from tests.factories.appointments import clinic, free, made
from tests.journey import fresh
from workflows.waitlist import accept_offer, join, sweep

DAY = timedelta(days=1)


@pytest.fixture
def service(cast, monday):
    """Advice at the center, of which two may be booked in a campaign."""
    return clinic(cast, open_per_firm=9, per_campaign=2)


@pytest.fixture
def slots(cast, service):
    return free(cast)


def limit(service, most):
    service.per_campaign = most
    service.save()


def used():
    return dict(ServiceQuota.objects.values_list("campaign__year", "used"))


def cancel(cast, row, at):
    cancel_appointment(appointment=fresh(row), by=cast.manager, at=at, reason="忙")


def firm(cast, n):
    company = make_company(f"候补{n}", cast.center.district, 70 + n)
    make_user(f"人{n}", Role.COMPANY, 70 + n, company=company)
    return company


def wait(service, company, at):
    return join(
        company=company,
        service=service,
        by=company.memberships.first().user,
        at=at,
        first_on=at.date(),
        last_on=at.date() + 30 * DAY,
    )


def test_one_too_many_is_refused_with_the_reason_and_nothing_is_taken(
    cast, monday, slots
):
    made(cast, slots[0])
    made(cast, slots[1])
    for by in (cast.firm, cast.manager):
        with pytest.raises(Refused) as no:
            made(cast, fresh(slots[2]), by=by)
        assert no.value.reasons == (
            "2026 年度该服务的名额已用完。请等待下一批次、选择其他服务，或致电中心。",
        )
    assert (used(), fresh(slots[2]).taken) == ({2026: 2}, 0)
    assert Appointment.objects.count() == 2


def test_who_is_not_the_last_one_any_more_at_the_last_moment_is_refused(
    cast, monday, service
):
    taken = [quotas.take(service, on=monday.date()) for _n in range(2)]
    assert taken == [cast.campaign, cast.campaign]
    with pytest.raises(Refused):
        quotas.take(service, on=monday.date())
    assert used() == {2026: 2}


def test_a_time_that_is_full_uses_no_place_of_the_campaign(cast, monday, slots):
    Slot.objects.filter(pk=slots[0].pk).update(taken=2)
    with pytest.raises(LostRace):
        made(cast, slots[0])
    assert used() == {}


def test_cancelling_gives_the_place_back_moving_and_staying_away_do_not(
    cast, monday, slots
):
    one, other = made(cast, slots[0]), made(cast, slots[1])
    move_appointment(
        appointment=one, slot=slots[9], by=cast.firm, at=monday, reason="忙"
    )
    mark_absent(appointment=other, by=cast.manager, at=other.slot.ends_at)
    assert used() == {2026: 2}
    cancel(cast, one, monday)
    assert used() == {2026: 1}
    assert made(cast, fresh(slots[3]), by=cast.manager).campaign == cast.campaign


def test_a_limit_set_later_counts_what_was_booked_before_and_may_lie_below_it(
    cast, monday, service, slots
):
    limit(service, None)
    rows = [made(cast, fresh(slot)) for slot in slots[:3]]
    limit(service, 2)
    found = quotas.used_up(service, on=monday.date())
    assert found == quotas.Places(cast.campaign, 3, 2)
    cancel(cast, rows[0], monday)
    with pytest.raises(Refused):
        made(cast, fresh(slots[5]))
    cancel(cast, rows[1], monday)
    assert made(cast, fresh(slots[5])).pk
    assert used() == {2026: 2}


def test_where_no_campaign_is_open_nothing_is_counted_and_nothing_refused(
    cast, monday, service, slots
):
    Campaign.objects.update(state=CampaignState.CLOSED)
    rows = [made(cast, fresh(slot)) for slot in slots[:3]]
    assert {row.campaign for row in rows} == {None}
    assert quotas.used_up(service, on=monday.date()) is None
    assert quotas.can_be_offered(service, on=monday.date())
    cancel(cast, rows[0], monday)
    assert used() == {}


def test_a_new_campaign_begins_full_and_the_old_one_gets_back_its_own(
    cast, monday, service, slots
):
    rows = [made(cast, fresh(slot)) for slot in slots[:2]]
    facts = {"year": 2027, "starts_on": date(2026, 3, 5), "ends_on": date(2027, 3, 5)}
    Campaign.objects.create(
        **facts, name_zh="2027", state=CampaignState.OPEN, budget_fen=1, fee_fen=1
    )
    Campaign.objects.filter(pk=cast.campaign.pk).update(state=CampaignState.CLOSED)
    at = datetime(2026, 3, 5, 9, tzinfo=CITY_TIME)
    row = made(cast, free(cast, at)[-1], at=at)
    assert (row.campaign.year, used()) == (2027, {2026: 2, 2027: 1})
    cancel(cast, rows[1], monday)
    assert used() == {2026: 1, 2027: 1}


# --- The waiting list -------------------------------------------------------------


def test_who_waits_for_a_used_up_service_is_offered_as_many_as_come_free(
    cast, monday, service, slots
):
    rows = [made(cast, fresh(slot)) for slot in slots[:2]]
    entries = [wait(service, firm(cast, n), monday) for n in range(3)]
    assert sweep(at=monday) == 0
    with pytest.raises(Refused) as no:
        offer_by_hand(
            entry=entries[0], slot=slots[5], by=cast.manager, at=monday, reason="急"
        )
    assert "名额已用完" in str(no.value)
    cancel(cast, rows[0], monday)
    assert sweep(at=monday) == 1
    assert sweep(at=monday) == 0
    limit(service, 3)
    assert sweep(at=monday) == 1
    states = [fresh(entry).state for entry in entries]
    assert states == [WaitState.OFFERED, WaitState.OFFERED, WaitState.WAITING]


def test_an_offer_that_somebody_else_was_faster_than_says_why_and_stands(
    cast, monday, service, slots
):
    made(cast, slots[0])
    Slot.objects.filter(service=service).update(capacity=2, taken=2)
    entry = wait(service, firm(cast, 1), monday)
    Slot.objects.filter(pk=slots[5].pk).update(taken=0)
    assert sweep(at=monday) == 1
    made(cast, fresh(slots[5]))
    offer = WaitingOffer.objects.get()
    with pytest.raises(Refused) as no:
        accept_offer(offer=offer, by=entry.joined_by, at=monday)
    assert "名额已用完" in str(no.value)
    assert fresh(offer).state == "open"


def test_who_moves_what_the_center_closed_is_offered_a_time_all_the_same(
    cast, monday, service, slots
):
    row = made(cast, slots[0])
    made(cast, slots[1])
    Slot.objects.filter(service=service).update(taken=2)
    Slot.objects.filter(pk=slots[0].pk).update(is_closed=True)
    entry = wait(service, cast.company, monday)
    assert entry.appointment == row
    Slot.objects.filter(pk=slots[5].pk).update(taken=0)
    assert sweep(at=monday) == 1
    accept_offer(offer=WaitingOffer.objects.get(), by=cast.firm, at=monday)
    assert used() == {2026: 2}

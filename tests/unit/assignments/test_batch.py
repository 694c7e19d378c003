"""All waiting cases together: the best plan, no hard rule broken, fair shares."""

from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from assignments.actions import find_provider, optimise, propose
from assignments.batch import Batch
from assignments.candidates import Pool
from assignments.choices import ProposalState
from assignments.fairness import Share, fairness, gini
from assignments.matching import obstacle
from assignments.models import Conflict
from assignments.network import Offer, best_plan
from assignments.weights import WHOLE, all_weights, weights_of, weights_on
from bookings.actions import book
from bookings.models import Booking
from campaigns.models import Agreement
from foundation import clock
from tests.cast import make_company

DAY = date(2026, 3, 10)


def brute(offers, places, weekly):
    """(placed, -cost) of the best of every choice."""
    cases = sorted({one.case for one in offers})
    options = [[None, *(one for one in offers if one.case == case)] for case in cases]
    best = (0, 0)
    for chosen in product(*options):
        taken = [one for one in chosen if one]
        if breaks(taken, places, weekly):
            continue
        best = max(best, worth(taken, places))
    return best


def breaks(taken, places, weekly):
    halves = [(one.lead, one.on, one.half) for one in taken]
    leads = [one.lead for one in taken]
    firms = [one.provider for one in taken]
    return (
        len(set(halves)) < len(halves)
        or any(
            leads.count(who) > weekly.get((who, date(2026, 3, 9)), 9) for who in leads
        )
        or any(firms.count(who) > len(places.get(who, ())) for who in firms)
    )


def worth(taken, places):
    firms = [one.provider for one in taken]
    seats = sum(sum(places[who][: firms.count(who)]) for who in set(firms))
    return len(taken), -sum(one.cost for one in taken) - seats


offers = st.lists(
    st.builds(
        lambda case, lead, cost: Offer(
            case, DAY, ("am", "pm")[case % 2], lead, lead % 2, cost
        ),
        st.integers(0, 3), st.integers(0, 3), st.integers(0, 60),
    ),
    max_size=9,
    unique_by=lambda one: (one.case, one.lead),
)  # fmt: skip


@given(
    offers,
    st.dictionaries(
        st.integers(0, 1), st.lists(st.integers(0, 30), max_size=3).map(sorted)
    ),
    st.dictionaries(
        st.tuples(st.integers(0, 3), st.just(date(2026, 3, 9))), st.integers(0, 2)
    ),
)
def test_the_plan_is_the_best_of_all_and_breaks_no_rule(found, places, weekly):
    taken = list(best_plan(found, places, weekly).values())
    assert not breaks(taken, places, weekly)
    assert worth(taken, places) == brute(found, places, weekly)


def waiting(cast, monday, n, slot):
    firm = make_company(f"等{n}", cast.center.district, 400 + n)
    booking = book(company=firm, slot=slot, by=cast.firm, at=monday)
    propose(booking=booking, found=find_provider(booking, at=monday), at=monday)
    return booking


@pytest.fixture
def cases(cast, monday):
    """Two firms on each of two half-days; every proposal was made for one alone."""
    slots = [cast.slot(0), cast.slot(1)]
    for slot in slots:
        slot.capacity = 2
        slot.save()
    return [waiting(cast, monday, n, slots[n // 2]) for n in range(4)]


def all_waiting():
    return list(Booking.objects.with_names().order_by("pk"))


def test_alone_they_are_all_sent_the_same_lead_together_nobody_is_sent_twice(
    cast, monday, cases
):
    alone = {case.proposals.get().consultant for case in cases[:2]}
    assert len(alone) == 1
    assert optimise(bookings=all_waiting(), by=cast.manager, at=monday) > 0
    kept = [case.proposals.get(state=ProposalState.OPEN) for case in cases]
    sent = [(row.consultant_id, row.booking.slot_id) for row in kept]
    assert (len(set(sent)), None in [who for who, _slot in sent]) == (4, False)
    shares = [row.provider for row in kept]
    assert shares.count(cast.provider) == 2  # fair: two each
    assert optimise(bookings=all_waiting(), by=cast.manager, at=monday) == 0


def test_one_case_alone_is_proposed_the_same_by_both(cast, monday):
    case = waiting(cast, monday, 9, cast.slot())
    single = find_provider(case, at=monday)
    assert Batch.of(all_waiting(), at=monday).optimum() == {case: single}


def test_the_batch_breaks_no_hard_rule(cast, monday, cases):
    Conflict.objects.create(
        provider=cast.provider, company=cases[0].company, kind="declared"
    )
    Agreement.objects.filter(provider=cast.other_provider).update(quota=2)
    found = Batch.of(all_waiting(), at=monday).optimum()
    given_to = [one["best"] and one["best"]["provider"] for one in found.values()]
    assert given_to[0] == cast.other_provider.pk
    assert given_to.count(cast.other_provider.pk) <= 2
    pool = Pool(all_waiting(), at=monday)
    for case, who in zip(found, given_to, strict=True):
        able = [one.provider for one in pool.candidates(case) if not obstacle(one)]
        assert who in able


def test_what_a_lot_or_a_rotation_decides_is_not_optimised(cast, monday, cases):
    Agreement.objects.update(mode="ROTATION")
    assert Batch.of(all_waiting(), at=monday).optimum() == {}


def test_reading_asks_as_often_for_one_case_as_for_many(cast, monday, cases):
    rows = all_waiting()
    with CaptureQueriesContext(connection) as one:
        Pool(rows[:1], at=monday)
    with CaptureQueriesContext(connection) as many:
        pool = Pool(rows, at=monday)
        for row in rows:
            pool.candidates(row)
    assert len(many) == len(one)


def test_the_points_are_dated_and_add_up(monday):
    assert all(sum(one.points.values()) == WHOLE for one in all_weights())
    assert weights_on(date(2024, 6, 1)).slug == "points-2024"
    assert weights_on(date(2020, 1, 1)).slug == "points-2024"
    assert weights_on(clock.today()) == weights_of("points-2025")
    assert weights_of("") is None


def share(cases, quota, **more):
    return Share(provider=1, name="甲", quota=quota, cases=cases, **more)


def test_the_figures_of_fairness_by_hand():
    even = fairness([share(2, 4), share(3, 6, decided=5, overridden=1)])
    assert (even.mean, even.spread, even.gini, even.gap) == (Fraction(1, 2), 0, 0, 0)
    assert even.override_share == Fraction(1, 5)
    one_has_all = fairness([share(4, 4), share(0, 4)])
    assert (one_has_all.gini, one_has_all.gap) == (Fraction(1, 2), 1)
    assert one_has_all.spread == 0.5
    assert fairness([share(0, 0)]) is None
    assert fairness([share(0, 4)]).override_share == 0
    assert [share(1, 3).percent, share(5, 4).bar] == [33, 100]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8))
def test_the_coefficient_is_half_the_mean_difference_over_the_mean(values):
    n, total = len(values), sum(values)
    apart = sum(abs(a - b) for a, b in product(values, repeat=2))
    wanted = Fraction(apart, 2 * n * total) if total else 0
    assert gini([Fraction(one) for one in values]) == wanted

"""How long one waits, as a band: for the public, the center and the firm."""

from datetime import date, timedelta

import pytest
from django.db.models import F

from bookings.models import Slot
from face.formats import day_range
from foundation import clock
from tests.factories.cases import taken_case, visited_case
from tests.pages.reading import page
from workflows.waitlist import join

# Visits of the last eight weeks. Their quartiles are 1.75, 2 and 2.5 a week.
PACE = (2, 4, 1, 2, 2, 1, 2, 4)
QUEUE = 10


@pytest.fixture
def queue(cast, monday):
    """Ten cases wait; the weeks before went at an uneven pace."""
    this_week = clock.today()
    for back, visits in enumerate(PACE, 1):
        for _n in range(visits):
            visited_case(cast, cast.provider, this_week - timedelta(weeks=back))
    for _n in range(QUEUE):
        taken_case(cast, cast.provider, this_week + timedelta(days=7))


def text(answer):
    return answer.content.decode()


def test_the_public_reads_the_band_of_each_center(client, cast, queue):
    said = text(page(client, None, "centers"))
    assert "约 28–40 天后上门" in said  # 10 / 2.5 and 10 / 1.75 weeks


def test_the_manager_reads_it_with_a_fifth_more_and_when_it_is_long(
    client, cast, queue
):
    said = text(page(client, cast.manager, "week"))
    assert "预计 28–40 天" in said
    assert "24–34 天" in said  # the same divided by 1.2
    assert "等待已超过 30 天" in said
    other = text(page(client, cast.other_manager, "week"))
    assert "近八周上门太少" in other


def test_a_firm_in_line_reads_between_which_days_its_turn_comes(client, cast, queue):
    Slot.objects.filter(center=cast.center, kind="visit").update(taken=F("capacity"))
    join(
        company=cast.company,
        service=cast.center.services.get(),
        by=cast.firm,
        at=clock.now(),
        first_on=clock.today(),
        last_on=clock.today() + timedelta(days=60),
    )
    said = text(page(client, cast.firm, "waits"))
    assert day_range(date(2026, 4, 2), date(2026, 4, 15)) in said  # 31 and 44 days on

"""A whole case, in order, on the engine."""

import pytest

from bookings.choices import Stage
from tests.journey import Journey

pytestmark = pytest.mark.usefixtures("jobs_inline")


def test_a_case_walks_from_booking_to_its_final_rating(
    cast, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        journey = Journey(cast)
    journey.booking.refresh_from_db()
    assert journey.booking.stage == Stage.CONFIRMING
    journey.to_rating()
    assert journey.booking.stage == Stage.RATING
    journey.score(cast.assessor, 90)
    assert journey.booking.stage == Stage.RATING
    journey.score(cast.second_assessor, 80)
    assert journey.booking.stage == Stage.CLOSED
    assert str(journey.booking.job_rating.score) == "85.00"

"""By when a step must be done, where its days do not simply count from its opening."""

import pytest

from foundation.clock import local_day
from foundation.models import work_calendar
from tests.journey import Journey, open_due
from workflows.models import Term

pytestmark = pytest.mark.usefixtures("jobs_inline")


@pytest.fixture
def journey(cast, django_capture_on_commit_callbacks) -> Journey:
    """A case whose provider has taken it."""
    Term.objects.create(key="revise", valid_from="2024-01-01", working_days=5)
    with django_capture_on_commit_callbacks(execute=True):
        journey = Journey(cast, slot=cast.slot(30))
    journey.booking.refresh_from_db()
    journey.confirm()
    journey.respond()
    return journey


def test_a_visit_is_due_working_days_after_its_half_day_not_after_the_answer(journey):
    slot = journey.booking.slot
    expected = work_calendar().add(slot.on, Term.on("visit", slot.on).working_days)
    assert open_due(journey.booking, "visit").due_on == expected


def test_a_report_is_due_on_the_day_by_which_punctuality_is_measured(journey):
    journey.visit()
    journey.assess()
    journey.booking.diagnosis.refresh_from_db()
    due = open_due(journey.booking, "report")
    assert due.due_on == journey.booking.diagnosis.report_due_on


def test_a_returned_report_has_five_working_days(journey):
    for step in (journey.visit, journey.assess, journey.report):
        step()
    journey.review(passed=False, points="请补充凭据")
    due = open_due(journey.booking, "report")
    assert due.due_on == work_calendar().add(local_day(due.opened_at), 5)

"""Lists cost the same few queries for one row and for thirty."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Slot
from foundation import clock
from foundation.clock import set_to
from tests.cast import make_company
from workflows.start import book_diagnosis

pytestmark = pytest.mark.usefixtures("jobs_inline")


def fill(cast, count, capture, start):
    """That many cases at the insider's center, each proposed."""
    slots = Slot.objects.bookable(clock.now()).filter(center=cast.center)
    for n in range(start, start + count):
        company = make_company(f"列表 {n}", cast.center.district, 1000 + n)
        slot = slots.all()[0]
        with capture(execute=True):
            book_diagnosis(company=company, slot=slot, by=cast.firm, at=clock.now())


def queries(client, url):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("url", ["/inbox/", "/cases/", "/week/", "/slots/", "/me/"])
def test_a_managers_list_costs_the_same_for_one_row_and_for_thirty(
    client, cast, url, django_capture_on_commit_callbacks
):
    client.force_login(cast.manager)
    fill(cast, 1, django_capture_on_commit_callbacks, 0)
    queries(client, url)
    few = queries(client, url)
    fill(cast, 29, django_capture_on_commit_callbacks, 1)
    queries(client, url)
    assert queries(client, url) == few


def test_a_case_costs_the_same_however_long_its_history(
    client, cast, django_capture_on_commit_callbacks
):
    fill(cast, 1, django_capture_on_commit_callbacks, 0)
    client.force_login(cast.manager)
    url = f"/cases/{cast.center.bookings.get().number}/"
    queries(client, url)
    few = queries(client, url)
    for n in range(5):
        with set_to(clock.now() + timedelta(hours=n)):
            client.post(
                f"/tasks/{cast.center.bookings.get().dues.get().task_id}/claim/"
            )
    assert queries(client, url) == few


def test_the_inbox_shows_the_late_ones_first(
    client, cast, django_capture_on_commit_callbacks
):
    fill(cast, 2, django_capture_on_commit_callbacks, 0)
    with set_to(clock.now() + timedelta(days=4)):
        fill(cast, 1, django_capture_on_commit_callbacks, 2)
    with set_to(clock.now() + timedelta(days=10)):
        client.force_login(cast.manager)
        page = client.get("/inbox/").content.decode()
    first, last = page.find("列表 0"), page.find("列表 2")
    assert 0 < first < last


def test_the_export_of_cases_cannot_smuggle_a_formula(
    client, cast, django_capture_on_commit_callbacks
):
    fill(cast, 1, django_capture_on_commit_callbacks, 0)
    company = cast.center.bookings.get().company
    company.name = "=HYPERLINK(1)"
    company.save()
    client.force_login(cast.manager)
    text = client.get("/cases/?format=csv").content.decode()
    assert "'=HYPERLINK(1)" in text

"""The days of each step stand on a page; the bureau changes them from a day on."""

from datetime import date

from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import clock
from foundation.audit.models import Entry
from workflows.models import Term

DAYS = {"working_days": "7", "remind_before": "2", "escalate_after": "3"}


def change(client, on="2026-03-03", **days):
    url = reverse("set_term", args=["review"])
    return client.post(url, {"valid_from": on, **DAYS, **days})


def test_every_flow_stands_there_with_its_steps_and_as_a_file(client, cast):
    Term.objects.create(
        key="review", valid_from=date(2026, 1, 1), working_days=4,
        remind_before=1, escalate_after=2,
    )  # fmt: skip
    client.force_login(cast.manager)
    page = client.get(reverse("flows"))
    flows = {row["key"]: row for row in page.context["flows"]}
    assert len(flows) == 10
    (review,) = (s for s in flows["diagnosis"]["steps"] if s.key == "review")
    assert (review.now.working_days, review.next) == (4, None)
    for key in flows:
        assert client.get(reverse("flow_file", args=[key])).status_code == 200
    assert reverse("set_term", args=["review"]) not in page.content.decode()


def test_the_bureau_changes_days_from_a_later_day_on_and_it_is_recorded(client, cast):
    client.force_login(cast.officer)
    assert change(client).status_code == 302
    assert Term.on("review", date(2026, 3, 2)).working_days != 7
    assert Term.on("review", date(2026, 3, 3)).working_days == 7
    entry = Entry.objects.get(deed="workflows.set_term")
    assert entry.after == {
        "from": "2026-03-03",
        "working_days": 7,
        "remind_before": 2,
        "escalate_after": 3,
    }
    assert "7" in client.get(reverse("set_term", args=["review"])).content.decode()


def test_a_day_that_has_begun_or_is_taken_is_refused_and_nothing_typed_lost(
    client, cast
):
    client.force_login(cast.officer)
    today = clock.today().isoformat()
    for answer in (change(client, today), change(client, remind_before="7")):
        assert answer.status_code == 422
        assert 'value="7"' in answer.content.decode()
    change(client)
    assert change(client).status_code == 422
    assert Term.objects.filter(key="review", working_days=7).count() == 1
    assert client.get(reverse("set_term", args=["nothing"])).status_code == 404


def test_the_page_asks_as_often_with_many_terms_as_with_one(client, cast):
    client.force_login(cast.officer)
    client.get(reverse("flows"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("flows"))
    for n in range(3, 20):
        change(client, f"2026-03-{n:02d}")
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("flows"))
    assert len(few) == len(many)


def test_not_even_the_keeper_changes_what_steps_were_dated_by():
    held = admin.site.get_model_admin(Term)
    may = (held.has_add_permission, held.has_change_permission)
    assert [one(None) for one in (*may, held.has_delete_permission)] == [False] * 3

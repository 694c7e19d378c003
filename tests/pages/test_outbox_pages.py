"""The outbox of the bureau, and a person's own choice of ways."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.notices.actions import deliver, tell, tell_phone
from foundation.notices.models import Delivery
from tests.journey import fresh

CHOICE = {
    "steps": ["sms"], "digests": [], "email": "wang@example.com",
    "quiet_from": "22:00", "quiet_until": "07:30",
}  # fmt: skip


@pytest.fixture
def given_up(cast, monday):
    """One sent, one given up, one code; the clock stands in the morning."""
    tell(people=[cast.firm], event="bookings.book", text="甲", at=monday)
    tell(people=[cast.manager], event="confirm", text="乙", at=monday)
    tell_phone(phone="13512345678", event="accounts.code", text="%(code)s", at=monday,
               code="908070")  # fmt: skip
    deliver(at=monday)
    dead = Delivery.objects.order_by("pk")[0]
    Delivery.objects.filter(pk=dead.pk).update(state="dead", why="no phone number")
    return dead


def outbox(client, **query):
    return client.get(reverse("outbox"), query)


def test_what_was_given_up_comes_first_with_its_reason_and_masked_phones(
    client, cast, given_up
):
    client.force_login(cast.officer)
    page = outbox(client)
    assert [row["delivery"].state for row in page.context["rows"]] == [
        "dead", "sent", "sent",
    ]  # fmt: skip
    words = page.content.decode()
    assert "没有手机号" in words
    assert "135****5678" in words
    assert all(secret not in words for secret in ("908070", "13512345678"))
    assert len(outbox(client, state="sent").context["rows"]) == 2
    assert len(outbox(client, event="confirm").context["rows"]) == 1
    assert len(outbox(client, first="2026-03-03").context["rows"]) == 0
    assert len(outbox(client, last="2026-03-02").context["rows"]) == 3
    assert outbox(client, state="junk").status_code == 200
    assert "135****5678" in outbox(client, format="csv").content.decode()
    assert Entry.objects.filter(deed="notices.export").count() == 1
    assert reverse("outbox") in client.get(reverse("audit")).content.decode()


def test_the_officer_sends_again_and_it_is_recorded_and_nobody_else_can(
    client, cast, given_up, monday
):
    url = reverse("resend_message", args=[given_up.pk])
    for who in ("auditor", "manager", "firm"):
        client.force_login(cast.people[who])
        assert client.post(url).status_code == 404
    client.force_login(cast.people["auditor"])
    assert reverse("outbox") not in client.get(reverse("audit")).content.decode()
    client.force_login(cast.officer)
    assert client.get(url).status_code == 405
    for _time in range(2):  # the second time it waits already
        assert client.post(url).url == reverse("outbox")
    assert Entry.objects.filter(deed="notices.resend").count() == 1
    assert deliver(at=monday) == 1
    code = Delivery.objects.get(message__event="accounts.code")
    client.post(reverse("resend_message", args=[code.pk]))
    assert fresh(code).state == "sent"


def test_the_outbox_costs_the_same_for_two_rows_and_for_thirty(client, cast, monday):
    client.force_login(cast.officer)
    costs = []
    for count in (2, 28):
        tell(people=[cast.firm] * count, event="bookings.book", text="甲", at=monday)
        deliver(at=monday)
        with CaptureQueriesContext(
            connection,
        ) as spent:
            outbox(client)
        costs.append(len(spent))
    assert costs[0] == costs[1]


def test_a_person_keeps_a_choice_and_what_was_typed_wrong_comes_back(client, cast):
    client.force_login(cast.firm)
    url = reverse("my_messages")
    wrong = client.post(url, CHOICE | {"email": "wang@", "quiet_from": ""})
    assert wrong.status_code == 422
    assert "wang@" in wrong.content.decode()
    assert client.post(url, CHOICE).url == url
    kept = fresh(cast.firm)
    assert (kept.email, kept.message_settings.off) == (
        "wang@example.com", ["bookings.sms", "digests.sms"],
    )  # fmt: skip
    page = client.get(url).content.decode()
    assert 'value="22:00"' in page
    assert page.count("checked") == 1
    assert url in client.get(reverse("me")).content.decode()

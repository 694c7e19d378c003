"""Sign-ins in the audit log: those that came about, those that failed, the ends."""

import pytest
from django.core.cache import cache

from config import urls
from foundation.audit.models import Entry
from tests.cast import PASSWORD
from tests.pages.first_time import last_code, wrong
from tests.pages.test_two_steps import sign_in, turn_on
from website import demo_urls

urlpatterns = [*urls.urlpatterns, *demo_urls.urlpatterns]
FAILED = "accounts.fail_sign_in"


def log(*deeds):
    """Deed, actor and facts of the entries, the oldest first."""
    rows = Entry.objects.filter(deed__in=deeds or [FAILED]).order_by("pk")
    return [(row.actor, row.object_name, row.after) for row in rows]


def post(client, phone, password):
    return client.post("/sign-in/", {"username": phone, "password": password})


def test_a_wrong_password_is_written_down_for_known_and_unknown_phones(client, cast):
    phone = cast.manager.phone
    assert post(client, phone, "guess 1").status_code == 422
    assert post(client, "13900009999", "guess 1").status_code == 422
    facts = {"proof": "password", "address": "127.0.0.1"}
    assert log() == [
        (None, "manager", {**facts, "phone": f"138****{phone[-4:]}"}),
        (None, "", {**facts, "phone": "139****9999"}),
    ]
    assert "guess" not in str(Entry.objects.values())


def test_a_sign_in_and_its_end_are_written_down(client, cast):
    post(client, cast.manager.phone, PASSWORD)
    client.post("/sign-out/")
    client.post("/sign-out/")
    rows = log("accounts.sign_in", "accounts.sign_out")
    assert [actor for actor, _name, _after in rows] == [cast.manager] * 2


def test_a_wrong_code_is_written_down(client, cast):
    client.post("/sign-in/code/", {"phone": cast.firm.phone})
    code = last_code()
    client.post("/code/", {"code": wrong(code)})
    [(actor, name, after)] = log()
    assert (actor, name, after["proof"]) == (None, "firm", "code")
    assert code not in str(after)


def test_a_wrong_second_step_is_written_down(client, cast):
    cache.clear()
    turn_on(client, cast.manager)
    sign_in(client, cast.manager)
    answer = client.post("/sign-in/second-step/", {"code": "000000"})
    assert answer.status_code == 422
    [(_actor, name, after)] = log()
    assert (name, after["proof"]) == ("manager", "second_step")


@pytest.mark.urls(__name__)
def test_a_sign_in_of_the_demonstration_is_written_down_as_one(client, cast, settings):
    settings.DEMO = True
    client.post("/demo/sign-in/", {"person": str(cast.manager.pk)})
    [(actor, _name, after)] = log("accounts.sign_in")
    assert (actor, after) == (cast.manager, {"proof": "demo"})

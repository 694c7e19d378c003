"""The second step of a sign-in, offered to staff."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache

from tests.cast import PASSWORD
from tests.pages.first_time import last_code, signed_in


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def code_for(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def turn_on(client, user):
    """Through the pages; returns the secret and the recovery codes."""
    client.logout()
    client.post("/sign-in/", {"username": user.phone, "password": PASSWORD})
    answer = client.get("/two-steps/on/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/two-steps/password/")
    answer = client.post(answer.redirect_chain[-1][0], {"password": PASSWORD})
    assert answer.url == "/two-steps/on/"
    page = client.get("/two-steps/on/").content.decode()
    secret = re.search(r'class="secret">(\w+)<', page)[1]
    answer = client.post("/two-steps/on/", {"code": code_for(secret)}, follow=True)
    codes = re.findall(r"<li>(\d{8})</li>", answer.content.decode())
    return secret, codes


def sign_in(client, user):
    client.logout()
    return client.post(
        "/sign-in/", {"username": user.phone, "password": PASSWORD}, follow=True
    )


def test_a_manager_turns_it_on_and_signs_in_with_it(client, cast):
    secret, codes = turn_on(client, cast.manager)
    assert len(codes) == 10
    answer = sign_in(client, cast.manager)
    assert answer.redirect_chain == [("/sign-in/second-step/", 302)]
    assert signed_in(client) is None
    assert client.get("/week/").status_code == 302
    cache.clear()  # the same code would be good once
    answer = client.post("/sign-in/second-step/", {"code": code_for(secret)})
    assert (answer.url, signed_in(client)) == ("/desk/", cast.manager.pk)


def test_a_recovery_code_opens_once(client, cast):
    _secret, codes = turn_on(client, cast.officer)
    for expected in (cast.officer.pk, None):
        sign_in(client, cast.officer)
        client.post("/sign-in/second-step/", {"code": codes[0]})
        assert signed_in(client) == expected


def test_a_wrong_code_comes_back_with_a_sentence(client, cast):
    turn_on(client, cast.manager)
    sign_in(client, cast.manager)
    answer = client.post("/sign-in/second-step/", {"code": "12"})
    assert "验证码不正确" in answer.content.decode()
    assert answer.status_code == 422
    assert signed_in(client) is None


def test_a_code_by_message_does_not_go_round_it(client, cast):
    turn_on(client, cast.manager)
    client.logout()
    client.post("/sign-in/code/", {"phone": cast.manager.phone})
    answer = client.post("/code/", {"code": last_code()})
    assert (answer.url, signed_in(client)) == ("/sign-in/second-step/", None)


def test_the_secret_lies_encrypted_in_the_database(client, cast):
    secret, codes = turn_on(client, cast.manager)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in codes)


def test_it_is_turned_off_again(client, cast):
    turn_on(client, cast.manager)
    assert client.get("/two-steps/off/").status_code == 200
    client.post("/two-steps/off/")
    assert "未开启" in client.get("/two-steps/").content.decode()
    assert sign_in(client, cast.manager).redirect_chain[-1][0] == "/week/"


def test_new_recovery_codes_replace_the_old_ones(client, cast):
    _secret, codes = turn_on(client, cast.manager)
    assert client.get("/two-steps/codes/new/").status_code == 200
    answer = client.post("/two-steps/codes/new/", follow=True)
    new = re.findall(r"<li>(\d{8})</li>", answer.content.decode())
    assert set(new).isdisjoint(codes)


@pytest.mark.parametrize("who", ["firm", "coordinator", "consultant", "assessor"])
def test_it_is_offered_to_staff_alone(client, cast, who):
    client.force_login(cast.people[who])
    for path in ("", "on/", "off/", "codes/", "codes/new/", "again/", "password/"):
        assert client.get(f"/two-steps/{path}").status_code == 404
    assert "/two-steps/" not in client.get("/me/").content.decode()


def test_it_can_be_taken_off_the_page_or_demanded_by_setting(client, cast, settings):
    client.force_login(cast.manager)
    assert "/two-steps/" in client.get("/me/").content.decode()
    settings.TWO_STEPS = "off"
    assert "/two-steps/" not in client.get("/me/").content.decode()
    settings.TWO_STEPS = "required"
    assert client.get("/week/").url == "/two-steps/on/"
    assert client.post("/sign-out/").status_code == 302
    client.force_login(cast.firm)
    assert client.get("/book/").status_code == 200
    turn_on(client, cast.manager)
    assert client.get("/week/").status_code == 200


def test_a_code_typed_as_it_changes_still_counts(client, cast, monkeypatch):
    begun = time.time()
    monkeypatch.setattr(time, "time", lambda: begun)
    secret, _codes = turn_on(client, cast.manager)
    monkeypatch.setattr(time, "time", lambda: begun + 60)
    client.logout()
    client.post("/sign-in/", {"username": cast.manager.phone, "password": PASSWORD})
    typed = code_for(secret)
    monkeypatch.setattr(time, "time", lambda: begun + 90)
    client.post("/sign-in/second-step/", {"code": typed})
    assert client.get("/week/").status_code == 200

"""Legal persons sign in by OpenID Connect, against a real server of that kind."""

from datetime import timedelta

import pytest

from accounts.models import Membership, User
from foundation import clock
from foundation.credit_codes import with_check
from tests.pages import oidc_server
from tests.pages.first_time import last_code, listed_firm, signed_in
from tests.pages.oidc_server import sign_in_there

CONNECT = "/bind/legal-person/"


@pytest.fixture
def server(settings):
    with oidc_server.running() as running:
        settings.OIDC_SERVER = running.address
        settings.SOCIALACCOUNT_PROVIDERS = running.settings()
        yield running


@pytest.fixture
def firm(cast):
    return listed_firm(cast)


def owner_of(firm):
    return Membership.objects.owners().get(company=firm).user


def prove_phone(client, phone="13511112222"):
    client.post("/sign-in/code/", {"phone": phone, "next": CONNECT})
    return client.post("/code/", {"code": last_code(phone)})


def test_a_legal_person_proves_the_firm_then_the_phone_and_is_the_owner(
    client, cast, firm, server
):
    server.is_about("sub-1", credit_code=firm.credit_code)
    answer = sign_in_there(client)
    assert answer.url == f"/sign-in/code/?next={CONNECT}"
    assert signed_in(client) is None
    assert prove_phone(client).url == CONNECT
    assert firm.name in client.get(CONNECT).content.decode()
    assert client.post(CONNECT).url == "/book/"
    assert owner_of(firm).phone == "13511112222"
    assert client.get("/book/").status_code == 200


def test_the_second_time_no_phone_is_asked_for(client, cast, firm, server):
    server.is_about("sub-1", credit_code=firm.credit_code)
    sign_in_there(client)
    prove_phone(client)
    client.post(CONNECT)
    user = owner_of(firm)
    client.logout()
    answer = sign_in_there(client)
    assert (answer.url, signed_in(client)) == (CONNECT, user.pk)


def test_a_signed_in_person_becomes_the_owner_and_the_former_one_a_contact(
    client, cast, server
):
    server.is_about("sub-2", credit_code=cast.company.credit_code)
    client.force_login(cast.assessor)
    assert sign_in_there(client).url == CONNECT
    client.post(CONNECT)
    assert owner_of(cast.company) == cast.assessor
    assert cast.firm.memberships.get().firm_role == "contact"


def test_the_name_of_the_claim_is_a_setting(client, cast, firm, server, settings):
    settings.OIDC_CREDIT_CODE_CLAIM = "uniscid"
    server.is_about("sub-1", uniscid=firm.credit_code.lower())
    client.force_login(cast.assessor)
    assert sign_in_there(client).url == CONNECT
    assert firm.name in client.get(CONNECT).content.decode()


@pytest.mark.parametrize("code", [None, "", "91320412", 7])
def test_without_a_credit_code_nobody_is_connected(client, cast, server, code):
    server.is_about("sub-1", credit_code=code)
    answer = sign_in_there(client)
    assert answer.url == "/bind/"
    assert "未返回统一社会信用代码" in client.get("/bind/").content.decode()
    assert "legal_person" not in client.session


def test_answers_about_two_different_people_prove_nothing(client, cast, firm, server):
    server.is_about("sub-1", info={"sub": "sub-9", "credit_code": firm.credit_code})
    assert sign_in_there(client).url == "/bind/"
    assert "前后不一致" in client.get("/bind/").content.decode()


@pytest.mark.parametrize(
    "spoilt", [{"error": "access_denied", "code": ""}, {"state": "forged"}]
)
def test_a_broken_off_or_forged_answer_leads_back_with_words(
    client, cast, server, spoilt
):
    server.is_about("sub-1", credit_code=cast.company.credit_code)
    answer = sign_in_there(client, **spoilt)
    assert answer.status_code in (302, 200)
    assert signed_in(client) is None
    assert "legal_person" not in client.session


def test_a_firm_without_a_file_is_registered_with_the_code_filled_in(
    client, cast, server
):
    code = with_check("91320412MA7888888")
    server.is_about("sub-1", credit_code=code)
    client.force_login(cast.firm)
    sign_in_there(client)
    assert client.get(CONNECT).url == f"/register/?credit_code={code}"


def test_what_was_proven_holds_for_a_quarter_of_an_hour(
    client, cast, firm, server, monday
):
    server.is_about("sub-1", credit_code=firm.credit_code)
    client.force_login(cast.assessor)
    sign_in_there(client)
    with clock.set_to(monday + timedelta(minutes=16)):
        assert client.post(CONNECT).url == "/bind/"
    assert not Membership.objects.filter(company=firm).exists()


def test_without_having_been_there_nobody_connects_as_a_legal_person(client, cast):
    client.force_login(cast.assessor)
    assert client.get(CONNECT).url == client.post(CONNECT).url == "/bind/"


def test_where_no_server_is_named_there_is_no_such_way(client, cast):
    assert client.get("/legal-person/oidc/login/").status_code == 404
    assert client.get("/legal-person/oidc/login/callback/").status_code == 404
    assert "法人登录" not in client.get("/sign-in/").content.decode()


def test_where_a_server_is_named_the_way_is_on_both_pages(client, cast, server):
    client.post("/bind/", {"credit_code": cast.company.credit_code})
    for path in ("/sign-in/", "/bind/ways/"):
        assert "/legal-person/oidc/login/" in client.get(path).content.decode()


def test_no_account_is_made_by_the_other_side_alone(client, cast, firm, server):
    before = User.objects.count()
    server.is_about("sub-1", credit_code=firm.credit_code, email="a@example.org")
    sign_in_there(client)
    assert User.objects.count() == before


def test_a_closed_account_stays_closed(client, cast, firm, server):
    server.is_about("sub-1", credit_code=firm.credit_code)
    sign_in_there(client)
    prove_phone(client)
    client.post(CONNECT)
    User.objects.filter(phone="13511112222").update(is_active=False)
    client.logout()
    answer = sign_in_there(client)
    assert (answer.status_code, "停用" in answer.content.decode()) == (422, True)
    assert signed_in(client) is None

"""A firm nobody listed registers itself; what the register knows is filled in."""

import pytest

from accounts.models import User
from companies.models import Company, RegisterFact
from foundation.credit_codes import with_check
from tests.pages.first_time import signed_in

CODE = with_check("91320412MA7555555")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def fact(cast):
    return RegisterFact.objects.create(
        credit_code=CODE,
        name="常州己轴承有限公司",
        district=cast.center.district,
        town="湖塘镇",
        sector="34",
        size="small",
        above_designated=True,
    )


def filled(cast, **other):
    return {
        "credit_code": CODE,
        "name": "常州己轴承有限公司",
        "district": str(cast.center.district.pk),
        "town": "湖塘镇",
        "sector": "34",
        "size": "small",
        "above_designated": "on",
        "contact_name": "钱进",
        "phone": "13511113333",
        "password": "long enough 1",
        **other,
    }


def test_the_first_step_fills_in_what_the_register_knows(client, cast, fact):
    answer = client.post("/register/start/", {"credit_code": CODE.lower()}, follow=True)
    form = answer.context["form"]
    assert {
        name: form[name].value() for name in ("name", "town", "sector", "size")
    } == {
        "name": fact.name,
        "town": "湖塘镇",
        "sector": "34",
        "size": "small",
    }
    assert form["district"].value() == str(cast.center.district.pk)
    assert form["above_designated"].value() is True
    assert form["contact_name"].value() is form["phone"].value() is None


def test_a_script_gets_the_part_of_the_form_and_nothing_where_nothing_is_known(
    client, cast, fact
):
    part = client.get("/register/", {"credit_code": CODE}, headers=HTMX)
    assert part.status_code == 200
    assert part.content.decode().strip().startswith('<div id="firm"')
    for code in ("", "9132", cast.company.credit_code, with_check("91320412MA7666666")):
        answer = client.get("/register/", {"credit_code": code}, headers=HTMX)
        assert (answer.status_code, answer.content) == (204, b"")


def test_what_is_filled_in_comes_from_the_register_and_not_from_a_file(client, cast):
    RegisterFact.objects.create(
        credit_code=cast.company.credit_code, name="登记名称", sector="34", size="large"
    )
    answer = client.get("/register/", {"credit_code": cast.company.credit_code})
    text = answer.content.decode()
    assert "登记名称" in text
    for secret in (cast.company.name, cast.company.contact_phone, cast.company.town):
        assert secret not in text


def test_a_firm_with_a_file_is_led_to_the_ways_to_it(client, cast):
    code = cast.company.credit_code
    answer = client.post("/register/start/", {"credit_code": code}, follow=True)
    assert answer.redirect_chain == [("/bind/ways/", 302)]
    answer = client.post("/register/", filled(cast, credit_code=code))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "/bind/ways/" in text
    assert 'value="钱进"' in text
    assert User.objects.filter(phone="13511113333").count() == 0
    assert client.get("/bind/ways/").status_code == 200


def test_a_registered_firm_has_its_first_person_as_owner(client, cast, fact):
    answer = client.post("/register/", filled(cast))
    assert answer.url == "/book/"
    user = User.objects.get(pk=signed_in(client))
    assert (user.is_owner, user.phone_is_proven) == (True, False)
    assert user.acting.company.credit_code == CODE


def test_a_phone_with_an_account_is_asked_to_sign_in_and_nothing_is_half_done(
    client, cast
):
    answer = client.post("/register/", filled(cast, phone=cast.firm.phone))
    assert answer.status_code == 422
    assert f"/sign-in/code/?next=/register/%3Fcredit_code={CODE}" in (
        answer.content.decode()
    )
    assert not Company.objects.filter(credit_code=CODE).exists()
    assert signed_in(client) is None


def test_a_signed_in_person_registers_another_firm_without_typing_themselves(
    client, cast
):
    client.force_login(cast.firm)
    assert "password" not in client.get("/register/").context["form"].fields
    assert client.post("/register/", filled(cast)).url == "/book/"
    firm = Company.objects.get(credit_code=CODE)
    assert (firm.contact_phone, firm.memberships.get().user) == (
        cast.firm.phone,
        cast.firm,
    )
    assert "常州己轴承" in client.get("/book/").content.decode()


def test_staff_do_not_register_firms(client, cast):
    client.force_login(cast.manager)
    assert client.get("/register/").url == "/desk/"
    assert client.post("/register/", filled(cast)).url == "/desk/"


@pytest.mark.parametrize("typed", ["12345678901", "0519-80000001"])
def test_a_phone_no_message_reaches_comes_back_with_a_sentence(client, cast, typed):
    answer = client.post("/register/", filled(cast, phone=typed))
    assert (answer.status_code, f'value="{typed}"' in answer.content.decode()) == (
        422,
        True,
    )


def test_the_demonstration_offers_firms_to_try(client, cast, fact, settings):
    assert 'name="try"' not in client.get("/register/start/").content.decode()
    settings.DEMO = True
    assert fact.name in client.get("/register/start/").content.decode()
    answer = client.post("/register/start/", {"credit_code": "", "try": CODE})
    assert answer.url == f"/register/?credit_code={CODE}"


def test_a_typing_error_in_the_first_step_comes_back(client, db):
    answer = client.post("/register/start/", {"credit_code": "1"})
    assert answer.status_code == 422

"""The first time: by invitation, the listed contact, or a code to one's own phone."""

from datetime import timedelta

import pytest

from accounts.models import Code, Membership, User
from companies.models import Company
from foundation import clock
from foundation.credit_codes import with_check
from foundation.links import sign
from foundation.notices.models import Message
from foundation.phones import masked_phone
from tests.cast import PASSWORD
from tests.pages.first_time import (
    body,
    last_code,
    link_of,
    listed_firm,
    signed_in,
    wrong,
)

NOBODY = with_check("91320412MA7999999")


@pytest.fixture
def firm(cast):
    return listed_firm(cast)


def name_the_firm(client, code):
    answer = client.post("/bind/", {"credit_code": code}, follow=True)
    assert answer.status_code == 200
    return answer


# --- The invitation ------------------------------------------------------------
def test_from_the_link_to_the_booking_page_one_field_is_typed(client, cast, firm):
    link = link_of(cast, firm, clock.now())
    opened = client.get(link)
    text = opened.content.decode()
    assert firm.name in text
    assert masked_phone(firm.contact_phone) in text
    assert firm.contact_phone not in text
    assert firm.contact_name not in text
    answer = client.post(link, follow=True)
    assert answer.redirect_chain == [("/code/", 302)]
    answer = client.post("/code/", {"code": last_code()}, follow=True)
    assert answer.redirect_chain == [("/book/", 302)]
    assert answer.status_code == 200
    user = User.objects.get(pk=signed_in(client))
    assert (user.phone, user.home_id) == (firm.contact_phone, firm.pk)


def test_opening_the_link_alone_sends_nothing_and_signs_nobody_in(client, cast, firm):
    link = link_of(cast, firm, clock.now())
    client.get(link)
    client.head(link)
    assert Code.objects.count() == 0
    assert signed_in(client) is None


def test_a_second_tap_leads_to_the_code_that_is_on_its_way(client, cast, firm):
    link = link_of(cast, firm, clock.now())
    client.post(link)
    assert client.post(link).url == "/code/"
    assert Code.objects.count() == 1


def test_somebody_else_with_the_link_cannot_have_codes_sent_without_end(
    client, cast, firm
):
    link = link_of(cast, firm, clock.now())
    client.post(link)
    client.cookies.clear()
    answer = client.post(link)
    assert answer.status_code == 429
    assert "1分钟后" in answer.content.decode()


@pytest.mark.parametrize(
    "token",
    ["nonsense", sign("cancel", 1), sign("invite", 12345), sign("invite", "x")],
    ids=["nonsense", "purpose", "nobody", "word"],
)
def test_a_forged_or_foreign_link_opens_nothing_and_says_so(client, cast, token):
    answer = client.get(f"/invitation/{token}/")
    assert answer.status_code == 404
    assert "不是由本系统发出" in answer.content.decode()
    assert client.post(f"/invitation/{token}/").status_code == 404
    assert Code.objects.count() == 0


def test_an_old_link_says_that_it_has_expired(client, cast, firm, monday):
    link = link_of(cast, firm, monday)
    with clock.set_to(monday + timedelta(days=31)):
        answer = client.get(link)
    assert (answer.status_code, firm.name in answer.content.decode()) == (410, False)


def test_the_firms_own_person_goes_straight_on_to_book(client, cast):
    link = link_of(cast, cast.company, clock.now())
    client.force_login(cast.firm)
    assert client.get(link).url == "/book/"


def test_a_manager_who_opens_the_link_is_not_connected_but_the_invited_phone_is(
    client, cast, firm
):
    client.force_login(cast.manager)
    link = link_of(cast, firm, clock.now())
    client.post(link)
    client.post("/code/", {"code": last_code()})
    assert User.objects.get(pk=signed_in(client)).phone == firm.contact_phone
    assert cast.manager.memberships.count() == 1


# --- The code ------------------------------------------------------------------
def test_a_wrong_code_comes_back_with_a_sentence_and_what_was_typed(client, cast, firm):
    client.post(link_of(cast, firm, clock.now()))
    typed = wrong(last_code())
    answer = client.post("/code/", {"code": typed})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "验证码不正确，还可再试4次" in text
    assert f'value="{typed}"' in text
    assert signed_in(client) is None
    assert not Membership.objects.filter(company=firm).exists()


def test_after_five_wrong_tries_the_right_code_opens_nothing(client, cast, firm):
    client.post(link_of(cast, firm, clock.now()))
    code = last_code()
    seen = [client.post("/code/", {"code": wrong(code)}).status_code for _n in range(5)]
    assert seen == [422, 422, 422, 422, 429]
    assert client.post("/code/", {"code": code}).status_code == 429
    assert signed_in(client) is None


def test_an_expired_code_says_so_and_another_one_can_be_sent(
    client, cast, firm, monday
):
    client.post(link_of(cast, firm, monday))
    old = last_code()
    with clock.set_to(monday + timedelta(minutes=11)):
        answer = client.post("/code/", {"code": old})
        assert (answer.status_code, "过期" in answer.content.decode()) == (422, True)
        assert client.post("/code/again/").url == "/code/"
        answer = client.post("/code/", {"code": last_code()})
        assert answer.url == "/book/"


def test_a_code_used_in_one_browser_is_used_up_in_the_other(client, cast, firm):
    client.post(link_of(cast, firm, clock.now()))
    code = last_code()
    key = client.session["code"]
    client.post("/code/", {"code": code})
    client.logout()
    session = client.session
    session["code"] = key
    session.save()
    answer = client.post("/code/", {"code": code})
    assert (answer.status_code, "已使用" in answer.content.decode()) == (422, True)
    assert signed_in(client) is None


def test_a_code_typed_in_another_browser_opens_nothing(client, cast, firm):
    client.post(link_of(cast, firm, clock.now()))
    code = last_code()
    client.cookies.clear()
    assert client.post("/code/", {"code": code}).url == "/sign-in/code/"
    assert signed_in(client) is None


def test_without_a_code_on_its_way_there_is_nothing_to_type_or_send_again(client, db):
    assert client.get("/code/").url == "/sign-in/code/"
    assert client.post("/code/again/").url == "/sign-in/code/"


def test_outside_the_demonstration_the_code_is_never_on_a_page(
    client, cast, firm, settings
):
    client.post(link_of(cast, firm, clock.now()))
    assert last_code() not in client.get("/code/").content.decode()
    settings.DEMO = True
    client.cookies.clear()
    with clock.set_to(clock.now() + timedelta(minutes=2)):
        client.post(link_of(cast, firm, clock.now()))
        assert last_code() in client.get("/code/").content.decode()


# --- The listed contact --------------------------------------------------------
def test_the_code_goes_to_the_listed_phone_and_the_person_is_that_contact(
    client, cast, firm
):
    name_the_firm(client, firm.credit_code)
    answer = client.post("/bind/contact/", {"phone": "13600000000"}, follow=True)
    assert masked_phone(firm.contact_phone) in answer.content.decode()
    assert Message.objects.get().phone == firm.contact_phone
    answer = client.post("/code/", {"code": last_code()})
    assert answer.url == "/book/"
    user = User.objects.get(pk=signed_in(client))
    assert (user.phone, user.is_owner) == (firm.contact_phone, True)


def test_a_signed_in_person_is_connected_as_the_person_they_are(client, cast, firm):
    client.force_login(cast.firm)
    name_the_firm(client, firm.credit_code)
    client.post("/bind/contact/")
    client.post("/code/", {"code": last_code()})
    assert signed_in(client) == cast.firm.pk
    assert firm.name in client.get("/book/").content.decode()
    assert not User.objects.filter(phone=firm.contact_phone).exists()


def test_every_answer_is_the_same_for_a_known_and_an_unknown_credit_code(
    client, cast, firm
):
    seen = []
    for code in (firm.credit_code, cast.company.credit_code, NOBODY):
        client.cookies.clear()
        pages = [name_the_firm(client, code)]
        pages.append(client.post("/bind/contact/", follow=True))
        pages += [client.post("/code/", {"code": "000000"}) for _n in range(6)]
        pages.append(client.post("/code/again/", follow=True))
        pages.append(client.post("/bind/contact/", follow=True))
        phone = pages[1].context["phone"]
        seen.append(
            [
                (page.status_code, body(page).replace(code, "C").replace(phone, "P"))
                for page in pages
            ]
        )
    assert seen[0] == seen[1] == seen[2]


def test_the_phone_shown_for_a_firm_nobody_listed_looks_real_and_stays_the_same(
    client, db
):
    shown = set()
    for _n in range(2):
        client.cookies.clear()
        Code.objects.all().delete()
        name_the_firm(client, NOBODY)
        answer = client.post("/bind/contact/", follow=True)
        shown.add(answer.context["phone"])
    (phone,) = shown
    assert masked_phone(phone.replace("****", "0000")) == phone
    assert Message.objects.count() == 0


def test_no_page_on_the_way_says_anything_of_the_file(client, cast):
    secret = {
        cast.company.contact_name,
        cast.company.contact_phone,
        cast.company.town,
        cast.firm.phone,
        cast.company.name,
    }
    pages = [
        name_the_firm(client, cast.company.credit_code),
        client.get("/bind/"),
        client.post("/register/start/", {"credit_code": cast.company.credit_code}),
        client.get("/register/", {"credit_code": cast.company.credit_code}),
        client.post("/bind/contact/", follow=True),
        client.post("/code/", {"code": "000000"}),
        client.get("/bind/licence/", follow=True),
        client.get("/cases/", follow=True),
        client.get("/people/", follow=True),
    ]
    for page in pages:
        assert {word for word in secret if word in page.content.decode()} == set()
    assert signed_in(client) is None


def test_a_stranger_with_an_account_of_their_own_sees_nothing_either(client, cast):
    stranger = User.objects.create_user("13511112222", None, name="路人")
    client.force_login(stranger)
    name_the_firm(client, cast.company.credit_code)
    assert cast.company.name not in client.get("/bind/licence/").content.decode()
    for path in ("/people/", "/licences/"):
        assert client.get(path).status_code == 404
    assert client.get("/book/").status_code == 403  # the reason: no firm to book for
    for path in ("/book/", "/cases/"):
        assert body(client.get(path)).count(cast.company.name) == 0


def test_a_firm_with_a_land_line_is_answered_like_any_other(client, cast, firm):
    Company.objects.filter(pk=firm.pk).update(contact_phone="0519-80000001")
    name_the_firm(client, firm.credit_code)
    answer = client.post("/bind/contact/", follow=True)
    assert "0001" not in answer.context["phone"]
    assert Message.objects.count() == 0


def test_a_firm_for_which_somebody_else_has_just_had_a_code_sent_has_to_wait(
    client, cast, firm
):
    for code in (firm.credit_code, NOBODY):
        name_the_firm(client, code)
        client.post("/bind/contact/")
        client.cookies.clear()
        name_the_firm(client, code)
        answer = client.post("/bind/contact/")
        assert (answer.status_code, "1分钟后" in answer.content.decode()) == (429, True)


def test_a_typing_error_in_the_credit_code_comes_back_with_its_reason(client, db):
    answer = client.post("/bind/", {"credit_code": "91320412"})
    assert answer.status_code == 422
    assert 'value="91320412"' in answer.content.decode()
    assert client.get("/bind/ways/").url == "/bind/"
    assert client.post("/bind/contact/").url == "/bind/"


# --- A code to one's own phone ---------------------------------------------------
def test_a_known_person_signs_in_by_phone_and_code(client, cast):
    client.post("/sign-in/code/", {"phone": f"+86 {cast.manager.phone}"})
    answer = client.post("/code/", {"code": last_code()}, follow=True)
    assert answer.redirect_chain[-1] == ("/week/", 302)
    assert signed_in(client) == cast.manager.pk


def test_a_new_number_gets_an_account_that_sees_nothing_and_may_connect(client, cast):
    client.post("/sign-in/code/", {"phone": "13511112222"})
    answer = client.post("/code/", {"code": last_code()}, follow=True)
    assert answer.redirect_chain[-1] == ("/bind/", 302)
    user = User.objects.get(phone="13511112222")
    assert (user.role, user.name, user.has_usable_password()) == (
        "",
        "135****2222",
        False,
    )


def test_asking_for_a_code_tells_nobody_whether_a_number_has_an_account(client, cast):
    seen = []
    for phone in (cast.manager.phone, "13511112222"):
        client.cookies.clear()
        answer = client.post("/sign-in/code/", {"phone": phone}, follow=True)
        seen.append((answer.status_code, body(answer).replace(masked_phone(phone), "")))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("typed", ["", "1381234", "23812345678", "abc"])
def test_a_number_that_is_none_comes_back_with_a_sentence(client, db, typed):
    answer = client.post("/sign-in/code/", {"phone": typed})
    assert answer.status_code == 422
    assert Code.objects.count() == 0


def test_a_second_code_within_a_minute_is_refused_with_429(client, cast):
    client.post("/sign-in/code/", {"phone": cast.manager.phone})
    answer = client.post("/sign-in/code/", {"phone": cast.manager.phone})
    assert (answer.status_code, "1分钟后" in answer.content.decode()) == (429, True)


def test_the_way_asked_for_is_kept_and_a_strangers_site_is_not(client, cast):
    for wanted, found in (("/me/", "/me/"), ("https://evil.example/", "/desk/")):
        client.cookies.clear()
        Code.objects.all().delete()
        client.post("/sign-in/code/", {"phone": cast.manager.phone, "next": wanted})
        assert client.post("/code/", {"code": last_code()}).url == found


def test_a_person_who_closed_the_account_is_told_so(client, cast):
    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    client.post("/sign-in/code/", {"phone": cast.manager.phone})
    answer = client.post("/code/", {"code": last_code()})
    assert (answer.status_code, "停用" in answer.content.decode()) == (422, True)


# --- Phone and password ----------------------------------------------------------
def test_a_wrong_password_comes_back_and_too_many_have_to_wait(client, cast, monday):
    facts = {"username": cast.firm.phone, "password": "wrong"}
    seen = [client.post("/sign-in/", facts).status_code for _n in range(11)]
    assert seen == [422] * 10 + [429]
    right = {**facts, "password": PASSWORD}
    assert client.post("/sign-in/", right).status_code == 429
    with clock.set_to(monday + timedelta(minutes=16)):
        assert client.post("/sign-in/", right).status_code == 302
    assert signed_in(client) == cast.firm.pk


def test_who_registered_proves_the_phone_and_keeps_the_password(client, cast):
    user = User.objects.create_user(
        "13511112222", PASSWORD, name="新人", phone_is_proven=False
    )
    client.force_login(user)
    assert "手机号尚未验证" in client.get("/me/").content.decode()
    client.post("/code/prove/")
    assert client.post("/code/prove/").url == "/me/"  # one is on its way
    assert client.post("/code/", {"code": last_code()}).url == "/me/"
    assert client.get("/sign-in/code/").url == "/desk/"
    user.refresh_from_db()
    assert (user.phone_is_proven, user.check_password(PASSWORD)) == (True, True)
    assert signed_in(client) == user.pk

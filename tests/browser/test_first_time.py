"""From the text message to "booked": a firm that was never here, on a phone."""

import pytest
from playwright.sync_api import expect

from foundation.credit_codes import with_check
from tests.browser.effort import MESSAGE, spent, watch
from tests.browser.people import DESKTOP, PHONE
from tests.browser.test_every_page import faults_of
from tests.browser.walk import choose
from tests.processes import manage

# Counts the fields people type into, wherever they are on the way.
COUNT = """
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches("input:not([type=radio]):not([type=checkbox]), textarea")) return;
  const typed = new Set(JSON.parse(sessionStorage.getItem("typed") || "[]"));
  typed.add(location.pathname + " " + field.name);
  sessionStorage.setItem("typed", JSON.stringify([...typed]));
}, true);
"""
INVITE = """
from accounts.actions import invite
from accounts.models import Membership
from companies.models import Company
from foundation import clock
from foundation.notices.models import Message
manager = Membership.objects.filter(role="manager").select_related("user").first()
firm = Company.objects.filter(
    memberships=None, bookings=None, invitations=None, contact_phone__startswith="1",
    district__served_by=manager.center_id,
).order_by("pk")[{n}]
link = invite(company=firm, by=manager.user, at=clock.now())
print(link, firm.credit_code, firm.name, sep="|")
"""
WECHAT = (
    "Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.44"
)


def text_message(city, n=0):
    """A firm of a target list is invited; the link, the code and name of the firm."""
    said = manage("shell", "-c", INVITE.format(n=n), env=city.env)
    return said.strip().splitlines()[-1].split("|")


def type_code(firm):
    """What the text message says; the demonstration shows it in the page."""
    firm.page.wait_for_url("**/code/")
    shown = firm.page.locator(".code-shown").inner_text()
    firm.fill(code=shown)
    firm.page.locator("main form.flow button").click()


def choose_and_book(firm):
    """The first free day, its first time, and the box that it is true."""
    page = firm.page
    choose(page)
    page.locator("#confirm button[type=submit]").click()
    page.wait_for_url("**/done/")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_from_the_message_to_booked_at_most_two_fields_are_typed(enter, city, language):
    link, _code, name = text_message(city, n=["zh", "en"].index(language))
    firm = enter(PHONE, language, user_agent=WECHAT, accept_downloads=False)
    firm.context.add_init_script(COUNT)
    watch(firm.context)
    firm.go(link)
    firm.sees(name)
    firm.page.locator("main form.flow button").click()
    type_code(firm)
    firm.page.wait_for_url("**/book/")
    choose_and_book(firm)
    typed = firm.page.evaluate("JSON.parse(sessionStorage.getItem('typed'))")
    assert typed == ["/code/ code"]
    done = spent(firm.page)
    assert done.characters == 6
    assert done.seconds + MESSAGE <= 120, done
    assert len(firm.context.pages) == 1  # nothing popped up


def test_without_scripts_it_works_as_well(enter, city):
    link, _code, name = text_message(city, n=2)
    firm = enter(PHONE, java_script_enabled=False)
    firm.go(link)
    firm.sees(name)
    firm.page.locator("main form.flow button").click()
    type_code(firm)
    firm.page.wait_for_url("**/book/")
    assert firm.page.locator("[name=day]:enabled").count() > 0


def test_a_wrong_code_keeps_what_was_typed_and_the_right_one_still_opens(enter, city):
    _link, code, name = text_message(city, n=3)
    firm = enter(PHONE)
    firm.go("/bind/")
    firm.fill(credit_code=code)
    firm.page.locator("main form.flow button[type=submit]").first.click()
    firm.page.wait_for_url("**/bind/ways/")
    assert "****" not in firm.text()
    firm.page.locator("main .links button").click()
    firm.page.wait_for_url("**/code/")
    shown = firm.page.locator(".code-shown").inner_text()
    firm.fill(code="000001" if shown != "000001" else "000002")
    firm.page.locator("main form.flow button").click()
    firm.hears_of_field("code")
    expect(firm.page.locator("[name=code]")).to_have_value("000001")
    type_code(firm)
    firm.page.wait_for_url("**/book/")
    firm.sees(name)


def test_a_picture_of_the_licence_goes_to_the_center_and_comes_back_as_a_yes(
    enter, city, tmp_path
):
    picture = tmp_path / "licence.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    _link, code, name = text_message(city, n=4)
    newcomer = enter(PHONE)
    newcomer.go("/bind/")
    newcomer.fill(credit_code=code)
    newcomer.page.locator("main form.flow button[type=submit]").first.click()
    newcomer.page.locator("main .links a").first.click()
    newcomer.fill(phone="13512340001")
    newcomer.page.locator("main form.flow button").click()
    type_code(newcomer)
    newcomer.page.wait_for_url("**/bind/licence/")
    newcomer.fill(name="赵新来")
    newcomer.page.locator("[name=picture]").set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"no picture"}
    )
    newcomer.page.locator("main form.flow button").click()
    newcomer.hears_of_field("picture")
    expect(newcomer.page.locator("[name=name]")).to_have_value("赵新来")
    newcomer.page.locator("[name=picture]").set_input_files(picture)
    newcomer.page.locator("main form.flow button").click()
    newcomer.page.wait_for_url("**/me/")
    manager = enter(DESKTOP).sign_in_as("manager")
    manager.go("/licences/")
    manager.page.get_by_role("link", name=name).first.click()
    manager.choose("decision", "approve")
    manager.press("Decide")
    manager.page.wait_for_url("**/licences/")
    newcomer.go("/book/")
    newcomer.sees(name)


def test_the_register_fills_in_the_form_and_leaves_the_person_blank(enter):
    firm = enter(PHONE)
    firm.go("/register/start/")
    firm.page.locator(".account button").first.click()
    firm.page.wait_for_url("**/register/?credit_code=*")
    assert firm.page.locator("[name=name]").input_value() != ""
    assert firm.page.locator("[name=phone]").input_value() == ""
    known = firm.page.locator("[name=credit_code]").input_value()
    name = firm.page.locator("[name=name]").input_value()
    firm.go("/register/")
    firm.fill(contact_name="钱进", credit_code=known)
    firm.page.locator("[name=town]").focus()
    expect(firm.page.locator("[name=name]")).to_have_value(name)
    expect(firm.page.locator("[name=contact_name]")).to_have_value("钱进")
    firm.fill(credit_code=with_check("91320412MA7444444"))
    firm.page.locator("[name=town]").focus()
    expect(firm.page.locator("[name=name]")).to_have_value(name)


def test_the_owner_invites_a_colleague_and_counts_the_firms_people(enter):
    owner = enter(PHONE).sign_in_as("company")
    owner.go("/people/")
    before = owner.page.locator("main .task").count()
    owner.fill(name="新同事", phone="13512340002")
    owner.press("Send the invitation")
    owner.sees("135****0002")
    assert owner.page.locator("main .task").count() == before + 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_no_link_leads_to_are_accessible_at_both_widths(
    enter, city, language
):
    link, code, _name = text_message(city, n=5 + ["zh", "en"].index(language))
    reader = enter(DESKTOP, language)
    faults = []
    for path, status in ((link, 200), ("/invitation/forged/", 404)):
        reader.go(path, status)
        faults += faults_of(reader, path)
    reader.go("/bind/")
    reader.fill(credit_code=code)
    reader.page.locator("main form.flow button[type=submit]").first.click()
    reader.page.wait_for_url("**/bind/ways/")
    faults += faults_of(reader, "/bind/ways/")
    reader.page.locator("main .links button").click()
    reader.page.wait_for_url("**/code/")
    reader.fill(code="12")
    reader.page.locator("main form.flow button").click()
    reader.hears_of_field("code")
    faults += faults_of(reader, "/code/")
    type_code(reader)
    reader.page.wait_for_url("**/book/")
    reader.go("/bind/")
    reader.fill(credit_code=with_check("91320412MA7333333"))
    reader.page.locator("main form.flow button[type=submit]").first.click()
    reader.page.wait_for_url("**/bind/ways/")
    faults += faults_of(reader, "/bind/ways/ of an unknown firm")
    assert faults == []

"""A firm moves and cancels by the link of its message; a center checks in."""

from datetime import date

from playwright.sync_api import expect

from tests.browser.people import DESKTOP, PHONE
from tests.browser.test_every_page import faults_of
from tests.processes import manage

WECHAT = (
    "Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.44"
)
BOOK = """
from accounts.models import Membership
from bookings.actions import book_appointment
from bookings.actions.telling import CHANGE, link_to
from bookings.models import Slot
from bookings.planning import plan_center
from companies.models import Company
from foundation import clock
from datetime import timedelta
at = clock.now()
manager = Membership.objects.filter(role="manager", center__slug="wujin").first()
plan_center(manager.center, at=at)
firms = Company.objects.filter(appointments=None, bookings=None, barred_reason="")
firm = firms.filter(district__served_by=manager.center).order_by("pk")[0]
slot = Slot.objects.bookable(at, "clinic").filter(
    center=manager.center, starts_at__gt=at + timedelta(days={days})
)[0]
row = book_appointment(company=firm, slot=slot, by=manager.user, at=at)
print(link_to(CHANGE, row), row.number, firm.name, slot.on, sep="|")
"""


def booked(city, days=3):
    """Advice at the center is booked by phone: link, number, firm, day."""
    said = manage("shell", "-c", BOOK.format(days=days), env=city.env)
    return said.strip().splitlines()[-1].split("|")


def sound(person, path):
    """The open page is accessible, and nothing on it is wider than the phone."""
    assert faults_of(person, path) == []
    person.resize(PHONE)


def pasted(person, button):
    """What a tap on the button has copied, without any script that may read it."""
    button.click()
    expect(button).to_contain_text(person.word("Copied"))
    expect(button).to_be_focused()
    field = person.page.locator("[name=reason]")
    field.focus()
    person.page.keyboard.press("Control+V")
    said = field.input_value()
    field.fill("")
    return said


def refuses_to_copy(person, button):
    """Where nothing may be copied, the text itself stands there to be held."""
    person.page.evaluate("document.execCommand = () => false")
    button.click()
    expect(button).to_contain_text(person.word("Hold the text below to copy it"))
    box = person.page.locator("textarea[readonly]")
    expect(box).to_be_visible()
    assert box.input_value() == button.get_attribute("data-copy")


def test_a_firm_moves_its_booking_by_the_link_in_wechat_and_then_cancels_it(
    enter, city
):
    link, number, name, _day = booked(city)
    firm = enter(PHONE, user_agent=WECHAT, accept_downloads=False)
    firm.context.add_init_script("delete Navigator.prototype.clipboard")
    page = firm.go(link)
    firm.sees(name)
    assert number not in firm.text()
    calendar = page.locator("[data-copy$='.ics']")
    assert pasted(firm, calendar) == calendar.get_attribute("data-copy")
    refuses_to_copy(firm, calendar)
    sound(firm, "change")
    page.locator("[name=reason]").fill("当天有客户来厂验货")
    with page.expect_response("**/change/**"):
        page.locator("[name=day]").nth(2).check(force=True)
    expect(page.locator("[name=reason]")).to_have_value("当天有客户来厂验货")
    page.locator("#id_slot [name=slot]").first.check(force=True)
    firm.press("Take the new time")
    page.wait_for_url(lambda url: link not in url)
    firm.sees(firm.word("The new time is booked."))
    newest = page.url.removeprefix(city.address)

    firm.go(link, status=410)
    firm.sees(firm.word("This link has been used or is out of date"))
    sound(firm, "outdated")

    firm.go(newest)
    firm.press("Cancel the booking")
    page.wait_for_url("**/cancel/**")
    firm.press("Cancel the booking")
    firm.hears("Please say why.")
    firm.fill(reason="问题已经解决")
    firm.press("Cancel the booking")
    page.wait_for_url("**/change/**")
    expect(page.locator("h1")).to_have_text(firm.word("Cancelled"))
    sound(firm, "cancelled")
    firm.go(newest, status=410)


def test_without_script_the_days_are_a_form_of_their_own(enter, city):
    link, _number, _name, _day = booked(city)
    firm = enter(PHONE, java_script_enabled=False)
    page = firm.go(link)
    page.locator("[name=day]").nth(3).check(force=True)
    page.get_by_role("button", name=firm.word("Show what is free")).click()
    chosen = page.locator("[name=day]:checked").get_attribute("value")
    page.locator("#id_slot [name=slot]").first.check(force=True)
    firm.fill(reason="负责人出差")
    firm.press("Take the new time")
    firm.sees(firm.word("The new time is booked."))
    on = date.fromisoformat(str(chosen))
    firm.sees(f"{on.month}月{on.day}日")


def test_the_center_checks_a_firm_in_by_its_square_and_by_its_list(enter, city):
    _link, number, name, day = booked(city, days=1)
    city.reach(date.fromisoformat(day), hour=8)
    manager = enter(PHONE).sign_in("武进数字化", "Center manager")
    page = manager.go("/appointments/today/")
    row = page.locator("tr", has_text=name)
    row.get_by_role("button", name=manager.word("Check in")).click()
    expect(page.locator("tr", has_text=name)).to_contain_text(manager.word("Attended"))
    sound(manager, "today")
    manager.go(f"/appointments/{number}/check-in/")
    back = page.locator("main form button")  # nothing else is left to be done there
    expect(back).to_have_count(1)
    expect(back).to_contain_text(manager.word("Take the check-in back"))
    sound(manager, "check-in")
    manager.resize(DESKTOP)
    manager.go("/appointments/?when=past")
    manager.sees(number)

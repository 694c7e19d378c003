"""Without scripts, without a mouse, in the other language."""

from playwright.sync_api import expect

from tests.browser import walk
from tests.browser.people import PHONE


def test_without_scripts_a_firm_still_books(enter):
    case = walk.register(enter, java_script_enabled=False)
    page = case.firm.page
    page.locator("[name=day]:enabled").first.check(force=True)
    case.firm.press("Show what is free")
    page.locator("#pick [name=slot]:enabled").first.check(force=True)
    case.firm.press("Show what is free")
    page.locator("[name=truthful]").check()
    case.firm.press("Book now")
    page.wait_for_url("**/done/")
    case.firm.sees("已预约")


def test_with_the_keyboard_alone_a_firm_books(enter):
    case = walk.register(enter)
    page = case.firm.page
    page.locator("main").focus()
    reach(page, "[name=day]")
    page.keyboard.press("Space")
    expect(page.locator("#pick [name=slot]")).not_to_have_count(0)
    reach(page, "#pick [name=slot]")
    page.keyboard.press("Space")
    expect(page.locator("[name=truthful]")).to_be_visible()
    reach(page, "[name=needs]")
    page.keyboard.type("keyboard only")
    reach(page, "[name=truthful]")
    page.keyboard.press("Space")
    reach(page, "#confirm button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/done/")


def reach(page, selector: str) -> None:
    """Press Tab until the focus stands there; it must be seen where it is."""
    for _step in range(40):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_the_language_changes_in_one_tap_and_stays_on_the_page(enter):
    case = walk.booked(enter)
    firm = case.firm
    firm.go(case.page())
    firm.page.locator("form.language button").click()
    expect(firm.page.locator("html")).to_have_attribute("lang", "en")
    assert firm.page.url.endswith(case.page())
    firm.sees("Where the case stands")
    firm.page.locator("form.language button").click()
    expect(firm.page.locator("html")).to_have_attribute("lang", "zh-hans")
    firm.sees("办理进度")


def test_a_person_menu_leads_to_the_account_and_out(enter):
    firm = enter(PHONE).sign_in_as("company")
    firm.page.locator(".person summary").click()
    firm.page.get_by_role("button", name="退出登录").click()
    firm.page.wait_for_url(firm.city.address + "/")
    firm.go("/cases/")
    assert "/sign-in/" in firm.page.url

"""A manager plans and releases a week; a firm then books another service in it."""

from datetime import timedelta

from tests.browser.people import DESKTOP
from tests.browser.walk import register


def test_a_manager_takes_a_week_back_changes_it_and_releases_it(enter):
    manager = enter(DESKTOP).sign_in("钟楼", "Center manager")
    monday = announced_week(manager)
    manager.press("Take the announcement back")
    manager.sees(manager.word("The announced slots are drafts again."))

    # One half-day gets a place more, while it is still a draft.
    manager.page.locator("a.ev[href^='/slots/']").first.click()
    if "/slots/day/" in manager.page.url:
        manager.page.locator("tbody a").first.click()
    manager.fill(by_visits="1")
    manager.press("Save")
    manager.sees(manager.word("Saved. What is booked stays as it is."))

    manager.go(f"/slots/?w={monday}")
    manager.press("Release")
    manager.sees(manager.word("Everything of this week is released."))
    assert manager.page.locator("a.ev.k-violet").count() == 0


def announced_week(manager):
    """Open the first week that is announced and not yet released; its Monday.

    The clock of the city may have been moved on by those who walked before.
    """
    today = manager.city.now().date()
    back = manager.word("Take the announcement back")
    for weeks in range(1, 12):
        monday = today + timedelta(weeks=weeks, days=-today.weekday())
        manager.go(f"/slots/?w={monday}")
        if manager.page.get_by_role("button", name=back, exact=True).count():
            return monday
    raise AssertionError(f"no week is announced after {today}")


def test_a_firm_books_advice_in_three_taps_while_its_place_is_kept(enter):
    case = register(enter)
    page = case.firm.page
    case.firm.go("/book/?service=clinic")
    page.locator(".first-free a").click()
    page.wait_for_url("**slot=**")
    held = page.locator(".held time")
    held.wait_for()
    assert held.inner_text().startswith(("9:", "10:00"))
    page.locator("#confirm .bar button").click()
    page.wait_for_url("**/appointments/**")


def test_a_firm_books_a_diagnosis_in_five_taps(enter):
    case = register(enter)
    page = case.firm.page
    case.firm.go("/me/")
    page.locator(".tabbar a[href='/book/']").click()  # 1
    page.wait_for_url("**/book/")
    page.locator("[name=day]:enabled").first.check(force=True)  # 2
    page.locator("#pick [name=slot]:enabled").first.check(force=True)  # 3
    page.locator("[name=truthful]").check()  # 4
    page.locator("#confirm .bar button").click()  # 5
    page.wait_for_url("**/done/")

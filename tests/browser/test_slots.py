"""A manager plans and releases a week; a firm then books another service in it."""

import re
from datetime import datetime, time, timedelta

from django.utils import translation
from playwright.sync_api import expect

from face.formats import moment
from foundation.clock import CITY_TIME
from tests.browser.effort import begin, spent, watch
from tests.browser.people import DESKTOP
from tests.browser.walk import choose, register

NEW_YORK = {"timezone_id": "America/New_York"}  # all times stay the city's


def test_a_manager_plans_a_week_and_releases_it_in_two_minutes(enter):
    manager = enter(DESKTOP, **NEW_YORK).sign_in("钟楼", "Center manager")
    watch(manager.context)
    monday = announced_week(manager)
    begin(manager.page)
    manager.press("Take the announcement back")
    manager.sees(manager.word("The announced slots are drafts again."))

    # One half-day gets a place more, while it is still a draft.
    manager.page.locator("a.ev[href^='/slots/']").first.click()
    if "/slots/day/" in manager.page.url:
        manager.page.locator("tbody a").first.click()
    manager.fill(by_visits="1")
    manager.press("Save")
    manager.sees(manager.word("Saved. What is booked stays as it is."))

    # Planned anew, announced for tomorrow at nine, and it is still a draft until then.
    manager.go(f"/slots/?w={monday}")
    manager.press("Plan now")
    manager.page.wait_for_load_state()
    tomorrow = manager.city.now().date() + timedelta(days=1)
    manager.fill(moment=f"{tomorrow}T09:00")
    manager.press("Release")
    manager.sees(manager.word("Take the announcement back"))
    with translation.override("zh-hans"):
        at_nine = datetime.combine(tomorrow, time(9), tzinfo=CITY_TIME)
        manager.sees(moment(at_nine))
    done = spent(manager.page)
    assert done.seconds <= 120, done

    manager.press("Take the announcement back")
    manager.sees(manager.word("The announced slots are drafts again."))
    manager.press("Release")
    manager.sees(manager.word("Everything of this week is released."))
    assert manager.page.locator("a.ev.k-violet").count() == 0


def test_a_manager_books_for_a_firm_on_the_phone_in_thirty_seconds(enter):
    firm = register(enter).name
    manager = enter(DESKTOP).sign_in("武进数字化", "Center manager")
    watch(manager.context)
    page = manager.go("/phone/")
    begin(page)
    page.locator("[name=q]").fill(firm.split()[-1])
    page.keyboard.press("Enter")
    page.locator("#firms li", has_text=firm).locator("a.btn").click()
    page.wait_for_url("**/phone/*/")
    page.locator("[name=day]:enabled").first.check(force=True)
    page.locator("#pick [name=slot]:enabled").first.check(force=True)
    page.locator(".held time").wait_for()
    page.locator("#confirm .bar button").click()
    page.wait_for_url("**/cases/**")
    done = spent(page)
    assert done.seconds <= 30, done
    manager.sees(manager.word("Booked by the center"))
    copied = copied_by(manager, manager.page.locator("[data-copy*='/confirm/']"))
    assert firm in copied
    assert "/confirm/" in copied


def copied_by(person, button):
    """What lies in the clipboard after a tap on the button."""
    origin = person.city.address
    person.context.grant_permissions(
        ["clipboard-read", "clipboard-write"], origin=origin
    )
    button.click()
    expect(button).to_contain_text(person.word("Copied"))
    return str(person.page.evaluate("navigator.clipboard.readText()"))


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
    case = register(enter, **NEW_YORK)
    page = case.firm.page
    case.firm.go("/book/?service=clinic")
    page.locator(".first-free a").click()
    page.wait_for_url("**slot=**")
    held = page.locator(".held time")
    held.wait_for()
    assert held.inner_text().startswith(("9:", "10:00"))
    chosen = page.locator("#confirm .bar-t b").inner_text()
    page.locator("#confirm .bar button").click()
    page.wait_for_url("**/appointments/**")
    hour = int(re.findall(r"(\d\d):\d\d", chosen)[0])
    assert 8 <= hour <= 17  # the center's hours
    case.firm.sees(chosen)


def test_a_firm_books_a_diagnosis_in_five_taps(enter):
    case = register(enter)
    page = case.firm.page
    watch(case.firm.context)
    case.firm.go("/me/")
    begin(page)
    page.locator(".tabbar a[href='/book/']").click()  # 1
    page.wait_for_url("**/book/")
    choose(page)  # 2, 3, 4
    page.locator("#confirm .bar button").click()  # 5
    page.wait_for_url("**/done/")
    assert spent(page).taps <= 5

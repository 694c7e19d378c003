"""A manager's morning: what is late, assignments, reviews, acceptance, urging."""

from tests.browser.effort import begin, spent, watch
from tests.browser.people import DESKTOP

MORNING = 600  # seconds


def test_a_manager_s_morning_takes_ten_minutes_at_most(enter):
    manager = enter(DESKTOP).sign_in("武进数字化", "Center manager")
    watch(manager.context)
    page = manager.go("/inbox/")
    begin(page)
    page.locator(".tabs a[href='?tab=late']").click()
    page.wait_for_url("**/inbox/?tab=late")
    to_inbox(manager)  # what is late stands first there, too
    review(manager, page.locator(".task-t a", has_text=manager.word(REVIEW)).first)
    confirm_all(manager)
    to_inbox(manager)
    review(manager, page.locator(".task-t a", has_text=manager.word(REVIEW)).first)
    to_inbox(manager)
    page.locator(".task-t a", has_text=manager.word(ACCEPT)).first.click()
    page.wait_for_url("**/tasks/**")
    manager.press(ACCEPT)
    page.wait_for_url("**/cases/**")
    urge(manager)
    done = spent(page)
    assert done.pages >= 10  # everything was really walked through
    assert done.seconds <= MORNING, done


REVIEW, ACCEPT = "Review the report", "Accept the diagnosis"


def to_inbox(manager):
    """By the menu."""
    manager.page.locator(".mainnav a[href='/inbox/']").click()
    manager.page.wait_for_url("**/inbox/")


def review(manager, link):
    """Read the report and let it pass."""
    link.click()
    manager.page.wait_for_url("**/tasks/**")
    manager.choose("decision", "pass")
    manager.press("Decide")
    manager.page.wait_for_url("**/cases/**")


def confirm_all(manager):
    """Every proposal that waits, in one tap."""
    page = manager.page
    page.locator(".mainnav a[href='/assign/']").click()
    page.wait_for_url("**/assign/")
    assert page.locator("[name=case]:checked").count() > 0
    page.locator("form[action='/assign/confirm/'] button[type=submit]").click()
    page.locator(".said").wait_for()


def urge(manager):
    """Whoever is late, with a word."""
    page = manager.page
    page.locator(".mainnav a[href='/deadlines/']").click()
    page.wait_for_url("**/deadlines/")
    page.locator("form[action$='/urge/'] button").first.click()
    page.wait_for_url("**/urge/")
    manager.sees(manager.word("Urged"))

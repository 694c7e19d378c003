"""A manager gives a visit to somebody else from the board, with the keyboard alone."""

from playwright.sync_api import expect

from tests.browser.people import DESKTOP, PHONE


def test_a_visit_changes_hands_with_the_keyboard_and_is_given_back(enter):
    manager = enter(DESKTOP).sign_in("武进", "Center manager")
    page = manager.page
    case, name = _give_away(manager, set())
    # Given back on the page of its own, which works without a dialog as well. The
    # person before may be away by now: the page then says so, and another visit goes.
    seen = {case}
    manager.go(_seat(page, case, name))
    while not page.locator("form.undo button").count():
        expect(page.locator("form.undo")).to_contain_text("现在收不回")
        case, name = _give_away(manager, seen)
        seen.add(case)
        manager.go(_seat(page, case, name))
    page.locator("form.undo button").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator(".said .tone-ok")).to_be_visible()


def _seat(page, case, name):
    row = page.locator("tr", has=page.locator("th b", has_text=name))
    moved = row.locator(f'.ev-act[href^="{case}/"]').first
    return str(moved.get_attribute("href"))


def _give_away(manager, seen):
    """The first visit not in `seen` that anybody else can take goes to somebody else:
    its case, and who goes."""
    page, dialog = manager.page, manager.page.locator("#dlg")
    act = _next_visit(manager, seen)
    _open(page, dialog, act)
    while not dialog.locator(".opt b").count():
        expect(dialog).to_contain_text("这一半天没有可派的顾问")
        seen.add(_case_of(act))
        act = _next_visit(manager, seen)
        _open(page, dialog, act)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    case = _case_of(act)
    _open(page, dialog, act)
    choice = dialog.locator("[name=to]:not([type=hidden])").first
    name = dialog.locator(".opt b").first.inner_text()
    choice.focus()
    page.keyboard.press("Space")
    expect(choice).to_be_checked()
    dialog.locator("[name=reason]:not([type=hidden])").focus()
    page.keyboard.type("路近")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator(".said .tone-ok")).to_contain_text(name)
    return case, name


def _next_visit(manager, seen):
    """The link of the first visit of these weeks that is not in `seen`."""
    manager.go("/week/")
    fresh = "".join(f':not([href^="{case}/"])' for case in seen)
    visits = manager.page.locator(f".ev-act{fresh}")
    for _week in range(3):
        if not visits.count():
            manager.page.locator(".board-h .ib").last.click()
            manager.page.wait_for_load_state()
    return visits.first


def _case_of(act):
    return str(act.get_attribute("href")).split("/reassign/")[0]


def _open(page, dialog, act):
    act.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    expect(dialog.locator("h2")).to_be_focused()


def test_a_day_without_visits_says_so_on_a_phone(enter):
    manager = enter(PHONE).sign_in("钟楼", "Center manager")
    manager.go("/week/?w=2027-03-01&d=2027-03-01")
    expect(manager.page.locator(".week-none")).to_be_visible()
    expect(manager.page.locator("tr.grp:visible", has_text="顾问")).to_have_count(0)

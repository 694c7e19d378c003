"""What the other roles come for: progress, proof, and the public pages."""

from tests.browser import walk
from tests.browser.people import DESKTOP, PHONE


def test_the_district_officer_sees_the_own_district_and_what_is_late_there(enter):
    officer = enter(DESKTOP).sign_in_as("district_officer")
    officer.go("/district/")
    officer.sees("武进区")
    if not officer.page.locator("tr.hot").count():  # nothing is late there today
        officer.city.later("+10d")
        officer.go("/district/")
    officer.page.locator("tr.hot th a").first.click()
    officer.page.wait_for_url("**/cases/**")
    assert "武进区" in officer.text()
    officer.go("/ledger/", status=404)


def test_the_auditor_verifies_audit_chain_and_ledger(enter):
    auditor = enter(DESKTOP).sign_in_as("auditor")
    auditor.go("/audit/")
    auditor.press("Verify the chain")
    auditor.sees(auditor.word("The chain is whole"))
    auditor.go("/ledger/")
    auditor.press("Verify")
    auditor.sees(auditor.word("The ledger balances"))


def test_every_deed_of_a_case_is_in_the_audit_log(enter):
    case = walk.booked(enter)
    walk.confirm(case, walk.manager_of(case))
    auditor = enter(DESKTOP).sign_in_as("auditor")
    auditor.go(f"/audit/?object={case.number}")
    told = auditor.page.locator("tbody tr").all_inner_texts()
    for deed in ("bookings.book", "assignments.propose", "assignments.confirm"):
        assert sum(deed in row for row in told) == 1


def test_anybody_finds_the_centers_and_their_next_free_half_day(enter):
    visitor = enter(PHONE)
    visitor.go("/")
    visitor.page.get_by_role("link", name="武进数字化转型促进中心").click()
    visitor.page.wait_for_url("**/centers/**")
    visitor.sees("最早可约")
    visitor.page.locator("main").get_by_role("link", name="预约诊断").click()
    visitor.page.wait_for_url("**/sign-in/**")


def test_a_stranger_gets_404_for_somebody_elses_case(enter):
    case = walk.booked(enter)
    stranger = enter(PHONE).sign_in_as("company")
    stranger.go(case.page(), status=404)
    stranger.go(case.page() + "report/", status=404)
    stranger.go(case.page() + "cancel/", status=404)


def test_a_coordinator_follows_the_own_award_and_nobody_elses(enter, city):
    coordinator = enter(PHONE).sign_in_as("coordinator")
    coordinator.go("/awards/")
    coordinator.page.get_by_role("link", name="查看评价").first.click()
    coordinator.sees("任务完成率")
    auditor = enter(DESKTOP).sign_in_as("auditor")
    auditor.go("/notices/")
    others = auditor.page.locator("tbody th a")
    own = coordinator.page.locator("h1").inner_text()
    foreign = others.filter(has_not_text=own).first.get_attribute("href")
    number = str(foreign).rstrip("/").split("/")[-1]
    coordinator.go(f"/awards/{number}/", status=404)

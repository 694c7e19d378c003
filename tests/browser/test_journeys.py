"""One case, booked by a new firm and carried by each role to its final rating."""

import pytest

from tests.browser import walk
from tests.browser.people import DESKTOP, PHONE


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_new_firm_books_and_its_case_is_carried_by_each_role_to_the_rating(
    enter, city, language
):
    case = walk.booked(enter, language)
    manager = walk.manager_of(case)
    walk.confirm(case, manager)
    coordinator = walk.coordinator_of(case)
    walk.accept_job(case, coordinator)
    city.reach(case.on)
    walk.visit(case, coordinator)
    walk.assess(case, coordinator)
    walk.write_report(case, coordinator)
    walk.pass_report(case, manager)
    walk.sign(case)
    walk.accept(case, manager)
    sheets = walk.sheets_of(case)
    assert len(sheets) == 2
    for assessor, points in zip(sheets, (90, 80), strict=True):
        seen = assessor.text()
        assert case.provider not in seen
        assert case.name not in seen
        assert case.lead not in seen
        walk.score(assessor, points)
    for person in (case.firm, coordinator, manager):
        walk.stage(person, case, "Closed")
        person.sees("85.00")


def test_the_consultant_who_leads_records_visit_and_assessment(enter, city):
    case, _manager, _coordinator = walk.with_provider(enter)
    consultant = case.enter(PHONE).sign_in(case.lead, "Consultant")
    city.reach(case.on)
    walk.visit(case, consultant)
    walk.assess(case, consultant)
    walk.stage(consultant, case, "Report being written")


def test_the_officer_finds_the_case_and_may_only_look(enter):
    case = walk.booked(enter)
    officer = enter(DESKTOP).sign_in_as("officer")
    officer.go(f"/cases/?q={case.number}")
    officer.page.get_by_role("link", name=case.name).click()
    officer.page.wait_for_url("**" + case.page())
    assert (
        officer.page.get_by_role("link", name=officer.word("Do this step")).count() == 0
    )

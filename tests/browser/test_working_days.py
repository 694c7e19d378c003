"""What waits for working days: a silent firm, a public notice, its payment."""

from tests.browser import walk
from tests.browser.people import DESKTOP, PHONE

STEP = "去办理"


def test_an_award_out_of_notice_is_ordered_paid_by_finance_and_published(enter, city):
    year = city.now().year - 1
    city.later("+8d")
    officer = enter(DESKTOP).sign_in_as("officer")
    officer.go(f"/periods/{year}/")
    row = officer.page.locator("tr", has_text="公示中").filter(has_text=STEP).first
    provider = row.locator("th a").inner_text()
    row.get_by_role("link", name=STEP).click()
    officer.press("End the notice")
    award = officer.page.url.removeprefix(city.address)
    officer.go(award)
    officer.press("Do this step")
    officer.fill(number="常工信发〔2026〕88号")
    officer.press("Order the payment")
    officer.page.wait_for_url("**" + award)
    officer.sees("已下达")

    finance = enter(DESKTOP).sign_in_as("finance")
    finance.go(award)
    finance.press("Do this step")
    finance.fill(voucher_number="GK-88-0001")
    finance.press("Record the payment")
    finance.page.wait_for_url("**" + award)
    finance.sees("GK-88-0001")
    finance.go("/ledger/")
    first = finance.page.locator("tbody tr").first
    assert provider in first.inner_text()
    assert "GK-88-0001" in first.inner_text()

    public = enter(PHONE)
    public.go("/notices/")
    shown = public.page.locator("tr", has_text=provider)
    assert "已支付" in shown.inner_text()


def test_a_silent_firm_never_blocks_the_case(enter, city):
    case, manager, _coordinator = walk.reported(enter)
    walk.pass_report(case, manager)
    walk.open_step(manager, case, "Read and sign off the report")
    manager.fill(reason="电话联系三次，均未答复。")
    manager.press("Go on without a score")
    manager.sees("初审通过后企业有十个工作日，目前过了 0 个。")
    city.later("+26d")  # ten working days, also over the longest holidays
    walk.open_step(manager, case, "Read and sign off the report")
    manager.fill(reason="电话联系三次，均未答复。")
    manager.press("Go on without a score")
    manager.page.wait_for_url("**" + case.page())
    walk.accept(case, manager)
    walk.stage(case.firm, case, "Expert rating")

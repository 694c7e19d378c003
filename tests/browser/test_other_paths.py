"""The paths beside the straight one, each walked in browsers."""

from playwright.sync_api import expect

from tests.browser import walk


def test_the_manager_overrides_the_proposed_provider_only_with_a_reason(enter):
    case = walk.booked(enter)
    manager = walk.manager_of(case)
    walk.open_step(manager, case, "Confirm the provider")
    other = manager.page.locator("label.opt:not(:has(:checked))").first
    case.provider = other.locator("b").first.inner_text()
    other.locator("input").check(force=True)
    manager.press("Confirm the provider")
    manager.hears("Choosing otherwise needs a written reason.")
    manager.fill(reason="该企业与提名服务商正在合作其他项目。")
    manager.press("Confirm the provider")
    manager.page.wait_for_url("**" + case.page())
    manager.sees(case.provider)
    manager.sees("该企业与提名服务商正在合作其他项目。")


def test_a_declined_job_goes_back_to_proposal_without_that_provider(enter):
    case = walk.booked(enter)
    manager = walk.manager_of(case)
    walk.confirm(case, manager)
    declined, coordinator = case.provider, walk.coordinator_of(case)
    walk.open_step(coordinator, case, "Accept or decline the job")
    coordinator.choose("decision", "decline")
    coordinator.press("Send the answer")
    coordinator.hears("Please say why.")
    coordinator.fill(reason="当周人手不足。")
    coordinator.press("Send the answer")
    coordinator.page.wait_for_url("**/inbox/")
    coordinator.go(case.page(), status=404)
    walk.open_step(manager, case, "Confirm the provider")
    offered = manager.page.locator("label.opt b").all_inner_texts()
    assert declined not in offered
    walk.confirm(case, manager)
    assert case.provider != declined


def test_after_a_missed_visit_the_firm_chooses_a_new_date(enter, city):
    case, manager, coordinator = walk.with_provider(enter)
    city.reach(case.on)
    walk.open_step(coordinator, case, "Record the site visit")
    coordinator.choose("outcome", "no_show")
    coordinator.fill(notes="门卫说当天停产，电话无人接听。")
    coordinator.press("Save the visit")
    coordinator.page.wait_for_url("**/inbox/")
    walk.open_step(case.firm, case, "Choose a new date")
    case.firm.page.locator("[name=slot]").first.check(force=True)
    case.firm.press("Take this half-day")
    case.firm.page.wait_for_url("**" + case.page())
    walk.confirm(case, manager)
    walk.stage(manager, case, "Provider's answer")


def test_a_returned_report_is_revised_by_its_points_and_handed_in_again(enter, city):
    case, manager, coordinator = walk.reported(enter)
    walk.open_step(manager, case, "Review the report")
    manager.choose("decision", "return")
    manager.press("Decide")
    manager.hears("Say what must be revised.")
    manager.fill(points="投资估算缺少分项。")
    manager.press("Decide")
    manager.page.wait_for_url("**" + case.page())
    walk.open_step(coordinator, case, "Write the report")
    coordinator.sees("投资估算缺少分项。")
    coordinator.fill(investment="分项：软件 20 万元，设备 35 万元。")
    coordinator.press("Save and go on later")
    coordinator.sees("分项：软件 20 万元，设备 35 万元。")
    coordinator.press("Hand in the report")
    coordinator.page.wait_for_url("**" + case.page())
    manager.go(case.page() + "report/")
    manager.sees("分项：软件 20 万元，设备 35 万元。")
    walk.pass_report(case, manager)
    walk.stage(case.firm, case, "Firm's sign-off")


def test_the_firm_cancels_and_may_book_again_at_once(enter):
    case = walk.book(walk.register(enter), day=5)  # long before the cut-off
    case.firm.go(case.page())
    case.firm.press("Cancel the case")
    case.firm.press("Cancel the booking")
    case.firm.hears_of_field("reason")
    case.firm.fill(reason="厂房搬迁，推迟到下半年。")
    case.firm.press("Cancel the booking")
    case.firm.page.wait_for_url("**" + case.page())
    walk.stage(case.firm, case, "Cancelled")
    case.firm.go("/book/")
    walk.book(case)
    walk.stage(case.firm, case, "Center confirms the provider")


def test_an_open_step_changes_hands_with_a_reason(enter):
    case = walk.booked(enter)
    manager = walk.manager_of(case)
    walk.confirm(case, manager)
    manager.go(case.page())
    manager.press("Hand over")
    to = manager.page.locator("[name=to] option").nth(1).inner_text()
    manager.page.locator("[name=to]").select_option(label=to)
    manager.fill(reason="原负责人出差。")
    manager.press("Hand over")
    manager.page.wait_for_url("**" + case.page())
    manager.sees(to)


def test_whoever_is_second_is_told_who_was_first_and_keeps_what_was_typed(enter):
    case = walk.booked(enter)
    manager = walk.manager_of(case)
    walk.open_step(manager, case, "Confirm the provider")
    name = manager.page.locator(".person-t b").inner_text()
    second = manager.new_page()
    second.goto(manager.page.url)
    second.locator("label.opt:not(:has(:checked)) input").first.check(force=True)
    second.locator("[name=reason]").fill("第二个页面里写了很久的理由。")
    manager.press("Confirm the provider")
    manager.page.wait_for_url("**" + case.page())
    second.locator("[name=reason]").press_sequentially("还有一句。")
    said = manager.word("This step is no longer open.")
    expect(second.locator("#draft")).to_contain_text(said)
    manager.page = second
    manager.press("Confirm the provider")
    manager.sees(manager.word("Meanwhile this has changed"))
    manager.sees(name)
    manager.sees("第二个页面里写了很久的理由。")
    manager.press("See how it stands now")
    manager.page.wait_for_url("**" + case.page())

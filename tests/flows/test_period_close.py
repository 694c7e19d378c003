"""The close of a year on the pages of those who do it, from real cases to payment."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from viewflow.workflow.models import Process

from accounts.models import Membership
from assignments.actions import confirm
from foundation import clock
from foundation.access.roles import Role
from foundation.errors import NotAllowed
from providers.models import Standing
from subsidies import ledger
from subsidies.actions import (
    decide_objection,
    end_notice,
    evaluate_again,
    issue_document,
    pay,
    raise_objection,
)
from subsidies.checking import recompute
from subsidies.choices import Account
from subsidies.models import Award, Period
from tests.cast import make_company, make_user
from tests.factories.cases import accepted_case
from tests.factories.years import JANUARY, URL, Close, due_of, good_year
from tests.journey import Journey
from workflows.flows.period_close import AwardFlow, PeriodFlow
from workflows.models import Due

pytestmark = [pytest.mark.usefixtures("jobs_inline"), pytest.mark.django_db]
DAY = timedelta(days=1)


class Walk(Journey):
    """A whole case of a firm of its own, given to the provider we want."""

    def __init__(self, cast, n, provider, capture):
        firm = make_company(f"企业{n}", cast.center.district, 100 + n)
        person = make_user(f"firm{n}", Role.COMPANY, 100 + n, company=firm)
        own = replace(cast, company=firm, people={**cast.people, "firm": person})
        self.provider = provider
        with capture(execute=True):
            super().__init__(own)
        self.booking.refresh_from_db()

    def confirm(self):
        self.do(
            "confirm",
            self.cast.manager,
            lambda case, by, at: confirm(
                booking=case, provider=self.provider, by=by, at=at, reason="轮流承接"
            ),
        )

    def walk(self, points, satisfaction, *, late=False):
        """To its final rating, the report in time or a month late."""
        for step in (self.confirm, self.respond, self.visit, self.assess):
            step()
        self.report(days=40 if late else 5)
        self.review(days=41 if late else 6)
        shift = 40 if late else 0
        self.later_by(shift, satisfaction)
        self.score(self.cast.assessor, points)
        self.score(self.cast.second_assessor, points)

    def later_by(self, shift, satisfaction):
        own_later = self.later
        self.later = lambda **by: own_later(**by) + shift * DAY
        self.sign_off(satisfaction)
        self.accept()


class Desk:
    """One person at the pages, at a moment that can be moved on."""

    def __init__(self, client, capture):
        self.client, self.capture, self.at = client, capture, JANUARY

    def sit(self, person):
        self.client.force_login(person)

    def get(self, name, *args, **query):
        with clock.set_to(self.at):
            return self.client.get(reverse(name, args=args), query)

    def post(self, name, *args, **data):
        with clock.set_to(self.at), self.capture(execute=True):
            return self.client.post(reverse(name, args=args), data)

    def do(self, subject, node, **data):
        """Open the step's page, then send it."""
        task = due_of(subject, node).task_id
        assert self.get("task", task).status_code == 200
        return self.post("task", task, **data)


@pytest.fixture
def desk(client, django_capture_on_commit_callbacks):
    return Desk(client, django_capture_on_commit_callbacks)


@pytest.fixture
def year(cast, django_capture_on_commit_callbacks):
    """Five cases of the one provider, six of the other (one of them late)."""
    for n in range(5):
        Walk(cast, n, cast.provider, django_capture_on_commit_callbacks).walk(95, 96)
    for n in range(5, 11):
        journey = Walk(cast, n, cast.other_provider, django_capture_on_commit_callbacks)
        journey.walk(66, 68, late=n == 10)
    return cast


def errors_of(response):
    return [str(error) for error in response.context["form"].non_field_errors()]


def open_and_check(desk, cast):
    desk.sit(cast.officer)
    response = desk.post("open_year", year="2026")
    assert response.url == reverse("period", args=[2026])
    period = Period.objects.get()
    assert period.state == "checking"
    page = desk.get("task", due_of(period, "check").task_id)
    assert [row["award"].award_fen for row in page.context["rows"]] == [
        5 * 800_000,
        6 * 800_000 // 2,
    ]
    assert page.context["recomputed"].same
    response = desk.do(period, "check", decision="confirm", note="")
    assert response.url == reverse("period", args=[2026])
    return period


def through_gates(desk, period):
    for kind in ("credit", "duplicate"):
        desk.do(period, f"gate_{kind}", evidence=f"{kind}-2027-1", note="")
    refused = desk.do(period, "gate_decision", evidence="", note="")
    assert refused.status_code == 422
    desk.do(period, "gate_decision", evidence="会议纪要〔2027〕3号", note="")
    evidence = list(period.gates.order_by("pk").values_list("evidence", flat=True))
    assert evidence == ["credit-2027-1", "duplicate-2027-1", "会议纪要〔2027〕3号"]


def publish(desk, period):
    facts = {"published_on": "2027-01-11"}
    refused = desk.do(period, "publish", official_url="http://x.cn/1", **facts)
    assert refused.status_code == 422
    assert period.awards.filter(state="proposed").count() == 2
    desk.do(period, "publish", official_url=URL, **facts)
    assert period.awards.filter(state="notice").count() == 2


def object_and_uphold(desk, cast, award):
    desk.sit(cast.other_coordinator)
    assert desk.get("objection", award.pk).status_code == 200
    desk.post(
        "objection", award.pk, text="有一份报告按期提交", evidence="回执",
        real_name="李四",
    )  # fmt: skip
    desk.sit(cast.officer)
    assert desk.get("task", due_of(award, "decide").task_id).status_code == 200
    incomplete = desk.do(award, "decide", decision="uphold", text="属实")
    assert incomplete.status_code == 422
    desk.do(
        award, "decide", decision="uphold", indicator="O2", value="100",
        text="回执属实，按期交付率更正为 100。",
    )  # fmt: skip
    award.refresh_from_db()
    assert (award.state, award.evaluation.grade) == ("corrected", "B")
    desk.do(award, "publish_again", official_url=URL, published_on="2027-01-11")


def end_too_early_then_in_time(desk, award):
    too_early = desk.do(award, "notice")
    assert too_early.status_code == 422
    assert errors_of(too_early) == ["异议期尚未结束。"]
    desk.at = JANUARY + 8 * DAY
    desk.do(award, "notice")


def order_and_pay(desk, cast, award, voucher):
    desk.sit(cast.officer)
    desk.do(award, "order", number="常工信〔2027〕8号")
    desk.sit(cast.finance)
    desk.do(award, "pay", voucher_number=voucher, paid_on="2027-01-19")
    award.refresh_from_db()
    assert award.state == "paid"


def refused_to_pay(desk, cast, award):
    """The officer is of the finance office too, but ordered this payment."""
    desk.sit(cast.officer)
    desk.do(award, "order", number="常工信〔2027〕7号")
    second = Membership.objects.create(
        user=cast.officer, role=Role.FINANCE, starts_on=date(2024, 1, 1)
    )
    desk.post("switch_membership", membership=second.pk)
    facts = {"voucher_number": "V0", "paid_on": "2027-01-19"}
    refused = desk.do(award, "pay", **facts)
    assert refused.status_code == 422
    assert errors_of(refused) == ["下达人不能同时登记支付，须由另一人办理。"]
    desk.sit(cast.finance)
    desk.do(award, "pay", **{**facts, "voucher_number": "V1"})


def test_a_year_is_closed_on_its_pages_from_live_cases_to_the_last_payment(year, desk):
    period = open_and_check(desk, year)
    through_gates(desk, period)
    publish(desk, period)
    one, other = (
        Award.objects.get(provider=p) for p in (year.provider, year.other_provider)
    )
    assert one.evaluation.grade == "A"
    object_and_uphold(desk, year, other)
    for award in (other, one):
        if desk.at == JANUARY:
            end_too_early_then_in_time(desk, award)
        else:
            desk.do(award, "notice")
    refused_to_pay(desk, year, one)
    order_and_pay(desk, year, other, "V2")
    period.refresh_from_db()
    assert period.state == "closed"
    assert ledger.balances(period) == {
        Account.APPROPRIATION: -800_000_000,
        Account.AVAILABLE: 800_000_000 - 4_000_000 - 3_840_000,
        Account.COMMITTED: 0,
        Account.PAID: 4_000_000 + 3_840_000,
    }
    assert recompute(period).same
    assert ledger.verify().broken == ""
    assert dict(Standing.objects.values_list("provider__name", "grade")) == {
        year.provider.name: "A",
        year.other_provider.name: "B",
    }
    running = Process.objects.filter(finished=None, status="NEW")
    assert [p for p in running if p.flow_class in (PeriodFlow, AwardFlow)] == []


# --- Beside the straight path -----------------------------------------------------
@pytest.fixture
def close(cast, django_capture_on_commit_callbacks):
    """A year of good cases, opened; its people act through the engine."""
    good_year(cast)
    return Close(cast, django_capture_on_commit_callbacks)


def test_evaluating_again_computes_afresh_and_asks_again(cast, close):
    accepted_case(cast, cast.other_provider, rating="75", satisfaction=80, returns=1)
    close.do(close.period, "check", evaluate_again, note="补录一份验收")
    assert close.award(cast.other_provider).evaluation.run == 2
    assert close.award(cast.other_provider).award_fen == 6 * 800_000 // 2
    close.check()
    assert due_of(close.period, "gate_credit").done_at is None


def test_a_rejected_objection_returns_to_the_same_notice_and_is_paid(cast, close):
    close.to_notice()
    award = close.award(cast.provider)
    facts = {"text": "算错了", "evidence": "附件", "real_name": "李四"}
    close.do(
        award, "notice", raise_objection, cast.coordinator, deed="subsidies.object",
        **facts,
    )  # fmt: skip
    close.at += 9 * DAY
    close.do(award, "decide", decide_objection, upheld=False, decision="复核无误")
    assert close.do(award, "notice", end_notice).state == "undisputed"
    assert close.pay(award).state == "paid"
    assert award.notices.count() == 1


def test_an_award_held_back_gets_no_notice_and_the_year_closes_without_it(cast, close):
    held = close.award(cast.provider)
    close.to_notice(blocked={held.pk: "严重失信"})
    assert Due.objects.filter(award=held).count() == 0
    other = close.end_notice(close.award(cast.other_provider))
    close.pay(other)
    close.period.refresh_from_db()
    assert (close.period.state, close.award(cast.provider).state) == (
        "closed",
        "blocked",
    )


def test_a_year_in_which_nobody_gets_anything_closes_after_its_notices(
    cast, django_capture_on_commit_callbacks
):
    close = Close(cast, django_capture_on_commit_callbacks)
    close.to_notice()
    assert {award.why for award in close.period.awards.all()} == {
        "too few accepted diagnoses"
    }
    for provider in (cast.provider, cast.other_provider):
        close.at = JANUARY + 8 * DAY
        close.do(close.award(provider), "notice", end_notice)
    close.period.refresh_from_db()
    assert close.period.state == "closed"


def test_the_step_that_ends_a_notice_is_not_late_before_it_can_be_done(cast, close):
    close.to_notice()
    due = due_of(close.award(cast.provider), "notice")
    assert due.due_on == date(2027, 1, 20)  # two working days after the 18th


def test_finance_cannot_do_the_officers_steps_nor_the_officer_pay(cast, close):
    close.to_notice()
    award = close.end_notice(close.award(cast.provider))
    with pytest.raises(NotAllowed):
        close.do(award, "order", issue_document, cast.finance, number="1号")
    close.do(award, "order", issue_document, number="1号")
    facts = {"voucher_number": "V1", "paid_on": clock.local_day(close.at)}
    with pytest.raises(NotAllowed):
        close.do(award, "pay", pay, **facts)


def test_another_providers_coordinator_cannot_object(cast, close):
    close.to_notice()
    award = close.award(cast.provider)
    with pytest.raises(NotAllowed):
        close.do(
            award, "notice", raise_objection, cast.other_coordinator,
            deed="subsidies.object", text="x", evidence="x", real_name="x",
        )  # fmt: skip


def test_whoever_comes_second_to_a_step_is_told_who_was_first(cast, close, desk):
    close.check()
    due = due_of(close.period, "gate_credit")
    desk.sit(cast.officer)
    close.gate("credit")
    page = desk.post("task", due.task_id, evidence="again", note="")
    assert page.status_code == 409
    assert page.context["who"] == cast.officer.name
    assert [value for _label, value in page.context["typed"]] == ["again"]


def test_all_notices_whose_time_is_over_are_ended_with_one_button(cast, close, desk):
    close.to_notice()
    desk.sit(cast.officer)
    desk.post("end_notices", 2026)
    assert close.period.awards.filter(state="notice").count() == 2
    desk.at = JANUARY + 8 * DAY
    assert desk.get("period", 2026).context["ready"] == 2
    desk.post("end_notices", 2026)
    assert close.period.awards.filter(state="undisputed").count() == 2


def test_finance_cannot_end_notices_by_the_button(cast, close, desk):
    close.to_notice()
    desk.sit(cast.finance)
    desk.at = JANUARY + 8 * DAY
    desk.post("end_notices", 2026)
    assert close.period.awards.filter(state="notice").count() == 2

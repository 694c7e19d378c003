"""The close of a year, driven step by step by its people."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from foundation import clock
from subsidies.actions import (
    confirm_evaluation,
    end_notice,
    issue_document,
    pay,
    publish,
    record_gate,
)
from subsidies.choices import GateKind
from subsidies.models import Award, Period
from tests.cast import Cast
from tests.factories.cases import accepted_case, moment
from workflows import engine
from workflows.models import Due
from workflows.start import open_year

JANUARY = moment(date(2027, 1, 11), 9)  # a working Monday
URL = "https://bureau.example.cn/notice/1"
DAY = timedelta(days=1)


def good_year(cast: Cast) -> None:
    """Six good cases of the one provider, five fair ones of the other."""
    for _n in range(6):
        accepted_case(cast, cast.provider, rating="95", satisfaction=96)
    for _n in range(5):
        accepted_case(
            cast, cast.other_provider, rating="75", satisfaction=80, returns=1
        )


def due_of(subject: Any, node: str) -> Due:
    """The open step; fails loudly where the flow is elsewhere."""
    key = {subject._meta.model_name: subject}
    return Due.objects.with_names().get(node=node, done_at=None, **key)


class Close:
    """The close of the cast's year; `run` executes what waits for a commit."""

    def __init__(self, cast: Cast, run: Callable[..., Any]) -> None:
        self.cast, self.run = cast, run
        self.at = JANUARY
        with clock.set_to(self.at), run(execute=True):
            self.period = open_year(year=2026, by=cast.officer, at=self.at)
        self.period = Period.objects.get()

    def do(
        self,
        subject: Any,
        node: str,
        act: Any,
        by: Any = None,
        *,
        deed: str = "",
        **facts: Any,
    ) -> Any:
        """Complete the step with that action as that person, the officer by default."""
        who = by or self.cast.officer
        with clock.set_to(self.at), self.run(execute=True):
            engine.complete(
                due=due_of(subject, node),
                by=type(who).objects.get(pk=who.pk),
                at=self.at,
                deed=deed,
                perform=lambda row, _task: act(
                    **{subject._meta.model_name: row}, by=who, at=self.at, **facts
                ),
            )
        return type(subject)._default_manager.get(pk=subject.pk)

    def check(self) -> None:
        """The results are right."""
        self.do(self.period, "check", confirm_evaluation, note="")

    def gate(self, kind: str, blocked: dict[int, str] | None = None) -> None:
        """One gate with its evidence."""
        self.do(
            self.period, f"gate_{kind}", record_gate,
            kind=kind, evidence=f"{kind}-1", blocked=blocked or {}, note="",
        )  # fmt: skip

    def publish(self, on: date | None = None) -> None:
        """The official page is recorded."""
        self.do(
            self.period, "publish", publish,
            official_url=URL, published_on=on or clock.local_day(self.at),
        )  # fmt: skip

    def to_notice(self, blocked: dict[int, str] | None = None) -> None:
        """Everything up to the public notice."""
        self.check()
        self.gate(GateKind.CREDIT, blocked)
        self.gate(GateKind.DUPLICATE)
        self.gate(GateKind.DECISION)
        self.publish()

    def award(self, provider: Any) -> Award:
        """The provider's award as it stands."""
        return Award.objects.get(period=self.period, provider=provider)

    def end_notice(self, award: Award) -> Award:
        """A week later nobody has objected."""
        self.at += 8 * DAY
        return self.do(award, "notice", end_notice)

    def pay(self, award: Award) -> Award:
        """Ordered by the officer, paid by finance."""
        self.do(award, "order", issue_document, number="常工信〔2027〕1号")
        return self.do(
            award, "pay", pay, self.cast.finance,
            voucher_number=f"V{award.pk}", paid_on=clock.local_day(self.at),
        )  # fmt: skip

"""What becomes of each published award: objections, documents, payments."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from city.seeding.clockwork import Script
from city.seeding.phrases import book
from city.seeding.world import World, open_due
from foundation import clock
from foundation.access.roles import Role
from ratings.formula import ratio_percent
from subsidies.actions import (
    decide_objection,
    end_notice,
    issue_document,
    pay,
    publish_again,
    raise_objection,
)
from subsidies.choices import AwardState
from subsidies.models import Award, Period

NOTICE_OVER = 6  # the first working day after the notice on which it can be ended
PAID, ORDERED = 3, 2  # so many awards are paid, and wait for their payment
FIRST_DOCUMENT, FIRST_VOUCHER = 41, 417


class AwardScripts:
    """Deals the ways out to the published awards of a period.

    Days are working days after the notice; `days` of them have passed until today.
    """

    def __init__(self, world: World, days: int) -> None:
        self.world, self.days = world, days
        self.published_on: date = clock.today()
        self._documents = iter(range(FIRST_DOCUMENT, 999))
        self._vouchers = iter(range(FIRST_VOUCHER, 9999))

    def of(self, period: Period) -> Iterator[Script]:
        """A script for each award, the showcase provider's first."""
        rows = Award.objects.filter(period=period, state=AwardState.NOTICE)
        awards = list(rows.select_related("evaluation", "provider", "period"))
        awards.sort(
            key=lambda row: (row.provider_id != self.world.star, -row.award_fen)
        )
        paid = [award for award in awards if award.award_fen]
        ways = self._ways(len(paid))
        for award, way in zip(paid, ways, strict=True):
            yield way(award)
        for award in awards:
            if not award.award_fen:
                yield self._ends(award, NOTICE_OVER)

    def _ways(self, count: int) -> list[Callable[[Award], Script]]:
        """How each award with money goes, in their order."""
        ways: list[Callable[[Award], Script]] = [self.upheld, self.rejected, self.open]
        ways += [self.paid] * (PAID - 1) + [self.ordered] * ORDERED
        ways += [self.undisputed] * count
        return ways[:count]

    # --- the ways -----------------------------------------------------------------
    def upheld(self, award: Award) -> Script:
        """An objection is upheld and the award published again: its clock runs."""
        case = _case(award, "on_time")
        if case is None:
            yield from self.rejected(award)
            return
        yield from self._objects(award, "upheld", 2, case)
        yield self._on(max(3, self.days - 4), award)
        timed = [row["on_time"] for row in award.evaluation.figures["cases"]]
        timed = [on_time for on_time in timed if on_time is not None]
        old, new = _percent(timed, 0), _percent(timed, 1)
        decision = _said("upheld", "decision", case=case, old=old, new=new)
        facts: dict[str, Any] = {
            "upheld": True,
            "indicator": "O2",
            "value": new,
            "decision": decision,
        }
        self._do(award, "decide", self._officer(), decide_objection, **facts)
        yield self._on(max(3, self.days - 2), award)
        url = book("period")["url"].format(year=clock.today().year, n=f"{award.pk}-2")
        self._do(
            award,
            "publish_again",
            self._officer(),
            publish_again,
            official_url=url,
            published_on=clock.today(),
        )

    def rejected(self, award: Award) -> Script:
        """An objection is rejected in writing; the award is paid later than others."""
        case = _case(award, "rating")
        yield from self._objects(award, "rejected", 3, case)
        yield self._on(NOTICE_OVER, award)
        decision = _said("rejected", "decision")
        facts: dict[str, Any] = {"upheld": False, "decision": decision}
        self._do(award, "decide", self._officer(), decide_objection, **facts)
        yield from self._ends(award, NOTICE_OVER + 1)
        yield from self._orders(award, NOTICE_OVER + 1)
        yield from self._pays(award, self.days - 1)

    def open(self, award: Award) -> Script:
        """An objection of the last day, not yet decided."""
        yield from self._objects(award, "open", 5, _case(award, "first_pass"))

    def paid(self, award: Award) -> Script:
        """Nobody objects; the payment is recorded."""
        yield from self._ends(award, NOTICE_OVER)
        yield from self._orders(award, NOTICE_OVER)
        yield from self._pays(award, max(NOTICE_OVER + 1, self.days - 3))

    def ordered(self, award: Award) -> Script:
        """Nobody objects; finance has still to record the payment."""
        yield from self._ends(award, NOTICE_OVER)
        yield from self._orders(award, max(NOTICE_OVER + 1, self.days - 2))

    def undisputed(self, award: Award) -> Script:
        """Nobody objects; the document is still to be issued."""
        yield from self._ends(award, max(NOTICE_OVER, self.days - 3))

    # --- the steps ----------------------------------------------------------------
    def _objects(self, award: Award, kind: str, day: int, case: str | None) -> Script:
        yield self._on(day, award)
        people = self.world.people.all_of(Role.COORDINATOR, award.provider_id)
        self._do(
            award,
            "notice",
            people[0],
            raise_objection,
            deed="subsidies.object",
            text=_said(kind, "text", case=case or ""),
            evidence=_said(kind, "evidence"),
            real_name=people[0].name,
        )

    def _ends(self, award: Award, day: int) -> Script:
        yield self._on(day, award, 9 * 60)
        self._do(award, "notice", self._officer(), end_notice)

    def _orders(self, award: Award, day: int) -> Script:
        yield self._on(day, award, 13 * 60 + 30)
        number = book("period")["document"].format(
            year=clock.today().year, n=next(self._documents)
        )
        self._do(award, "order", self._officer(), issue_document, number=number)

    def _pays(self, award: Award, day: int) -> Script:
        yield self._on(max(day, NOTICE_OVER + 1), award, 15 * 60)
        today = clock.today()
        voucher = book("period")["voucher"].format(
            year=today.year, month=today.month, n=next(self._vouchers)
        )
        finance = self.world.people.all_of(Role.FINANCE)[0]
        self._do(award, "pay", finance, pay, voucher_number=voucher, paid_on=today)

    def _on(self, day: int, award: Award, minute: int = 10 * 60) -> Any:
        """Some minutes after that minute of the n-th working day of the notice."""
        chance = self.world.chance("award", award.provider_id, day, minute)
        on = self.world.hours.day(self.published_on, day)
        return self.world.hours.clock(on, minute + chance.randrange(0, 80))

    def _officer(self) -> Any:
        return self.world.people.all_of(Role.OFFICER)[0]

    def _do(
        self,
        award: Award,
        node: str,
        by: Any,
        action: Callable[..., Any],
        deed: str = "",
        **facts: Any,
    ) -> None:
        due = open_due(award=award, node=node)
        self.world.complete(
            due, by, lambda subject, **who: action(award=subject, **who, **facts), deed
        )


def _said(kind: str, part: str, **values: Any) -> str:
    text: str = book("period")["objection"][kind][part]
    return text.format(**values)


def _case(award: Award, figure: str) -> str | None:
    """The first case behind the award that did badly in that figure, else the first."""
    cases = [row for row in award.evaluation.figures["cases"] if row["accepted"]]
    bad = [row["number"] for row in cases if row[figure] is False]
    if figure == "on_time":
        return bad[0] if bad else None
    return bad[0] if bad else cases[0]["number"] if cases else None


def _percent(on_time: list[bool], more: int) -> Decimal | None:
    return ratio_percent(sum(on_time) + more, len(on_time))

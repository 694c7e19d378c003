"""The close of last year, walked by the bureau up to public notice and payment."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from city.seeding.awards import AwardScripts
from city.seeding.clockwork import Clockwork, Script
from city.seeding.phrases import book
from city.seeding.world import World, open_due
from foundation import clock
from foundation.access.roles import Role
from subsidies.actions import confirm_evaluation, publish, record_gate
from subsidies.choices import AwardState, GateKind
from subsidies.models import Award, Period
from workflows.start import open_year

NOTICE_SINCE = (
    13  # working days from the first notice to today, where the year has them
)
# Working days before the notice, and the minute of the day, of each step.
OPENED, CHECKED, PUBLISHED = (7, 8 * 60 + 40), (5, 9 * 60 + 20), (0, 15 * 60 + 30)
GATES = {
    GateKind.CREDIT: (4, 10 * 60 + 10),
    GateKind.DUPLICATE: (3, 10 * 60 + 50),
    GateKind.DECISION: (1, 14 * 60),
}


class Close:
    """Last year's period. What the year has no time for yet does not happen."""

    def __init__(self, world: World, clockwork: Clockwork, today: date) -> None:
        self.world, self.clockwork, self.today = world, clockwork, today
        self.chance = world.chance("period")
        self.year = today.year - 1
        hours = world.hours
        self.first = hours.day(date(self.year, 12, 31), 1)
        passed = hours.calendar.between(self.first, today)
        self.notice_days = max(0, min(NOTICE_SINCE, passed))
        self.published_on = max(self.first, hours.day(today, -self.notice_days))

    def script(self) -> Script:
        """Opened, evaluated, checked, through three gates, published."""
        texts = book("period")
        yield self._moment(OPENED)
        period = open_year(year=self.year, by=self.officer(), at=clock.now())
        self.world.settle(period.process_id)
        yield self._moment(CHECKED)
        self._do(period, "check", confirm_evaluation, note=texts["checked"])
        for kind, when in GATES.items():
            yield self._moment(when)
            said = texts["gates"][kind.value]
            self._do(
                period,
                f"gate_{kind.value}",
                record_gate,
                kind=kind,
                evidence=said["evidence"].format(year=self.today.year),
                note=said["note"],
                blocked=self._blocked(period) if kind == GateKind.CREDIT else {},
            )
        yield self._moment(PUBLISHED)
        url = texts["url"].format(year=self.today.year, n=self.year)
        self._do(
            period,
            "publish",
            publish,
            official_url=url,
            published_on=clock.today(),
        )
        for script in AwardScripts(self.world, self.notice_days).of(period):
            self.clockwork.add(script)

    def officer(self) -> Any:
        """The officer who closes the year."""
        return self.world.people.all_of(Role.OFFICER)[0]

    def _moment(self, when: tuple[int, int]) -> datetime:
        days, minute = when
        day = max(self.first, self.world.hours.day(self.published_on, -days))
        return self.world.hours.clock(day, minute) + timedelta(
            seconds=self.chance.randrange(0, 600)
        )

    def _do(
        self, period: Period, node: str, action: Callable[..., Any], **facts: Any
    ) -> None:
        due = open_due(period=period, node=node)
        self.world.complete(
            due,
            self.officer(),
            lambda subject, **who: action(period=subject, **who, **facts),
        )

    def _blocked(self, period: Period) -> dict[int, str]:
        """The smallest award with money waits for its provider's credit record."""
        awards = Award.objects.filter(
            period=period, state=AwardState.PROPOSED, award_fen__gt=0
        )
        last = (
            awards.exclude(provider=self.world.star).order_by("award_fen", "pk").first()
        )
        return {last.pk: book("period")["blocked"]} if last else {}

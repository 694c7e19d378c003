"""Campaigns: last year's closed, this year's open, next year's drafted; a spot check.

Told by hand: it is the same in every city.
"""

from datetime import date, timedelta
from typing import Any

from campaigns.actions import close_campaign
from campaigns.models import Campaign
from city.seeding.world import World, open_due
from foundation import clock
from foundation.access.roles import Role
from ratings.checks import QUESTIONS, finish_check, next_first_day
from ratings.models import SpotCheck
from workflows.start import draw_spot_checks
from workflows.start_campaign import new_campaign, take_up

SHARE = 10
SEED = "081-3-9-2"
NOTE = "签到与到场人员一致；报告所列设备联网数与现场不符，应为 11 台。"
SAME = (
    "rules_zh", "rules_en", "budget_fen", "fee_fen", "instrument_slug", "scheme_slug",
    "rule_slug",
)  # fmt: skip


class Campaigns:
    """What the bureau does about its campaigns, and what it looks at again."""

    def __init__(self, world: World, today: date) -> None:
        self.world, self.today = world, today
        self.officer = world.people.all_of(Role.OFFICER)[0]

    def fill(self) -> None:
        """Play all of it."""
        this_year = Campaign.objects.get(year=self.today.year)
        last_year = Campaign.objects.filter(year=self.today.year - 1).first()
        if last_year is not None:
            self._close(last_year)
        with self._on(-8):
            take_up(campaign=this_year, by=self.officer, at=clock.now())
            self._draft(this_year)
        self._spot_checks()

    def _on(self, days: int) -> Any:
        """A working morning so many working days from today."""
        day = self.world.hours.day(self.today, days)
        return clock.set_to(self.world.hours.clock(day, 9 * 60 + 20))

    def _close(self, campaign: Campaign) -> None:
        day = self.world.hours.day(campaign.ends_on, 2)
        with clock.set_to(self.world.hours.clock(day, 10 * 60)):
            take_up(campaign=campaign, by=self.officer, at=clock.now())
            self.world.complete(
                open_due(campaign=campaign),
                self.officer,
                lambda row, **who: close_campaign(campaign=row, **who),
            )

    def _draft(self, last: Campaign) -> None:
        year = last.year + 1
        facts = {
            **{name: getattr(last, name) for name in SAME},
            "year": year,
            "name_zh": last.name_zh.replace(str(last.year), str(year)),
            "name_en": last.name_en.replace(str(last.year), str(year)),
            "starts_on": date(year, 1, 1),
            "ends_on": date(year + 1, 1, 1),
        }
        quotas = {row.district: row.cases for row in last.quotas.all()}
        new_campaign(facts=facts, quotas=quotas, by=self.officer, at=clock.now())

    def _spot_checks(self) -> None:
        """The draw of the last days, and one check that found a difference."""
        first = next_first_day()
        with self._on(-6):
            until = clock.today() - timedelta(days=1)
            if first is None or until < first:
                return
            draw_spot_checks(
                until=until, percent=SHARE, seed=SEED, by=self.officer, at=clock.now()
            )
        check = SpotCheck.objects.order_by("pk").first()
        with self._on(-2):
            self.world.complete(
                open_due(spotcheck=check),
                self.officer,
                lambda row, **who: finish_check(
                    check=row, visited_on=clock.today(), visited_by=self.officer.name,
                    answers={key: key != "record" for key in QUESTIONS}, score=72,
                    note=NOTE, **who,
                ),
            )  # fmt: skip

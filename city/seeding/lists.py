"""A target list per district, worked for two weeks; firms diagnosed elsewhere."""

from datetime import date, datetime
from random import Random

from bookings.actions import campaign_on
from bookings.choices import BEFORE_VISIT
from bookings.models import Booking
from campaigns.models import Campaign, DistrictQuota
from centers.models import District
from city.seeding.outlines import WUJIN
from city.seeding.phrases import book
from city.seeding.world import World
from companies.models import Company
from foundation.access.roles import Role
from foundation.credit_codes import with_check
from outreach.actions import (
    ask_confirmation,
    confirm,
    import_good,
    open_upload,
    record_call,
    set_goals,
)
from outreach.choices import TargetState
from outreach.columns import EARLIER, TARGETS, Table
from outreach.models import Target
from outreach.querysets import ACCEPTED

SENT, CALLED, ASKED = 15, 13, 5  # working days before today
REGISTERED, NEW, BOOKED, DONE, ELSEWHERE = 9, 5, 3, 2, 2  # firms of a district's list
# What the calls came to, in the order of the list; the last ones are not called yet.
STORY = [
    TargetState.CALL_BACK,
    TargetState.INTERESTED,
    TargetState.NO_ANSWER,
    TargetState.REFUSED,
    TargetState.CALLED,
    TargetState.CALL_BACK,
    TargetState.NO_ANSWER,
    TargetState.INTERESTED,
]
TOWN_SHARE = 3  # towns with a goal of their own
REGION = "320400"  # of codes in a district without one of its own


class Lists:
    """What the centers' managers and the bureau did with lists up to today."""

    def __init__(self, world: World, today: date) -> None:
        self.world, self.today = world, today
        self.texts = book("lists")

    def fill(self) -> None:
        """A list for every district; nothing where no campaign is open."""
        campaign = campaign_on(self.today)
        if campaign is None:
            return
        for district in District.objects.select_related("served_by"):
            chance = self.world.chance("list", district.code)
            self._district(campaign, district, chance)
            if district.code == WUJIN:
                self._half_read(campaign, district, chance)

    def _half_read(self, campaign: Campaign, place: District, chance: Random) -> None:
        """A list of this morning with two cells still to be corrected."""
        first, second, third = (self._new(place, 90 + n, chance) for n in range(3))
        second["contact_phone"] = second["contact_phone"][:-2]
        third["district"] = self.texts["misspelt"]
        table = Table(list(enumerate((first, second, third), start=2)))
        open_upload(
            kind=TARGETS,
            campaign=campaign,
            name=self.texts["names"]["half"].format(place=place.name_zh),
            table=table,
            by=self.world.people.all_of(Role.MANAGER, place.served_by_id)[0],
            at=self._moment(0, 9 * 60),
        )

    def _moment(self, days: int, minute: int) -> datetime:
        hours = self.world.hours
        return hours.clock(hours.day(self.today, -days), minute)

    def _district(self, campaign: Campaign, place: District, chance: Random) -> None:
        manager = self.world.people.all_of(Role.MANAGER, place.served_by_id)[0]
        officer = self.world.people.all_of(Role.OFFICER)[0]
        quota = DistrictQuota.objects.filter(campaign=campaign, district=place).first()
        rows = self._rows(campaign, place, chance)
        sent = self._moment(SENT, 9 * 60 + 30)
        for kind, some, by in (
            (TARGETS, rows, manager),
            (EARLIER, self._elsewhere(place, chance), officer),
        ):
            table = Table([(n, row) for n, row in enumerate(some, start=2)])
            name = self.texts["names"][kind].format(place=place.name_zh)
            upload = open_upload(
                kind=kind, campaign=campaign, name=name, table=table, by=by, at=sent
            )
            import_good(upload=upload, by=by, at=sent)
        towns = sorted({row["town"] for row in rows})[:TOWN_SHARE]
        whole = quota.cases if quota else len(rows)
        goals: dict[str, int | None] = {"": whole}
        goals |= dict.fromkeys(towns, max(whole // (2 * TOWN_SHARE), 1))
        set_goals(campaign=campaign, district=place, goals=goals, by=officer, at=sent)
        self._calls(campaign, place, manager, chance)
        self._asked(campaign, place, manager)

    # --- Who is on the list -------------------------------------------------------
    def _rows(
        self, campaign: Campaign, place: District, chance: Random
    ) -> list[dict[str, str]]:
        """Firms without a case, firms nobody knows yet, firms that have booked."""
        firms = Company.objects.filter(district=place, barred_reason="").order_by("pk")
        cases = Booking.objects.counted().filter(campaign=campaign)
        free = list(firms.exclude(bookings__in=cases)[:REGISTERED])
        busy = list(firms.filter(bookings__in=cases.filter(stage__in=BEFORE_VISIT)))
        done = list(firms.filter(bookings__in=cases.filter(stage__in=ACCEPTED)))
        rows = [self._registered(firm, place) for firm in free + done[:DONE]]
        rows += [self._new(place, n, chance) for n in range(NEW)]
        return rows + [self._registered(firm, place) for firm in busy[:BOOKED]]

    @staticmethod
    def _registered(firm: Company, place: District) -> dict[str, str]:
        return {
            "credit_code": firm.credit_code,
            "name": firm.name,
            "district": place.name_zh,
            "town": firm.town,
            "sector": firm.sector,
            "size": firm.size,
            "above_designated": "是" if firm.above_designated else "否",
            "contact_name": firm.contact_name,
            "contact_phone": firm.contact_phone,
        }

    def _new(self, place: District, n: int, chance: Random) -> dict[str, str]:
        towns = Company.objects.filter(district=place).order_by("pk")
        town = chance.choice(sorted(set(towns.values_list("town", flat=True))))
        number = place.order * 100 + n
        return {
            **self._named(place, number, chance),
            "town": town,
            "sector": chance.choice(self.texts["sectors"]),
            "size": chance.choice(["小型", "微型", "中型"]),
            "contact_name": chance.choice(self.texts["people"]),
            "contact_phone": f"1390000{number:04d}",
        }

    def _elsewhere(self, place: District, chance: Random) -> list[dict[str, str]]:
        days = [self.world.hours.day(self.today, -n) for n in (180, 260)]
        return [
            {
                **self._named(place, place.order * 100 + 50 + n, chance),
                "done_on": days[n].isoformat(),
                "done_by": self.texts["elsewhere"][n],
            }
            for n in range(ELSEWHERE)
        ]

    def _named(self, place: District, number: int, chance: Random) -> dict[str, str]:
        region = place.code if place.code.isdecimal() else REGION
        first, second = chance.sample(self.texts["syllables"], 2)
        trade = chance.choice(self.texts["trades"])
        return {
            "credit_code": with_check(f"91{region}TY7{number:06d}"),
            "name": f"常州{first}{second}{trade}有限公司",
            "district": place.name_zh,
        }

    # --- What was done with it ----------------------------------------------------
    def _calls(
        self, campaign: Campaign, place: District, manager: object, chance: Random
    ) -> None:
        targets = Target.objects.filter(campaign=campaign, district=place)
        waiting = targets.with_standing().filter(stands=TargetState.NEW)
        for n, target in enumerate(waiting.order_by("pk")[: len(STORY)]):
            outcome = STORY[n]
            days = max(CALLED - n, 1)
            at = self._moment(days, chance.randrange(9 * 60, 11 * 60 + 20))
            later = self.world.hours.day(self.today, 3 if n else 0)
            record_call(
                target=target,
                outcome=outcome,
                note=chance.choice(self.texts["notes"][outcome]),
                call_back_on=later if outcome == TargetState.CALL_BACK else None,
                by=manager,
                at=at,
            )

    def _asked(self, campaign: Campaign, place: District, manager: object) -> None:
        """Firms with a date ahead: one has confirmed it, one is silent too long."""
        asked_at = self._moment(ASKED, 10 * 60)
        cases = Booking.objects.filter(
            campaign=campaign,
            district=place,
            stage__in=BEFORE_VISIT,
            slot__on__gt=self.today,
            booked_at__lt=asked_at,
        )
        codes = cases.order_by("pk").values_list("company__credit_code", flat=True)
        targets = Target.objects.filter(campaign=campaign, credit_code__in=codes)
        for n, target in enumerate(targets.order_by("pk")[:2]):
            case = cases.select_related("slot", "company").get(
                company__credit_code=target.credit_code
            )
            asked = ask_confirmation(
                booking=case, target=target, by=manager, at=asked_at
            )
            if n:
                confirm(asked=asked, at=self._moment(ASKED - 1, 14 * 60))

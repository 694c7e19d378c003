"""Gives every outline its firm, its half-day and the provider the firm wishes for."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from assignments.models import Conflict
from campaigns.models import Agreement, Campaign, DistrictQuota
from city.seeding import outlines as plots
from city.seeding.dice import dice, shuffled, spread
from city.seeding.errors import SeedError
from city.seeding.hours import Hours
from city.seeding.outlines import Outline
from city.seeding.phrases import known_sectors
from city.seeding.profiles import Characters
from companies.models import Company
from providers.models import ProviderSector

WISHES_SAID = 0.85  # how many firms say whom they wish for
FIXED = {plots.STAR: plots.WUJIN, plots.SHOWCASE: plots.WUJIN}
FULLEST = 0.85  # of a quota; nobody wishes for a provider that is nearly full


@dataclass(frozen=True)
class Story:
    """A case before it begins."""

    number: int
    plot: Outline
    company: Company
    visit_on: date
    booked_at: datetime
    wish: int | None


@dataclass(frozen=True)
class Firms:
    """Firms not yet told of, by district, in the order of chance."""

    left: dict[str, list[Company]]

    @classmethod
    def of(cls, chance: Random) -> "Firms":
        """Every firm of the city that may book and of whose trade the book tells."""
        rows = Company.objects.filter(
            sector__in=known_sectors(), district__isnull=False, barred_reason=""
        )
        left: dict[str, list[Company]] = {}
        for firm in shuffled(
            list(rows.select_related("district").order_by("pk")), chance
        ):
            code = firm.district.code if firm.district else ""
            left.setdefault(code, []).append(firm)
        return cls(left)

    def take(
        self, district: str, *, flagged: bool | None, sectors: Iterable[str] | None
    ) -> Company:
        """A firm of that district, or of the one with most firms left."""
        wanted = set(sectors) if sectors is not None else known_sectors()
        fullest = max(self.left, key=lambda code: (len(self.left[code]), code))
        for code in (district, fullest):
            for firm in self.left.get(code, []):
                fits = flagged is None or firm.above_designated != flagged
                if fits and firm.sector in wanted:
                    self.left[code].remove(firm)
                    return firm
        raise SeedError(f"no firm is left for a case in {district}")


class Wishes:
    """Whom firms wish for, so that each provider gets its share of the cases."""

    def __init__(self, characters: Characters) -> None:
        self.characters = characters
        self._given: Counter[tuple[int, int]] = Counter()
        self._rows: dict[int, list[Agreement]] = {}
        rows = Agreement.objects.select_related("campaign").order_by("provider_id")
        for row in rows.prefetch_related("districts"):
            self._rows.setdefault(row.campaign.year, []).append(row)
        self._sectors = set(ProviderSector.objects.values_list("provider_id", "sector"))
        self._tied = set(Conflict.objects.values_list("provider_id", "company_id"))

    def best(self, company: Company, year: int) -> int | None:
        """The provider with the smallest part of its share that may do the case."""
        fitting = [
            row.provider_id
            for row in self._rows.get(year, [])
            if self._fits(row, company, year)
        ]
        shares = self.characters.shares
        fitting.sort(key=lambda pk: (self._given[pk, year] / shares[pk], pk))
        return fitting[0] if fitting else None

    def give(self, provider: int, year: int) -> None:
        """Count a case that the provider will probably have."""
        self._given[provider, year] += 1

    def may(self, provider: int, company: Company) -> bool:
        """Whether neither sector nor a tie stands against it."""
        return (provider, company.sector) in self._sectors and (
            provider,
            company.pk,
        ) not in self._tied

    def _fits(self, row: Agreement, company: Company, year: int) -> bool:
        served = {district.pk for district in row.districts.all()}
        room = self._given[row.provider_id, year] < row.quota * FULLEST
        return (
            room
            and company.district_id in served
            and self.may(row.provider_id, company)
        )


class Teller:
    """Turns outlines into stories."""

    def __init__(
        self,
        *,
        seed: int,
        hours: Hours,
        today: date,
        wishes: Wishes,
        star: tuple[int, Company],
    ) -> None:
        self.seed, self.hours, self.today, self.wishes = seed, hours, today, wishes
        self.star, self.star_firm = star
        self.firms = Firms.of(dice(seed, "firms"))
        self.star_sectors = set(
            ProviderSector.objects.filter(provider=self.star).values_list(
                "sector", flat=True
            )
        )
        for rows in self.firms.left.values():
            rows[:] = [firm for firm in rows if firm.pk != self.star_firm.pk]

    def tell(self, plots_told: list[Outline], windows: "Windows") -> list[Story]:
        """All stories, in the order in which they begin."""
        days = windows.days_for(plots_told, dice(self.seed, "days"))
        places = self._places(plots_told)
        drafts = [
            self._draft(n, plot, day, place)
            for n, (plot, day, place) in enumerate(
                zip(plots_told, days, places, strict=True)
            )
        ]
        drafts.sort(key=lambda story: (story.booked_at, story.number))
        return [self._with_wish(story) for story in drafts]

    def _places(self, plots_told: list[Outline]) -> list[str]:
        """A district for each case, so that all together keep to the quotas."""
        year = Campaign.objects.order_by("year").values_list("year", flat=True)[0]
        rows = DistrictQuota.objects.filter(campaign__year=year).order_by("district")
        quotas = dict(rows.values_list("district__code", "cases"))
        fixed = [FIXED.get(plot.where, plot.where) for plot in plots_told]
        scale = len(plots_told) / sum(quotas.values())
        weights = [
            (code, max(1, round(cases * scale) - fixed.count(code)))
            for code, cases in quotas.items()
        ]
        turns = iter(spread(weights, fixed.count(plots.ANY)))
        return [place or next(turns) for place in fixed]

    def _draft(self, n: int, plot: Outline, day: date, place: str) -> Story:
        chance = dice(self.seed, "story", n)
        if plot.where == plots.SHOWCASE and self._is_its_turn(plot):
            company = self.star_firm
        else:
            sectors = self.star_sectors if plot.starred else None
            company = self.firms.take(place, flagged=plot.flagged, sectors=sectors)
        booked_on = self.hours.day(day, -plot.lead)
        return Story(
            number=n,
            plot=plot,
            company=company,
            visit_on=day,
            booked_at=self.hours.moment(booked_on, chance),
            wish=None,
        )

    def _is_its_turn(self, plot: Outline) -> bool:
        """The showcase firm's running case; last year's too if that was another
        campaign (early in January it is not)."""
        running = next(row for row in plots.RUNNING if row.where == plots.SHOWCASE)
        booked_on = self.hours.day(self.today, (running.visit or 0) - running.lead)
        return plot.visit is not None or booked_on.year == self.today.year

    def _with_wish(self, story: Story) -> Story:
        year = story.booked_at.year
        wish = self._wish(story, year)
        if wish is not None and story.plot.twist not in plots.LOSING:
            self.wishes.give(wish, year)
        chance = dice(self.seed, "wish", story.number)
        said = story.plot.starred or chance.random() < WISHES_SAID
        return replace(story, wish=wish if said else None)

    def _wish(self, story: Story, year: int) -> int | None:
        if story.plot.starred and self.wishes.may(self.star, story.company):
            return self.star
        return self.wishes.best(story.company, year)


@dataclass(frozen=True)
class Windows:
    """The half-days on which ended cases may have been visited."""

    hours: Hours
    today: date
    last_year: list[date]
    this_year: list[date]

    @classmethod
    def on(cls, today: date, hours: Hours) -> "Windows":
        """Time to book before the first day, and to be rated after the last one."""
        first, new_year = date(today.year - 1, 1, 1), date(today.year, 1, 1)
        rated = hours.day(today, -LONGEST)
        last = hours.days_between(
            hours.day(first, SOONEST), min(hours.day(new_year, -LONGEST), rated)
        )
        return cls(
            hours=hours,
            today=today,
            last_year=last,
            this_year=hours.days_between(hours.day(new_year, SOONEST), rated),
        )

    def days_for(self, told: list[Outline], chance: Random) -> list[date]:
        """Ended cases evenly over their window, running ones counted from today."""
        past = {
            era: _evenly(
                days, sum(plot.visit is None and plot.last_year == era for plot in told)
            )
            for era, days in ((True, self.last_year), (False, self.this_year))
        }
        queues = {era: iter(shuffled(days, chance)) for era, days in past.items()}
        return [
            self._ahead(plot.visit)
            if plot.visit is not None
            else next(queues[plot.last_year])
            for plot in told
        ]

    def _ahead(self, workdays: int) -> date:
        """Day 0 is today, or the next working day."""
        start = self.hours.day(self.hours.day(self.today, -1), 1)
        return self.hours.day(start, workdays)


SOONEST = plots.LONG_LEAD + 1  # working days from the year's first day to a visit
LONGEST = 48  # working days from a visit to its rating, nearly always


def _evenly(days: list[date], count: int) -> list[date]:
    return [days[n * len(days) // count] for n in range(count)]

"""Reads what the matching needs to know of every provider with an agreement."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from assignments.choices import ProposalState
from assignments.conflicts import ties_between
from assignments.matching import DIRECT, Candidate, by_mode
from assignments.models import Bid, Decline, Proposal
from assignments.ties import Pair
from bookings.arrivals import Arrivals, ask_of, free_for
from bookings.models import Booking
from campaigns.models import Agreement
from foundation.clock import local_day
from providers.models import Provider, ProviderSector, Skill, Standing
from providers.pool import barred_from

YEARS_KNOWN = 3  # of cases in a sector that count as experience
BARRED_GRADE = "D"


def candidates_for(booking: Booking, *, at: datetime) -> list[Candidate]:
    """One candidate per agreement of the case's campaign (constant queries)."""
    return Pool([booking], at=at).candidates(booking)


@dataclass
class Season:
    """What the agreements of one campaign have been given so far."""

    load: Counter[int] = field(default_factory=Counter)
    quota: int = 0
    grades: dict[int, str] = field(default_factory=dict)


class Pool:
    """Everything the matching asks about some cases, read once for all of them."""

    def __init__(self, bookings: Sequence[Booking], *, at: datetime) -> None:
        self.at = at
        self.bookings = list(bookings)
        self.agreements = self._agreements()
        self.providers = {row.provider_id for row in self.agreements}
        self.in_pool = set(
            Provider.objects.in_pool(local_day(at)).values_list("pk", flat=True)
        )
        self.barred_from = barred_from(local_day(at))
        self.districts = set(
            Agreement.districts.through.objects.filter(
                agreement__in=self.agreements
            ).values_list("agreement_id", "district_id")
        )
        self.sectors = set(
            ProviderSector.objects.filter(provider__in=self.providers).values_list(
                "provider_id", "sector"
            )
        )
        self.ties = ties_between(
            self.providers,
            {row.company_id for row in self.bookings},
            on=local_day(at),
        )
        self.declined = set(
            Decline.objects.filter(booking__in=self.bookings).values_list(
                "booking_id", "provider_id"
            )
        )
        self.leads = leads_by_sector(self.bookings, self.providers)
        self.arrivals = arrivals_of(self.bookings, self.leads)
        self.seasons = self._seasons()
        self.experience = self._experience()
        self.turns = Turns.of(self.agreements, self.bookings)

    def _agreements(self) -> list[Agreement]:
        campaigns = {row.campaign_id for row in self.bookings}
        rows = Agreement.objects.filter(campaign__in=campaigns)
        return list(rows.select_related("provider").order_by("provider_id"))

    def _seasons(self) -> dict[int, Season]:
        seasons: dict[int, Season] = defaultdict(Season)
        for row in self.agreements:
            seasons[row.campaign_id].quota += row.quota
        held = Booking.objects.counted().filter(
            campaign__in=list(seasons), provider__isnull=False
        )
        counts = held.order_by().values_list("campaign", "provider")
        for campaign, provider, n in counts.annotate(n=Count("pk")):
            seasons[campaign].load[provider] = n
        years = {row.campaign.year - 1: row.campaign_id for row in self.bookings}
        graded = Standing.objects.filter(year__in=years)
        for year, provider, grade in graded.values_list("year", "provider", "grade"):
            seasons[years[year]].grades[provider] = grade
        return seasons

    def _experience(self) -> Counter[tuple[int, str]]:
        """Cases of the last years by provider and sector of the firm."""
        since = local_day(self.at).year - YEARS_KNOWN
        rows = Booking.objects.counted().filter(
            provider__in=self.providers,
            campaign__year__gt=since,
            company__sector__in={row.company.sector for row in self.bookings},
        )
        counts = rows.order_by().values_list("provider", "company__sector")
        return Counter(
            {
                (provider, sector): n
                for provider, sector, n in counts.annotate(n=Count("pk"))
            }
        )

    def candidates(self, booking: Booking) -> list[Candidate]:
        """One candidate per agreement of the case's campaign, with what bars it."""
        free = self.free(booking)
        return by_mode(
            [
                self._candidate(booking, row, tuple(free.get(row.provider_id, ())))
                for row in self.agreements
                if row.campaign_id == booking.campaign_id
            ]
        )

    def free(self, booking: Booking) -> dict[int, list[int]]:
        """Leads skilled in the firm's sector and free on the half-day, by provider."""
        return free_leads(booking, self.leads, self.arrivals)

    def _candidate(
        self, booking: Booking, row: Agreement, free: tuple[int, ...]
    ) -> Candidate:
        provider, season = row.provider_id, self.seasons[booking.campaign_id]
        own = booking.provider_id is not None and not booking.has_ended
        load, grade = Counter(season.load), season.grades.get(provider, "")
        if own and booking.provider_id is not None:
            load[booking.provider_id] -= 1  # the case itself does not count
        return Candidate(
            provider=provider,
            in_district=(row.pk, booking.district_id) in self.districts,
            in_sector=(provider, booking.company.sector) in self.sectors,
            quota=row.quota,
            load=load[provider],
            suspended=self._suspended(provider, booking) or grade == BARRED_GRADE,
            conflict=(provider, booking.company_id) in self.ties,
            declined=(booking.pk, provider) in self.declined,
            free=free,
            grade=grade,
            wished=provider == booking.preferred_provider_id,
            experience=self.experience[provider, booking.company.sector],
            minutes=self._minutes(row.provider, booking),
            pool_load=sum(load.values()),
            pool_quota=season.quota,
            mode=row.mode,
            number=row.number,
            turn=self.turns.used(row, booking),
            has_bid=(booking.pk, provider) in self.turns.bids,
        )

    def _suspended(self, provider: int, booking: Booking) -> bool:
        """Not in the pool today, or suspended by the day of the visit."""
        if provider not in self.in_pool:
            return True
        first, slot = self.barred_from.get(provider), booking.slot
        return first is not None and slot is not None and slot.on >= first

    def _minutes(self, provider: Provider, booking: Booking) -> int | None:
        """On the road from where the provider is registered; the same district = 0."""
        if provider.district_id is None:
            return None
        return self.arrivals.roads.between(provider.district_id, booking.district_id)


@dataclass(frozen=True)
class Turns:
    """What rotation and second bidding need: contracts had, proposals ahead, bids.

    A turn is used by a case held, by one declined, and by the open proposal of a case
    that was booked earlier than the one asked about.
    """

    had: Counter[int]
    ahead: tuple[tuple[int, int], ...]  # booking, provider
    bids: set[Pair]

    @classmethod
    def of(
        cls, agreements: Iterable[Agreement], bookings: Sequence[Booking]
    ) -> "Turns":
        """Read for these cases; nothing is asked where every agreement is DIRECT."""
        rows = [row for row in agreements if row.mode != DIRECT]
        if not rows:
            return cls(Counter(), (), set())
        providers = [row.provider_id for row in rows]
        campaigns = {row.campaign_id for row in rows}
        declines = Decline.objects.filter(
            provider__in=providers, booking__campaign__in=campaigns
        )
        held = Booking.objects.counted().filter(
            provider__in=providers, campaign__in=campaigns
        )
        had = Counter(declines.values_list("provider", flat=True))
        had.update(held.values_list("provider", flat=True))
        ahead = Proposal.objects.filter(
            provider__in=providers,
            state=ProposalState.OPEN,
            booking__campaign__in=campaigns,
        )
        bids = Bid.objects.filter(booking__in=bookings)
        return cls(
            had,
            tuple(ahead.values_list("booking", "provider")),
            set(bids.values_list("booking", "provider")),
        )

    def used(self, row: Agreement, booking: Booking) -> int:
        """Turns the provider has used as far as this case is concerned."""
        provider = row.provider_id
        ahead = sum(who == provider and case < booking.pk for case, who in self.ahead)
        own = booking.provider_id == provider and not booking.has_ended
        return self.had[provider] + ahead - own


Leads = dict[str, list[tuple[int, int]]]


def leads_by_sector(bookings: Iterable[Booking], providers: Collection[int]) -> Leads:
    """(lead, provider) skilled in each of the firms' sectors."""
    sectors = {row.company.sector for row in bookings}
    rows = Skill.objects.filter(
        sector__in=sectors,
        consultant__may_lead=True,
        consultant__provider__in=providers,
    ).order_by("consultant")
    leads: Leads = defaultdict(list)
    for sector, lead, provider in rows.values_list(
        "sector", "consultant", "consultant__provider"
    ):
        leads[sector].append((lead, provider))
    return leads


def arrivals_of(bookings: Iterable[Booking], leads: Leads) -> Arrivals:
    """When those leads can serve."""
    asks = [ask for row in bookings if (ask := ask_of(row)) is not None]
    return free_for(asks, {lead for rows in leads.values() for lead, _who in rows})


def free_consultants(booking: Booking) -> dict[int, list[int]]:
    """Leads skilled in the firm's sector and free on the half-day, by provider."""
    providers = Agreement.objects.filter(campaign=booking.campaign_id)
    leads = leads_by_sector(
        [booking], set(providers.values_list("provider", flat=True))
    )
    return free_leads(booking, leads, arrivals_of([booking], leads))


def free_leads(
    booking: Booking, leads: Leads, arrivals: Arrivals
) -> dict[int, list[int]]:
    """Of those leads who can serve the case on its half-day, by provider."""
    ask = ask_of(booking)
    free: dict[int, list[int]] = defaultdict(list)
    if ask is None:
        return free
    for lead, provider in leads.get(booking.company.sector, ()):
        if arrivals.is_free(lead, ask):
            free[provider].append(lead)
    return free


def free_of(consultants: Collection[int], booking: Booking) -> list[int]:
    """Who of them can serve the case on its half-day."""
    ask = ask_of(booking)
    return free_for([ask], consultants).free(ask) if ask is not None else []

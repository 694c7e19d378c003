"""Reads what the matching needs to know of every provider with an agreement."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from assignments.matching import Candidate
from assignments.models import Conflict, Decline
from bookings.models import Booking, Reservation, Slot
from campaigns.models import Agreement
from foundation.clock import local_day
from providers.models import Consultant, Leave, Provider, ProviderSector, Standing


def candidates_for(booking: Booking, *, at: datetime) -> list[Candidate]:
    """One candidate per agreement of the case's campaign (constant queries)."""
    agreements = list(
        Agreement.objects.filter(campaign=booking.campaign_id)
        .select_related("provider")
        .order_by("provider_id")
    )
    providers = [agreement.provider_id for agreement in agreements]
    in_pool = set(Provider.objects.in_pool(local_day(at)).values_list("pk", flat=True))
    in_district = set(
        Agreement.districts.through.objects.filter(
            district=booking.district_id, agreement__in=agreements
        ).values_list("agreement_id", flat=True)
    )
    in_sector = set(
        ProviderSector.objects.filter(
            provider__in=providers, sector=booking.company.sector
        ).values_list("provider_id", flat=True)
    )
    barred = _barred(booking)
    free = free_consultants(booking)
    load = _load(booking)
    grades = _grades(booking)
    return [
        Candidate(
            provider=row.provider_id,
            in_district=row.pk in in_district,
            in_sector=row.provider_id in in_sector,
            quota=row.quota,
            load=load[row.provider_id],
            suspended=row.provider_id not in in_pool,
            conflict=row.provider_id in barred["conflict"],
            declined=row.provider_id in barred["declined"],
            free=tuple(free[row.provider_id]),
            grade=grades.get(row.provider_id, ""),
            wished=row.provider_id == booking.preferred_provider_id,
        )
        for row in agreements
    ]


def _barred(booking: Booking) -> dict[str, set[int]]:
    return {
        "conflict": set(
            Conflict.objects.filter(company=booking.company_id).values_list(
                "provider_id", flat=True
            )
        ),
        "declined": set(
            Decline.objects.filter(booking=booking).values_list(
                "provider_id", flat=True
            )
        ),
    }


def _load(booking: Booking) -> Counter[int]:
    """Cases each provider already has in this campaign."""
    held = Booking.objects.counted().filter(
        campaign=booking.campaign_id, provider__isnull=False
    )
    return Counter(held.exclude(pk=booking.pk).values_list("provider_id", flat=True))


def _grades(booking: Booking) -> dict[int, str]:
    """Last year's grade of each provider."""
    standings = Standing.objects.filter(year=booking.campaign.year - 1)
    return dict(standings.values_list("provider_id", "grade"))


def free_consultants(booking: Booking) -> dict[int, list[int]]:
    """Leads skilled in the firm's sector and free on the half-day, by provider."""
    slot = booking.slot
    free: dict[int, list[int]] = defaultdict(list)
    if slot is None:
        return free
    busy = Reservation.objects.filter(on=slot.on, half=slot.half)
    people = (
        _at_work(slot)
        .filter(Q(skills__sector=booking.company.sector), may_lead=True)
        .exclude(pk__in=busy.exclude(booking=booking).values("consultant"))
        .order_by("pk")
    )
    for consultant, provider in people.values_list("pk", "provider_id"):
        free[provider].append(consultant)
    return free


def free_of(consultants: Collection[int], slot: Slot) -> list[int]:
    """Who of them has no visit on the half-day and works on it."""
    busy = Reservation.objects.filter(on=slot.on, half=slot.half)
    people = _at_work(slot).filter(pk__in=consultants)
    free = people.exclude(pk__in=busy.values("consultant"))
    return list(free.order_by("pk").values_list("pk", flat=True))


def _at_work(slot: Slot) -> QuerySet[Consultant]:
    """Consultants whose weekday it is and who are not away."""
    away = Leave.objects.filter(first_on__lte=slot.on, last_on__gte=slot.on)
    rows: QuerySet[Consultant] = Consultant.objects.filter(
        weekdays__contains=str(slot.on.weekday())
    )
    return rows.exclude(pk__in=away.values("consultant"))

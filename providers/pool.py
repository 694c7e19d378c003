"""Coming into the pool 入库 and leaving it 出库."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from providers.models import PoolTerm, Provider, ProviderSector, Suspension

DEED = "admissions.remove"


def running_term(provider: Provider, day: date) -> PoolTerm | None:
    """The term by which the provider is in the pool on that day, or later on."""
    ahead = provider.pool_terms.filter(Q(removed_on=None) | Q(removed_on__gt=day))
    return ahead.order_by("admitted_on").last()


def barred_from(day: date) -> dict[int, date]:
    """The first day without new visits of each provider of the pool that has one.

    It is suspended from then on, or out of the pool.
    """
    leaving = PoolTerm.objects.filter(removed_on__gt=day)
    found = dict(leaving.values_list("provider").annotate(Max("removed_on")).order_by())
    endless = PoolTerm.objects.filter(removed_on=None, provider__in=found)
    for provider in endless.values_list("provider", flat=True):
        found.pop(provider)
    open_rows = Suspension.objects.not_ended()
    for provider, first in open_rows.values_list("provider", "starts_on"):
        found[provider] = min(first, found.get(provider, first))
    return found


def may_come_in(provider: Provider, day: date) -> bool:
    """Not in the pool on that day, or only until a known day."""
    term = running_term(provider, day)
    return term is None or term.removed_on is not None


def admit(
    *, provider: Provider, first: date, last: date, sectors: list[str]
) -> PoolTerm:
    """Into the pool for [first, last], serving these sectors too.

    Part of a greater deed, whose transaction and record it shares. Raises Refused
    where it is in the pool in these days already.
    """
    overlapping = provider.pool_terms.filter(
        Q(removed_on=None) | Q(removed_on__gt=first), admitted_on__lte=last
    )
    if overlapping.exists():
        raise Refused(_("This provider is in the pool in these days already."))
    try:
        with transaction.atomic():
            term = PoolTerm.objects.create(
                provider=provider,
                admitted_on=first,
                removed_on=last + timedelta(days=1),
            )
    except IntegrityError as error:
        raise Refused(
            _("This provider is in the pool in these days already.")
        ) from error
    ProviderSector.objects.bulk_create(
        (ProviderSector(provider=provider, sector=code) for code in sectors),
        ignore_conflicts=True,
    )
    return term


@transaction.atomic
def remove_from_pool(
    *, provider: Provider, on: date, reason: str, by: Any, at: datetime
) -> PoolTerm:
    """Out of the pool from that day on: no candidate for new jobs any more.

    What becomes of its open jobs is the caller's to say. Raises Refused without a
    reason, for a day in the past or after the term's end; LostRace where it left.
    """
    if not reason.strip():
        raise Refused(_("Please say why."))
    if on < local_day(at):
        raise Refused(_("The day lies in the past."))
    Provider.objects.select_for_update().get(pk=provider.pk)  # one at a time
    term = running_term(provider, on)
    if term is None:
        raise LostRace(_("This provider is not in the pool on that day."))
    before = term.removed_on
    PoolTerm.objects.filter(pk=term.pk).update(
        removed_on=max(on, term.admitted_on), removed_because=reason.strip()
    )
    record(by=by, deed=DEED, at=at, row=provider, before={"on": before},
           after={"on": on, "reason": reason.strip()})  # fmt: skip
    return term

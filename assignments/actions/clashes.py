"""Ties found after the assignment, at night; the center settles them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from assignments.choices import ClashEnd, ConflictKind
from assignments.conflicts import ties_between
from assignments.models import Clash, Decline
from bookings.choices import Stage
from bookings.models import Booking
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from foundation.notices.actions import tell
from providers.querysets import current

WATCHED = (Stage.RESPONDING, Stage.VISITING, Stage.ASSESSING, Stage.REPORTING)
REPLACEABLE = (Stage.RESPONDING, Stage.VISITING)


def find_clashes(*, at: datetime) -> int:
    """Put every assigned case with a tie before its manager; returns how many new.

    A tie that is gone again closes its own row.
    """
    rows = list(
        Booking.objects.filter(stage__in=WATCHED, provider__isnull=False)
        .select_related("company", "provider", "center")
        .order_by("pk")
    )
    ties = ties_between(
        {row.provider_id for row in rows},
        {row.company_id for row in rows},
        on=local_day(at),
    )
    known = {
        (row.booking_id, row.provider_id): row
        for row in Clash.objects.filter(settled_at=None)
    }
    kept = set(
        Clash.objects.filter(outcome=ClashEnd.KEPT).values_list("booking", "provider")
    )
    new = 0
    for row in rows:
        kinds = ties.get((row.provider_id, row.company_id), set())
        if kinds and not known.pop((row.pk, row.provider_id), None):
            new += (row.pk, row.provider_id) not in kept and _open(row, kinds, at)
    for clash in known.values():
        _close(clash, ClashEnd.GONE, at)
    return new


@transaction.atomic
def _open(booking: Any, kinds: set[str], at: datetime) -> bool:
    named = [str(kind) for kind in ConflictKind if kind in kinds]
    _row, is_new = Clash.objects.get_or_create(
        booking=booking,
        provider_id=booking.provider_id,
        settled_at=None,
        defaults={"kinds": named, "found_at": at},
    )
    if is_new:
        managers = User.objects.filter(
            current(local_day(at), "memberships__starts_on", "memberships__ends_on"),
            memberships__role=Role.MANAGER,
            memberships__center=booking.center_id,
        )
        tell(
            people=managers.distinct(),
            event="conflict_found",
            text=gettext_noop(
                "%(provider)s and %(company)s are tied: case %(number)s needs another "
                "provider."
            ),
            at=at,
            about=booking,
            link="/assign/",
            provider=str(booking.provider),
            company=booking.company.name,
            number=booking.number,
        )
        record(
            by=None,
            deed="assignments.find_clash",
            at=at,
            row=booking,
            after={"provider": str(booking.provider)},
        )
    return is_new


@transaction.atomic
def bar_provider(*, booking: Any, by: Any, at: datetime, reason: str) -> None:
    """The provider with a tie is not proposed for this case again; its clash is closed.

    The case itself is then taken back (`take_back`). Raises Refused
    without reason or once the visit was held.
    """
    if not reason.strip():
        raise Refused(_("Please say why."))
    if booking.stage not in REPLACEABLE:
        raise Refused(_("The visit was held already: keep the provider with a reason."))
    Decline.objects.get_or_create(
        booking=booking,
        provider_id=booking.provider_id,
        defaults={"reason": reason, "at": at, "by": by},
    )
    for clash in Clash.objects.filter(booking=booking, settled_at=None):
        _close(clash, ClashEnd.REPLACED, at, by, reason)


@transaction.atomic
def keep_provider(*, clash: Clash, by: Any, at: datetime, reason: str) -> None:
    """The visit was held: the case goes on, with the reason on file.

    Raises Refused without reason or while the provider can still be replaced.
    """
    if not reason.strip():
        raise Refused(_("Please say why."))
    if clash.booking.stage in REPLACEABLE:
        raise Refused(_("Before the visit the provider is replaced."))
    _close(clash, ClashEnd.KEPT, at, by, reason)
    record(
        by=by,
        deed="assignments.settle_clash",
        at=at,
        row=clash.booking,
        after={"provider": str(clash.provider), "reason": reason},
    )


def _close(
    clash: Clash, outcome: str, at: datetime, by: Any = None, reason: str = ""
) -> None:
    won = Clash.objects.filter(pk=clash.pk, settled_at=None).update(
        settled_at=at, settled_by=by, outcome=outcome, reason=reason.strip()
    )
    if won != 1:
        raise LostRace(_("Somebody else has just settled this."))

"""Parting with one of the staff: of a provider, center, district or the bureau."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from accounts.models import Membership, StandIn
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from foundation.notices.actions import tell

DEED = "accounts.end_staff_membership"
ENDED = gettext_noop("You no longer act as %(title)s%(home)s. Reason: %(reason)s")


def staff_of(user: Any, *, at: datetime) -> QuerySet[Membership]:
    """The roles in force that this person looks after; firms look after their own."""
    rows = Membership.objects.visible_to(user).on(local_day(at))
    found: QuerySet[Membership] = rows.exclude(role=Role.COMPANY)
    return found.select_related("user", "provider", "center", "district")


@transaction.atomic
def end_staff_membership(
    *, membership: Membership, by: Any, at: datetime, reason: str
) -> None:
    """Part with a person from this moment; what they did stays under their name.

    Their stand-ins end with the role. Raises Refused for oneself or without a reason,
    LostRace where it has just ended.
    """
    if membership.user_id == by.pk:
        raise Refused(_("You cannot part with yourself. Ask a colleague."))
    if not reason.strip():
        raise Refused(_("Please say why."))
    today, leaver = local_day(at), membership.user
    rows = Membership.objects.on(today).filter(pk=membership.pk)
    if not rows.exclude(role=Role.COMPANY).update(ends_on=today):
        raise LostRace(_("Meanwhile this person's role has ended."))
    _end_stand_ins(membership, at)
    record(
        by=by,
        deed=DEED,
        at=at,
        row=membership,
        before={"person": leaver.name, "role": membership.role},
        after={"until": today.isoformat(), "reason": reason},
    )
    with override("en"):  # it is worded when it is read
        title = str(Role(membership.role).label)
    home = f" ({membership.home})" if membership.home else ""
    tell(
        people=[leaver], event="accounts.end_membership", text=ENDED, at=at,
        title=title, home=home, reason=reason,
    )  # fmt: skip


def _end_stand_ins(membership: Membership, at: datetime) -> None:
    """Nobody stands in for the role any more, nor does its holder for a colleague."""
    home = {
        f"membership__{kind}": getattr(membership, f"{kind}_id")
        for kind in ("provider", "center", "district")
    }
    theirs = Q(person=membership.user_id, membership__role=membership.role, **home)
    rows = StandIn.objects.filter(Q(membership=membership) | theirs, ended_at=None)
    rows.update(ended_at=at)

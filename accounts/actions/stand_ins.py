"""Naming a stand-in for an absence, and ending it early."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Membership, StandIn, User
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from foundation.notices.actions import tell

LONGEST = timedelta(days=184)
NAMED = gettext_noop("You stand in for %(name)s from %(first)s to %(last)s")
ENDED = gettext_noop("You no longer stand in for %(name)s")


def colleagues(membership: Membership, *, day: date) -> QuerySet[User]:
    """Others who hold the same role at the same home on that day."""
    same = Membership.objects.on(day).filter(
        role=membership.role,
        company=membership.company_id,
        provider=membership.provider_id,
        center=membership.center_id,
        district=membership.district_id,
    )
    others: QuerySet[User] = User.objects.filter(
        is_active=True, pk__in=same.values("user")
    )
    return others.exclude(pk=membership.user_id)


@transaction.atomic
def name_stand_in(
    *, membership: Membership, person: User, first_on: date, last_on: date, at: datetime
) -> StandIn:
    """A colleague does the open steps of an absent one, both days included.

    Raises Refused with every reason.
    """
    Membership.objects.select_for_update().get(pk=membership.pk)
    reasons = list(_reasons(membership, person, first_on, last_on, local_day(at)))
    if reasons:
        raise Refused(*reasons)
    made = StandIn.objects.create(
        membership=membership, person=person, first_on=first_on, last_on=last_on,
        made_at=at,
    )  # fmt: skip
    user: Any = membership.user
    tell(people=[person], event="stand_in", text=NAMED, at=at, name=user.name,
         first=first_on.isoformat(), last=last_on.isoformat())  # fmt: skip
    record(by=user, deed="accounts.name_stand_in", at=at, row=made,
           after={"person": person.name})  # fmt: skip
    return made


def _reasons(
    membership: Membership, person: User, first_on: date, last_on: date, day: date
) -> Iterator[str]:
    """What is against it."""
    if last_on < first_on:
        yield _("The last day lies before the first.")
    if last_on < day:
        yield _("These days are past.")
    if last_on - first_on > LONGEST:
        yield _("At most half a year at once.")
    if not colleagues(membership, day=day).filter(pk=person.pk).exists():
        yield _("A stand-in needs the same role at the same place.")
    others = membership.stand_ins.filter(ended_at=None)
    if others.filter(first_on__lte=last_on, last_on__gte=first_on).exists():
        yield _("You have a stand-in on some of these days already.")


@transaction.atomic
def end_stand_in(*, stand_in: StandIn, by: User, at: datetime) -> None:
    """The absent one is back early, or never left. Raises LostRace."""
    won = StandIn.objects.filter(pk=stand_in.pk, ended_at=None).update(ended_at=at)
    if not won:
        raise LostRace(_("This has ended already."))
    tell(people=[stand_in.person], event="stand_in", text=ENDED, at=at, name=by.name)
    record(by=by, deed="accounts.end_stand_in", at=at, row=stand_in)

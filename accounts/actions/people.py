"""People get an account, and act in one of their memberships."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.prepared import Given, prepared


def enrol(
    *,
    phone: str,
    name: str,
    password: str | None,
    role: str,
    at: datetime,
    phone_is_proven: bool = True,
    **home: Any,
) -> User:
    """Make a person with one membership. Raises Refused where the phone is taken."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                phone, password, name=name, phone_is_proven=phone_is_proven
            )
            Membership.objects.create(
                user=user, role=role, starts_on=local_day(at), **home
            )
    except IntegrityError as error:
        raise Refused(
            _("This phone number already has an account. Please sign in.")
        ) from error
    record(by=user, deed="accounts.enrol", at=at, row=user, after={"role": role})
    return user


def switch(*, user: User, membership_id: int, at: datetime) -> bool:
    """Act in another membership; False where it is not the person's own today."""
    if not user.act_as(membership_id):
        return False
    record(by=user, deed="accounts.switch", at=at, row=user.acting)
    return True


def still_acts(person: int, *, company: int, center: int, at: datetime) -> bool:
    """Whether that person acts for the firm, or for the center that serves it."""
    here = Q(company=company) | Q(center=center)
    rows = Membership.objects.on(local_day(at)).filter(here, user=person)
    return rows.filter(user__is_active=True).exists()


def people_of(*, deed_roles: frozenset[Role], at: datetime, **home: Any) -> list[User]:
    """Everybody who holds one of the roles at that home today."""
    if any(name.endswith("__in") for name in home):
        return list(_holders(deed_roles, local_day(at), home))
    return _at_home.all(deed_roles, tuple(home), day=local_day(at), **home)


@prepared
def _at_home(roles: frozenset[Role], kinds: tuple[str, ...]) -> Any:
    """The same, written once for each kind of home."""
    return _holders(roles, Given("day"), {kind: Given(kind) for kind in kinds})


def _holders(roles: frozenset[Role], day: Any, home: dict[str, Any]) -> Any:
    now = Membership.objects.on(day).filter(role__in=roles, **home)
    return User.objects.filter(is_active=True, memberships__in=now).distinct()

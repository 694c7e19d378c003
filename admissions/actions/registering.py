"""A provider nobody knows yet opens its account by a code to its phone."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.binding import holder_of
from accounts.actions.codes import check_code, use_code
from accounts.models import Code, Membership, User
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from providers.models import Provider


def refuse_known(credit_code: str) -> None:
    """Raise Refused for a provider with an account: its coordinator lets people in."""
    if Provider.objects.filter(credit_code=credit_code).exists():
        raise _known()


def _known() -> Refused:
    words = _(
        "This provider is known already. Please sign in, or ask its coordinator for "
        "access."
    )
    return Refused(words)


def register_provider(
    *, code: Code, typed: str, firm: str, person: str, at: datetime
) -> tuple[User, Membership]:
    """A new provider outside the pool, with the phone's holder as its coordinator.

    `code` was sent for the credit code in `about`. Raises Refused for a wrong code,
    and for a provider that is known by now: no stranger gets to its data.
    """
    check_code(code=code, typed=typed, at=at)
    with transaction.atomic():
        use_code(code=code, at=at)
        provider, is_new = Provider.objects.get_or_create(
            credit_code=code.about, defaults={"name": firm, "phone": code.phone}
        )
        if not is_new:
            raise _known()
        user = holder_of(phone=code.phone, name=person, at=at)
        seat = Membership.objects.create(
            user=user,
            role=Role.COORDINATOR,
            provider=provider,
            starts_on=local_day(at),
        )
        record(by=user, deed="admissions.register", at=at, row=provider,
               after={"name": firm, "person": user.name})  # fmt: skip
    vars(user).pop("memberships_now", None)
    vars(user).pop("acting", None)
    return user, seat

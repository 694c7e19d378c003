"""What is done to the advisers of a center."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centers.actions.seen import hold_as_seen
from centers.actions.services import DEED
from centers.models import Adviser, Center, Service
from foundation.audit.actions import record
from foundation.errors import Refused


def add_adviser(
    *,
    center: Center,
    facts: dict[str, Any],
    services: Collection[Service],
    by: Any,
    at: datetime,
) -> Adviser:
    """A person who advises firms, and which services. Raises Refused for one known."""
    row = Adviser(center=center)
    _save(row, facts, services, by=by, at=at)
    return row


@transaction.atomic
def change_adviser(
    *,
    adviser: Adviser,
    facts: dict[str, Any],
    services: Collection[Service],
    by: Any,
    at: datetime,
    seen: str = "",
) -> None:
    """Name, title, weekdays, limits, services; slots follow when planned.

    `seen`: the adviser's mark as it was shown. Raises Refused for the name of a
    colleague, LostRace where the adviser has changed meanwhile.
    """
    hold_as_seen(adviser, seen)
    _save(adviser, facts, services, by=by, at=at)


def _save(
    row: Adviser, facts: dict[str, Any], services: Collection[Service], **who: Any
) -> None:
    before = {name: getattr(row, name) for name in facts} if row.pk else {}
    if row.pk:
        before["services"] = _names(row.services.all())
    for name, value in facts.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
            row.services.set(services)
            after = {**facts, "services": _names(services)}
            record(deed=DEED, row=row, before=before, after=after, **who)
    except IntegrityError as error:
        raise Refused(_("The center has an adviser of this name already.")) from error


def _names(services: Collection[Service]) -> list[str]:
    return sorted(row.kind for row in services)


@transaction.atomic
def set_adviser_active(
    *, adviser: Adviser, active: bool, by: Any, at: datetime
) -> None:
    """Somebody leaves the center, or comes back; who has left serves nothing."""
    if adviser.is_active == active:
        raise Refused(_("Nothing has changed."))
    before = {
        "is_active": adviser.is_active,
        "services": _names(adviser.services.all()),
    }
    adviser.is_active = active
    adviser.save(update_fields=["is_active"])
    if not active:
        adviser.services.clear()
    record(
        by=by, deed=DEED, at=at, row=adviser, before=before, after={"is_active": active}
    )

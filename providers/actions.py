"""A provider's consultants, added and changed; its suspension, and the end of it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centers.models import District
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from providers.models import Consultant, Provider, Skill, Suspension

DEED = "providers.manage_consultants"


@transaction.atomic
def add_consultant(
    *,
    provider: Provider,
    facts: dict[str, Any],
    sectors: Collection[str],
    districts: Collection[District],
    by: Any,
    at: datetime,
) -> Consultant:
    """A new person of the provider, qualified in `sectors`, going to `districts`.

    `facts`: name, phone, may_lead, weekdays, per_week. Raises Refused for a phone
    that is another consultant's.
    """
    person = Consultant(provider=provider, **facts)
    _save(person)
    after = _set(person, sectors, districts)
    record(
        by=by,
        deed="providers.add_consultant",
        at=at,
        row=person,
        after={**facts, **after},
    )
    return person


@transaction.atomic
def change_consultant(
    *,
    consultant: Consultant,
    facts: dict[str, Any],
    sectors: Collection[str],
    districts: Collection[District],
    by: Any,
    at: datetime,
) -> None:
    """Set what is known of a consultant; only what differs is recorded.

    Raises Refused for a phone that is another consultant's.
    """
    person = Consultant.objects.select_for_update().get(pk=consultant.pk)
    before = {name: getattr(person, name) for name in facts} | _places(person)
    for name, value in facts.items():
        setattr(person, name, value)
    _save(person)
    after = {**facts, **_set(person, sectors, districts)}
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        record(
            by=by,
            deed=DEED,
            at=at,
            row=person,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )


def _save(person: Consultant) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise Refused(_("This phone number is another consultant's.")) from error


def _places(person: Consultant) -> dict[str, Any]:
    """Sectors and districts as they stand, in words the audit log keeps."""
    skills = sorted(person.skills.values_list("sector", flat=True))
    return {"sectors": skills, "districts": _names(person.districts.all())}


def _names(districts: Collection[District]) -> list[str]:
    return [row.name_zh for row in sorted(districts, key=lambda row: row.order)]


def _set(
    person: Consultant, sectors: Collection[str], districts: Collection[District]
) -> dict[str, Any]:
    person.skills.exclude(sector__in=sectors).delete()
    Skill.objects.bulk_create(
        (Skill(consultant=person, sector=sector) for sector in sorted(sectors)),
        ignore_conflicts=True,
    )
    person.districts.set(districts)
    return {"sectors": sorted(sectors), "districts": _names(districts)}


@transaction.atomic
def suspend(
    *, provider: Provider, starts_on: date, reason: str, by: Any, at: datetime
) -> Suspension:
    """No new jobs from that day on. Raises Refused, or LostRace where one stands."""
    if not reason.strip():
        raise Refused(_("Please say why."))
    if starts_on < local_day(at):
        raise Refused(_("The day lies in the past."))
    try:
        with transaction.atomic():
            made = Suspension.objects.create(
                provider=provider, starts_on=starts_on, reason=reason.strip()
            )
    except IntegrityError as error:
        raise LostRace(_("This provider is suspended already.")) from error
    record(by=by, deed="providers.suspend", at=at, row=provider,
           after={"on": starts_on, "reason": reason})  # fmt: skip
    return made


@transaction.atomic
def lift_suspension(*, provider: Provider, reason: str, by: Any, at: datetime) -> None:
    """New jobs from today on; one that was only announced never comes into force.

    Raises Refused, or LostRace where none stands.
    """
    if not reason.strip():
        raise Refused(_("Please say why."))
    row = Suspension.objects.not_ended().filter(provider=provider).first()
    if row is None:
        raise LostRace(_("This provider is not suspended any more."))
    ends_on = max(row.starts_on, local_day(at))
    won = Suspension.objects.not_ended().filter(pk=row.pk)
    if won.update(ends_on=ends_on, lifted_because=reason.strip()) != 1:
        raise LostRace(_("This provider is not suspended any more."))
    record(
        by=by,
        deed="providers.lift_suspension",
        at=at,
        row=provider,
        before={"on": row.starts_on},
        after={"on": ends_on, "reason": reason},
    )

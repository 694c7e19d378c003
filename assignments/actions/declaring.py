"""Both sides say what ties them, and what they are known by."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import people_of
from assignments.choices import Side
from assignments.models import Conflict, PartyFacts
from companies.models import Company
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from foundation.notices.actions import tell
from providers.models import Provider

WITHDRAWN = gettext_noop(
    "The tie between %(provider)s and %(company)s is withdrawn; its last day is "
    "%(day)s. Reason: %(reason)s"
)


def declare_tie(
    *,
    provider: Provider,
    company: Company,
    kind: str,
    note: str,
    side: str,
    by: Any,
    at: datetime,
) -> Conflict:
    """From now on the provider is never given a case of the firm.

    Raises Refused without a word of explanation, or where the tie is declared already.
    """
    if not note.strip():
        raise Refused(_("Please say what the tie is."))
    try:
        with transaction.atomic():
            row: Conflict = Conflict.objects.create(
                provider=provider,
                company=company,
                kind=kind,
                note=note.strip(),
                side=Side(side),
                declared_at=at,
                declared_by=by,
            )
            record(
                by=by,
                deed="assignments.declare_tie",
                at=at,
                row=company,
                after={"provider": provider.name, "note": note.strip()},
            )
    except IntegrityError as error:
        raise Refused(_("This tie is declared already.")) from error
    return row


@transaction.atomic
def withdraw_tie(
    *, tie: Conflict, reason: str, last_day: date, side: str, by: Any, at: datetime
) -> None:
    """The tie ends with `last_day`; what was decided while it held stays as it was.

    `side`: for whom the person speaks; the center may end any tie, a side its own.
    Both sides and the center of the firm's district are told, so that who declared
    the tie hears of it, and who did not.
    Raises Refused without a reason, for a tie of the other side, or for a last day
    before the declaration; LostRace where it has been withdrawn already.
    """
    text = reason.strip()
    if not text:
        raise Refused(_("Please say why."))
    if side not in (Side.CENTER, tie.side):
        raise Refused(_("Only who declared the tie, or the center, can withdraw it."))
    if tie.declared_at and last_day < local_day(tie.declared_at):
        raise Refused(_("The last day lies before the declaration."))
    open_rows = Conflict.objects.filter(pk=tie.pk, ended_on=None)
    if not open_rows.update(
        ended_on=last_day, ended_reason=text, ended_at=at, ended_by=by
    ):
        raise LostRace(_("This tie has been withdrawn already."))
    record(
        by=by,
        deed="assignments.withdraw_tie",
        at=at,
        row=tie.company,
        before={"provider": tie.provider.name, "note": tie.note},
        after={"provider": tie.provider.name, "until": last_day, "reason": text},
    )
    _tell_of_end(tie, last_day, text, by, at)


def _tell_of_end(
    tie: Conflict, last_day: date, reason: str, by: Any, at: datetime
) -> None:
    """To both sides and the center, except who has just withdrawn it."""
    district = tie.company.district
    homes: list[tuple[Role, dict[str, Any]]] = [
        (Role.COORDINATOR, {"provider": tie.provider_id}),
        (Role.COMPANY, {"company": tie.company_id}),
        (Role.MANAGER, {"center": district.served_by_id if district else None}),
    ]
    people = {
        person.pk: person
        for role, home in homes
        for person in people_of(deed_roles=frozenset({role}), at=at, **home)
        if person.pk != by.pk
    }
    tell(
        people=people.values(), event="tie_withdrawn", text=WITHDRAWN, at=at,
        link="/ties/", provider=tie.provider.name, company=tie.company.name,
        day=last_day.isoformat(), reason=reason,
    )  # fmt: skip


@transaction.atomic
def say_facts(
    *,
    provider: Provider | None = None,
    company: Company | None = None,
    legal_person: str,
    email: str,
    by: Any,
    at: datetime,
) -> None:
    """A side names its legal person and its e-mail address, so that ties are found."""
    own = {"provider": provider} if provider else {"company": company}
    facts = {"legal_person": legal_person.strip(), "email": email.strip()}
    PartyFacts.objects.update_or_create(
        **own, defaults={**facts, "said_at": at, "said_by": by}
    )
    record(
        by=by,
        deed="assignments.say_facts",
        at=at,
        row=provider or company,
        after={"changed": sorted(name for name, said in facts.items() if said)},
    )

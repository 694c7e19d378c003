"""A provider applies: begins, saves, hands in, takes back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from admissions.choices import EDITABLE, MAY_WITHDRAW, ApplicationState
from admissions.models import Application, Call, Evidence
from admissions.rules import missing
from admissions.words import TAKEN_BACK, tell_bureau, tell_one
from foundation.attachments import attach, detach
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from providers.models import Provider
from providers.pool import may_come_in

DEED = "admissions.apply"
PLAIN = ("sectors", "price_fen", "quota", "statement")


def refuse_closed(call: Call, at: datetime) -> None:
    """Raise Refused, with the days, before the call's first and after its last day."""
    today = local_day(at)
    if call.published_at is None or today < call.opens_on:
        words = _("Applications are taken from %(day)s on.")
        raise Refused(words % {"day": date_format(call.opens_on)})
    if today > call.closes_on:
        words = _("Applications were taken until %(day)s.")
        raise Refused(words % {"day": date_format(call.closes_on)})


@transaction.atomic
def begin(*, call: Call, provider: Provider, by: Any, at: datetime) -> Application:
    """Begin a draft. Raises Refused outside the call's days, for a provider whose
    place in the pool has no end, and where one is begun or handed in already.
    """
    refuse_closed(call, at)
    if not may_come_in(provider, local_day(at)):
        raise Refused(_("You are in the pool already, without an end."))
    try:
        with transaction.atomic():
            made = Application.objects.create(
                call=call, provider=provider, begun_by=by, begun_at=at
            )
    except IntegrityError as error:
        raise Refused(_("There is an application of yours for this call.")) from error
    made.sectors = list(provider.sectors.values_list("sector", flat=True))
    made.save(update_fields=["sectors"])
    record(by=by, deed=DEED, at=at, row=made)
    return made


def editable(application: Application) -> Application:
    """The row, locked for a change. Raises LostRace where it has been handed in."""
    rows = Application.objects.select_for_update().select_related("call", "provider")
    row: Application = rows.get(pk=application.pk)
    if row.state not in EDITABLE:
        raise LostRace(_("The application has been handed in and stays as it is."))
    return row


@transaction.atomic
def save_draft(
    *, application: Application, facts: Mapping[str, Any], by: Any, at: datetime
) -> Application:
    """Keep what has been typed so far; empty and half things too.

    `facts`: sectors, districts, team, price_fen, quota, statement, as many as known.
    Raises Refused for people of somebody else, LostRace where it was handed in.
    """
    row = editable(application)
    strangers = [
        one for one in facts.get("team", ()) if one.provider_id != row.provider_id
    ]
    if strangers:
        raise Refused(_("The team is chosen among your own consultants."))
    for name in PLAIN:
        if name in facts:
            setattr(row, name, facts[name])
    row.saved_at = at
    row.save(update_fields=[*PLAIN, "saved_at"])
    for name in ("districts", "team"):
        if name in facts:
            getattr(row, name).set(facts[name])
    return row


@transaction.atomic
def add_evidence(
    *, application: Application, item: str, upload: File, by: Any, at: datetime
) -> Evidence:
    """Keep a file for a required item. Raises Refused as `attach`, or LostRace."""
    row = editable(application)
    if item not in {one["id"] for one in row.call.evidence}:
        raise Refused(_("The call does not ask for this."))
    made = attach(Evidence(application=row, item=item), upload, by=by, at=at)
    record(by=by, deed="admissions.add_evidence", at=at, row=row,
           after={"evidence": made.original_name, "sha256": made.sha256})  # fmt: skip
    return made


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: Any, at: datetime) -> None:
    """Take a file away again while the application can be changed."""
    row = editable(evidence.application)
    before = {"evidence": evidence.original_name, "sha256": evidence.sha256}
    record(by=by, deed="admissions.remove_evidence", at=at, row=row, before=before)
    detach(evidence)


def lacks(application: Application) -> list[str]:
    """Everything that is still missing, in words; nothing = it can be handed in."""
    items = application.call.items
    have = application.evidence.values_list("item", flat=True)
    facts = {
        "sectors": application.sectors,
        "districts": application.districts.exists(),
        "team": application.team.exists(),
        "price": application.price_fen,
        "quota": application.quota,
    }
    found = missing(
        items=[one["id"] for one in items], have=frozenset(have), facts=facts
    )
    words = _words() | {
        one["id"]: _("Missing: %(name)s") % {"name": one["name"]} for one in items
    }
    return [words[name] for name in found]


def _words() -> dict[str, str]:
    return {
        "sectors": _("Please choose the sectors."),
        "districts": _("Please choose the districts."),
        "team": _("Please name the team."),
        "price": _("Please name the fee you ask per case."),
        "quota": _("Please say how many cases you can take."),
    }


@transaction.atomic
def submit(*, application: Application, by: Any, at: datetime) -> Application:
    """Hand the draft in; the caller starts its flow in the same transaction.

    Raises Refused with every missing item, outside the call's days, LostRace.
    """
    row = editable(application)
    refuse_closed(row.call, at)
    _refuse_incomplete(row)
    row.move_to(ApplicationState.CHECKING, submitted_at=at)
    record(by=by, deed="admissions.submit", at=at, row=row)
    return row


@transaction.atomic
def complete(*, application: Application, by: Any, at: datetime) -> None:
    """Hand it in again after the bureau's points. Raises Refused, LostRace."""
    _refuse_incomplete(application)
    application.move_to(ApplicationState.CHECKING)
    record(by=by, deed="admissions.complete", at=at, row=application)


def _refuse_incomplete(application: Application) -> None:
    reasons = lacks(application)
    if reasons:
        raise Refused(*reasons)


@transaction.atomic
def take_back(*, application: Application, by: Any, at: datetime) -> None:
    """The provider gives it up; officers and experts who had to do with it are told.

    Raises Refused where it is too late. The caller ends its flow.
    """
    before = application.state
    if before not in MAY_WITHDRAW:
        raise Refused(_("This application cannot be taken back any more."))
    application.move_to(ApplicationState.WITHDRAWN)
    record(by=by, deed="admissions.withdraw", at=at, row=application)
    if before == ApplicationState.DRAFT:
        return
    tell_bureau(application, TAKEN_BACK, at=at)
    for opinion in application.opinions.filter(submitted_at=None):
        tell_one(opinion.assessor, application, TAKEN_BACK, at=at)

"""The days of each step as dated data: what holds, what comes, and changing it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from workflows.diagram import order_of
from workflows.flows.registry import FLOWS
from workflows.models import Term
from workflows.nodes import Human
from workflows.versions import graph_of

BESIDE: Final = {
    "revise": gettext_noop("Revise the report"),
    "answer": gettext_noop("Answer a question"),
}


@dataclass(frozen=True)
class Days:
    """A step's days: `now` in force on a day, `next` written down for a later one."""

    key: str
    title: str
    now: Term | None
    next: Term | None


def titles_of(flow: str) -> dict[str, str]:
    """The steps of a flow that a person does, in order: their term's key, the title."""
    nodes = (getattr(FLOWS[flow], name) for name in order_of(graph_of(flow)))
    return {node.term: node.task_title for node in nodes if isinstance(node, Human)}


def known_terms() -> dict[str, str]:
    """Every key there is, and its title."""
    found = {key: _(title) for key, title in BESIDE.items()}
    for flow in FLOWS:
        found = titles_of(flow) | found
    return found


def days_of(titles: dict[str, str], on: date) -> list[Days]:
    """The days of these steps as they stand on that day; one query."""
    rows = list(Term.objects.filter(key__in=titles).order_by("-valid_from"))
    return [
        Days(
            key=key,
            title=title,
            now=next((r for r in rows if r.key == key and r.valid_from <= on), None),
            next=next((r for r in rows if r.key == key and r.valid_from > on), None),
        )
        for key, title in titles.items()
    ]


def all_of(key: str) -> QuerySet[Term]:
    """What holds, held and shall hold for a step, the latest first."""
    return Term.objects.filter(key=key)


@transaction.atomic
def set_term(*, key: str, valid_from: date, by: Any, at: datetime, **days: int) -> Term:
    """Write down what holds for steps opened from a later day on.

    `days`: working_days, remind_before, escalate_after. Raises Refused for a day that
    has begun (steps may have been dated by it) or a reminder before the step begins,
    LostRace where something is written down for the day already.
    """
    if valid_from <= local_day(at):
        raise Refused(_("Choose a later day: steps of this one are dated already."))
    if days["remind_before"] >= days["working_days"]:
        raise Refused(_("The reminder must come after the step has begun."))
    try:
        with transaction.atomic():
            term = Term.objects.create(key=key, valid_from=valid_from, **days)
    except IntegrityError as error:
        raise LostRace(_("For this day something is written down already.")) from error
    before = Term.on(key, local_day(at))
    record(
        by=by,
        deed="workflows.set_term",
        at=at,
        row=term,
        before={name: getattr(before, name) for name in days},
        after={"from": valid_from, **days},
    )
    return term

"""The decisions that are kept: what each will do, and publishing them together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.requests import person
from admissions.models import Application, Objection
from foundation.access.roles import Role
from foundation.clock import local_day
from foundation.errors import DomainError, Refused
from workflows.models import Due, Prepared
from workflows.preparing import publish
from workflows.steps.forms import data_of
from workflows.steps.prepares import PreparingStep
from workflows.steps.registry import STEPS

TONES = {
    "admit": "ok", "publishing": "ok", "refuse": "bad", "refused": "bad",
    "uphold": "bad", "reject": "ok",
}  # fmt: skip
TOLD = {"provider": Role.COORDINATOR, "center": Role.MANAGER}
MOST = 100  # published in one deed


@dataclass(frozen=True)
class Told:
    """Who will be told which sentence; nobody where no one has an account."""

    people: list[str]
    words: str


@dataclass(frozen=True)
class Line:
    """One kept decision as the pages show it."""

    row: Prepared
    name: str
    about: str
    url: str
    decision: str
    tone: str
    score: Decimal | None
    is_exception: bool
    told: list[Told]
    next_step: str


def kept(user: Any, **of: Any) -> Any:
    """The decisions that wait, of one call or of all designations."""
    rows = Prepared.objects.visible_to(user).open().filter(**of)
    objections = Objection.objects.select_related("provider", "raised_by")
    return rows.select_related(
        "by", "due__task__owner", "due__application__provider",
        "due__application__call", "due__designation__center",
    ).prefetch_related(
        "due__designation__sheets",
        Prefetch("due__application__objections", objections),
    )  # fmt: skip


def lines_of(rows: Sequence[Prepared], at: datetime) -> list[Line]:
    """Each with what it will do to whom; in a fixed number of queries."""
    people = _people(rows, at)
    return [_line(row, people.get(_home(row), [])) for row in rows]


def _line(row: Prepared, people: list[str]) -> Line:
    step = _kind(row.due)
    below, score = _score(row)
    return Line(
        row=row,
        name=str(row.due.subject),
        about=step.about(row),
        url=reverse("task", args=[row.due.task_id]),
        decision=step.label(row.decision),
        tone=TONES.get(row.decision, "warn"),
        score=score,
        is_exception=below and row.decision == "admit",
        told=_told(step, row, people),
        next_step=step.next_step(row),
    )


def _told(step: type[PreparingStep], row: Prepared, people: list[str]) -> list[Told]:
    words = step.told(row)
    own = [Told(people, words)] if words else []
    return own + [Told([name], said) for name, said in step.also_told(row)]


def _kind(due: Due) -> type[PreparingStep]:
    return _kinds()[due.node]


def _kinds() -> dict[str, type[PreparingStep]]:
    """The steps whose decisions can be kept, by their nodes."""
    return {
        node: step for node, step in STEPS.items() if issubclass(step, PreparingStep)
    }


def _score(row: Prepared) -> tuple[bool, Decimal | None]:
    """Below the threshold?, and the experts' mean."""
    subject = row.due.subject
    if isinstance(subject, Application):
        score = subject.score
        return score is not None and score < subject.call.threshold, score
    sheets = [one for one in subject.sheets.all() if one.round == subject.round]
    totals = [one.total for one in sheets if one.total is not None]
    return False, sum(totals) / len(totals) if totals else None


def _home(row: Prepared) -> tuple[str, int]:
    subject = row.due.subject
    if isinstance(subject, Application):
        return "provider", subject.provider_id
    return "center", subject.center_id


def _people(rows: Iterable[Prepared], at: datetime) -> dict[tuple[str, int], list[str]]:
    """The names of those who will be told, by whose people they are."""
    found: dict[tuple[str, int], list[str]] = {}
    homes = [_home(row) for row in rows]
    for kind, role in TOLD.items():
        keys = [key for one, key in homes if one == kind]
        seats = Membership.objects.on(local_day(at)).filter(
            role=role, user__is_active=True, **{f"{kind}__in": keys}
        )
        for key, name in seats.order_by("user__name").values_list(
            f"{kind}_id", "user__name"
        ):
            found.setdefault((kind, key), []).append(name)
    return found


@dataclass(frozen=True)
class Outcome:
    """What became of those that were to be published."""

    done: list[str]
    passed_over: list[str]


def publish_all(
    request: HttpRequest, chosen: Sequence[tuple[int, int]], at: datetime
) -> Outcome:
    """Publish each as it was shown: (task, version), each in its own transaction.

    What meanwhile changed is passed over, with the reason in words.
    """
    keys = [task for task, _version in chosen[:MOST]]
    seen = Due.objects.visible_to(request.user).with_names()
    rows = seen.filter(task__in=keys, node__in=_kinds())
    dues = {due.task_id: due for due in rows}
    done: list[str] = []
    passed: list[str] = []
    for task, version in chosen[:MOST]:
        if task not in dues:
            continue
        name = str(dues[task].subject)
        try:
            _publish(request, dues[task], version, at)
        except DomainError as error:
            passed.append(_passed_over(dues[task], error))
        else:
            done.append(name)
    return Outcome(done, passed)


def _passed_over(due: Due, error: DomainError) -> str:
    due.refresh_from_db()
    subject = due.subject
    words = _("%(name)s was passed over: %(why)s Now: %(state)s.")
    state = subject.get_state_display()
    return words % {"name": subject, "why": error, "state": state}


def _publish(request: HttpRequest, due: Due, version: int, at: datetime) -> None:
    row = Prepared.objects.filter(due=due).first()
    step = _kind(due)(request, due)
    form = step.form(data_of(row.typed if row else {}))
    if row is not None and not form.is_valid():
        reasons = [str(one) for found in form.errors.values() for one in found]
        raise Refused(*reasons)
    publish(
        due=due,
        seen=version,
        perform=lambda subject, task: step.perform(
            subject, task, form.cleaned_data, at
        ),
        by=person(request),
        at=at,
    )

"""What the bureau and its experts do: check, name, score, rank, decide."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import assessors_apart_from
from accounts.models import User
from admissions.choices import ApplicationState, OpinionState
from admissions.models import Application, Opinion
from admissions.rules import mean_of, points_of
from admissions.words import DECIDED, REFUSED, TO_EXPERTS, tell_provider
from foundation.audit.actions import record
from foundation.errors import Refused

FEWEST_EXPERTS = 2


def needs_words(text: str) -> str:
    """The text without blanks around it. Raises Refused where nothing is left."""
    if not text.strip():
        raise Refused(_("Please say why."))
    return text.strip()


@transaction.atomic
def pass_check(
    *, application: Application, credit_check: str, by: Any, at: datetime
) -> None:
    """Formally complete: on to the experts. Raises Refused without a credit check."""
    if not credit_check.strip():
        raise Refused(_("Please record what the credit check showed."))
    application.move_to(
        ApplicationState.ASSESSING, credit_check=credit_check.strip(), points=""
    )
    record(by=by, deed="admissions.check", at=at, row=application,
           after={"credit_check": credit_check.strip()})  # fmt: skip
    tell_provider(application, TO_EXPERTS, at=at)


@transaction.atomic
def ask_to_complete(
    *, application: Application, points: str, by: Any, at: datetime
) -> None:
    """Back to the provider with what is missing; its step tells it."""
    text = needs_words(points)
    application.move_to(ApplicationState.COMPLETING, points=text)
    record(by=by, deed="admissions.check", at=at, row=application,
           after={"points": text})  # fmt: skip


@transaction.atomic
def refuse(
    *, application: Application, reason: str, by: Any, at: datetime,
    deed: str = "admissions.decide",
) -> None:  # fmt: skip
    """Not admitted, for a reason the provider reads. Raises Refused without one."""
    text = needs_words(reason)
    application.move_to(
        ApplicationState.REFUSED, reason=text, decided_by=by, decided_at=at
    )
    record(by=by, deed=deed, at=at, row=application,
           after={"refused": text})  # fmt: skip
    tell_provider(application, REFUSED, at=at, reason=text)


def eligible_experts(application: Application, *, at: datetime) -> Any:
    """Assessors who never belonged to the applicant or its controller's providers,
    and are no consultant of it by phone; by name.
    """
    people = assessors_apart_from(application.provider, at=at)
    return people.order_by("name", "pk")


@transaction.atomic
def name_experts(
    *, application: Application, people: Sequence[User], by: Any, at: datetime
) -> list[Opinion]:
    """At least two experts without a tie each get a sheet. Raises Refused."""
    chosen = {person.pk: person for person in people}
    if len(chosen) < FEWEST_EXPERTS:
        raise Refused(_("At least two different assessors are needed."))
    allowed = set(eligible_experts(application, at=at).values_list("pk", flat=True))
    if not chosen.keys() <= allowed:
        raise Refused(_("An assessor must not belong to the applicant."))
    made = [
        Opinion.objects.create(application=application, assessor=one, opened_at=at)
        for one in chosen.values()
    ]
    record(by=by, deed="admissions.name_experts", at=at, row=application,
           after={"people": [one.name for one in chosen.values()]})  # fmt: skip
    return made


@transaction.atomic
def replace_expert(
    *, opinion: Opinion, to: User, by: Any, at: datetime, reason: str
) -> None:
    """Give an open sheet to another expert without a tie. Raises Refused."""
    application = opinion.application
    allowed = eligible_experts(application, at=at).exclude(
        pk__in=application.opinions.values("assessor")
    )
    if not allowed.filter(pk=to.pk).exists():
        raise Refused(_("An assessor must not belong to the applicant."))
    before = opinion.assessor.name
    open_ones = Opinion.objects.filter(pk=opinion.pk, state=OpinionState.OPEN)
    if not open_ones.update(assessor=to):
        raise Refused(_("This sheet has been submitted."))
    opinion.assessor = to
    record(by=by, deed="workflows.reassign", at=at, row=application,
           before={"assessor": before},
           after={"assessor": to.name, "reason": reason})  # fmt: skip


@transaction.atomic
def score(
    *,
    opinion: Opinion,
    scores: Mapping[str, int],
    sentences: Mapping[str, str],
    by: Any,
    at: datetime,
) -> None:
    """Hand in a sheet: each criterion 0-100 with a sentence. Raises Refused."""
    criteria = opinion.application.call.criteria
    if any(not sentences.get(row["id"], "").strip() for row in criteria):
        raise Refused(_("Each criterion needs a sentence that explains its score."))
    try:
        total = points_of(criteria, scores)
    except ValueError as error:
        raise Refused(_("Each criterion needs points from 0 to 100.")) from error
    opinion.move_to(
        OpinionState.SUBMITTED,
        scores=dict(scores),
        sentences=dict(sentences),
        total=total,
        submitted_at=at,
    )
    record(by=by, deed="admissions.score", at=at, row=opinion.application,
           after={"total": str(total)})  # fmt: skip


@transaction.atomic
def rank(*, application: Application, at: datetime) -> None:
    """All sheets are in: their mean is the score, the bureau decides."""
    sheets = application.opinions.filter(state=OpinionState.SUBMITTED)
    mean = mean_of([sheet.total for sheet in sheets if sheet.total is not None])
    application.move_to(ApplicationState.DECIDING, score=mean)
    record(by=None, deed="admissions.rank", at=at, row=application,
           after={"score": str(mean)})  # fmt: skip


@transaction.atomic
def decide(*, application: Application, reason: str, by: Any, at: datetime) -> None:
    """Admit; below the call's threshold this needs a reasoned exception.

    Raises Refused without a reason (needed for every decision).
    """
    text = needs_words(reason)
    application.move_to(
        ApplicationState.NOTICE, reason=text, decided_by=by, decided_at=at
    )
    below = is_below(application)
    record(by=by, deed="admissions.decide", at=at, row=application,
           after={"reason": text, "score": str(application.score),
                  "exception": below})  # fmt: skip
    tell_provider(application, DECIDED, at=at)


def is_below(application: Application) -> bool:
    """Whether the experts' mean lies below the call's threshold."""
    return (
        application.score is not None and application.score < application.call.threshold
    )

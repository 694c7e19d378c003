"""Spot checks 抽查: accepted cases are drawn, and looked at again by the bureau."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bookings.models import Booking
from diagnoses.models import Diagnosis
from foundation.audit.actions import record
from foundation.clock import day_begins, local_day
from foundation.errors import LostRace, Refused
from ratings.choices import CheckState
from ratings.drawing import LEAST_PERCENT, drawn
from ratings.models import SpotCheck, SpotDraw

QUESTIONS = ("sign_in", "team", "hours", "record")


def next_first_day() -> date | None:
    """The first day that no draw has covered; None while nothing was ever accepted."""
    last = SpotDraw.objects.order_by("-last_on").first()
    if last is not None:
        return last.last_on + timedelta(days=1)
    first = Diagnosis.objects.exclude(accepted_at=None).order_by("accepted_at").first()
    return local_day(first.accepted_at) if first and first.accepted_at else None


def waiting(first_on: date, last_on: date) -> list[Booking]:
    """The cases accepted on these days, both included, by number."""
    rows = Booking.objects.filter(
        diagnosis__accepted_at__gte=day_begins(first_on),
        diagnosis__accepted_at__lt=day_begins(last_on + timedelta(days=1)),
    )
    return list(rows.order_by("number"))


@transaction.atomic
def draw(*, until: date, percent: int, seed: str, by: Any, at: datetime) -> SpotDraw:
    """Draw from all cases accepted since the last draw, up to and with `until`.

    The seed, the whole list and the result are kept. The caller starts a check's flow
    for each. Raises Refused, or LostRace where somebody has just drawn.
    """
    first = next_first_day()
    reasons = _against(first, until, percent, seed, local_day(at))
    if reasons or first is None:
        raise Refused(*reasons)
    cases = {case.number: case for case in waiting(first, until)}
    if not cases:
        raise Refused(_("No case was accepted in these days."))
    try:
        with transaction.atomic():
            made = SpotDraw.objects.create(
                first_on=first, last_on=until, percent=percent, seed=seed.strip(),
                population=sorted(cases), drawn_at=at, drawn_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise LostRace(_("Somebody has just drawn for these days.")) from error
    numbers = drawn(made.population, made.seed, percent)
    for number in numbers:
        SpotCheck.objects.create(draw=made, booking=cases[number])
    record(
        by=by, deed="ratings.draw_spot_checks", at=at, row=made,
        after={"seed": made.seed, "percent": percent, "of": len(cases),
               "drawn": len(numbers)},
    )  # fmt: skip
    return made


def _against(
    first: date | None, until: date, percent: int, seed: str, today: date
) -> list[str]:
    found = []
    if first is None:
        found.append(_("No diagnosis has been accepted yet."))
    elif until < first:
        found.append(_("These days have been drawn from already."))
    if until >= today:
        found.append(_("Draw when the last day has ended."))
    if not LEAST_PERCENT <= percent <= 100:
        found.append(_("At least ten per cent are drawn, at most all."))
    if not seed.strip():
        found.append(_("Please enter the seed."))
    return found


@transaction.atomic
def finish_check(
    *,
    check: SpotCheck,
    visited_on: date,
    visited_by: str,
    answers: dict[str, bool],
    score: int,
    note: str,
    by: Any,
    at: datetime,
) -> None:
    """Write down what was found; a "no" to any question needs words.

    It counts in O5 and in O3 of the case's provider (`ratings.conduct`). Raises
    Refused with every reason, LostRace where it has been finished already.
    """
    reasons = _faults(check, visited_on, answers, note, local_day(at))
    if reasons:
        raise Refused(*reasons)
    conforms = all(answers.values())
    check.move_to(
        CheckState.DONE, visited_on=visited_on, visited_by=visited_by.strip(),
        answers=answers, conforms=conforms, score=score, note=note.strip(),
        checked_at=at,
    )  # fmt: skip
    record(
        by=by, deed="ratings.spot_check", at=at, row=check.booking,
        after={"on": visited_on, "conforms": conforms, "score": score, "reason": note},
    )  # fmt: skip


def _faults(
    check: SpotCheck,
    visited_on: date,
    answers: dict[str, bool],
    note: str,
    today: date,
) -> list[str]:
    accepted = check.booking.diagnosis.accepted_at
    found = []
    if visited_on > today:
        found.append(_("The visit lies in the future."))
    elif accepted is not None and visited_on < local_day(accepted):
        found.append(_("The visit lies before the acceptance."))
    if not all(answers[key] for key in QUESTIONS) and not note.strip():
        found.append(_("Please say what was not as recorded."))
    return found

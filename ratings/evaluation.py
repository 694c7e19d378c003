"""Evaluates providers for a year by the dated scheme; every run is kept."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from providers.models import Provider, Standing
from ratings.compliance import is_vetoed, with_compliance
from ratings.conduct import with_checks
from ratings.figures import figures_of
from ratings.formula import ProviderScore, provider_score
from ratings.models import Evaluation, Scheme


@transaction.atomic
def evaluate(
    *, provider: Provider, year: int, scheme: Scheme, at: datetime
) -> Evaluation:
    """Evaluate one provider from live rows; a later run supersedes an earlier one."""
    figures = figures_of(provider, year)
    result = score_of(scheme.body, figures)
    last = (
        Evaluation.objects.filter(year=year, provider=provider)
        .order_by("-run")
        .values_list("run", flat=True)
        .first()
    )
    return Evaluation.objects.create(
        year=year,
        provider=provider,
        run=(last or 0) + 1,
        scheme=scheme,
        accepted=figures["accepted"],
        figures={**figures, "parts": parts_of(result)},
        score=result.score,
        grade=result.grade or "",
        unrated_reason=result.reason,
        at=at,
    )


def settle_standing(evaluation: Evaluation) -> None:
    """Write the grade down where assignments read it: once it has been published."""
    Standing.objects.update_or_create(
        provider_id=evaluation.provider_id,
        year=evaluation.year,
        defaults={"grade": evaluation.grade, "score": evaluation.score},
    )


def score_of(scheme: dict[str, Any], figures: dict[str, Any]) -> ProviderScore:
    """Recompute a score from kept figures; the same inputs give the same result."""
    values = {
        key: None if value is None else Decimal(value)
        for key, value in figures["values"].items()
    }
    values = with_checks(scheme, values, figures)
    values = with_compliance(scheme, values, figures)
    return provider_score(
        scheme, values, accepted=figures["accepted"], veto=is_vetoed(figures)
    )


def parts_of(result: ProviderScore) -> list[dict[str, Any]]:
    """Each indicator's share of a score as plain JSON."""
    return [
        {
            "id": part.id,
            "weight": str(part.weight),
            "value": None if part.value is None else str(part.value),
            "points": None if part.points is None else str(part.points),
        }
        for part in result.parts
    ]

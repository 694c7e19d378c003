"""Evaluates providers for a year by the dated scheme; every run is kept."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from providers.models import Provider, Standing
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
    made = Evaluation.objects.create(
        year=year,
        provider=provider,
        run=(last or 0) + 1,
        scheme=scheme,
        accepted=figures["accepted"],
        figures={**figures, "parts": _parts(result)},
        score=result.score,
        grade=result.grade or "",
        unrated_reason=result.reason,
        at=at,
    )
    Standing.objects.update_or_create(
        provider=provider,
        year=year,
        defaults={"grade": made.grade, "score": made.score},
    )
    return made


def score_of(scheme: dict[str, Any], figures: dict[str, Any]) -> ProviderScore:
    """Recompute a score from kept figures; the same inputs give the same result."""
    values = {
        key: None if value is None else Decimal(value)
        for key, value in figures["values"].items()
    }
    return provider_score(scheme, values, accepted=figures["accepted"])


def _parts(result: ProviderScore) -> list[dict[str, Any]]:
    return [
        {
            "id": part.id,
            "weight": str(part.weight),
            "value": None if part.value is None else str(part.value),
            "points": None if part.points is None else str(part.points),
        }
        for part in result.parts
    ]

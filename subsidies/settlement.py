"""From kept evaluations to awards: the question the rule was asked and its answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ratings.compliance import is_vetoed
from ratings.models import Evaluation
from subsidies.models import Period
from subsidies.what_if import what_if


@dataclass(frozen=True)
class Amounts:
    """What one provider gets, in fen, and why not more."""

    uncapped_fen: int
    capped_fen: int
    award_fen: int
    why: str


@dataclass(frozen=True)
class Settlement:
    """One run of the rule: inputs and result as kept, amounts by provider."""

    inputs: dict[str, Any]
    result: dict[str, Any]
    amounts: dict[int, Amounts]


def settle(period: Period, evaluations: Sequence[Evaluation]) -> Settlement:
    """Ask the period's dated rule about these evaluations.

    Inputs have the shape of `manage.py subsidy --what-if`, so anybody can recompute
    the same fen; `converted` is 0 until follow-up exists. A provider that is not rated
    (暂不评级) has no grade to be asked with: it gets nothing, for that reason.
    """
    inputs = {
        "budget_fen": period.budget_fen,
        "rule": period.rule.body,
        "providers": [input_row(one) for one in evaluations if one.grade],
    }
    result = what_if(inputs)
    by_id = {row["id"]: row for row in result["providers"]}
    amounts = {
        one.provider_id: _amounts(one, by_id.get(str(one.provider_id)))
        for one in evaluations
    }
    return Settlement(inputs, result, amounts)


def input_row(evaluation: Evaluation) -> dict[str, Any]:
    """A rated provider as the rule is asked about it."""
    return {
        "id": str(evaluation.provider_id),
        "local": True,
        "score": str(evaluation.score),
        "grade": evaluation.grade,
        "accepted": evaluation.accepted,
        "accepted_fee_fen": evaluation.figures["accepted_fee_fen"],
        "converted": 0,
        "veto": is_vetoed(evaluation.figures),
    }


def _amounts(evaluation: Evaluation, row: dict[str, Any] | None) -> Amounts:
    if row is None:
        return Amounts(0, 0, 0, evaluation.unrated_reason)
    return Amounts(row["uncapped_fen"], row["capped_fen"], row["award_fen"], row["why"])

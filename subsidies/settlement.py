"""From kept evaluations to awards: the input the rule saw and its result."""

from collections.abc import Sequence
from typing import Any

from ratings.models import Evaluation
from subsidies.models import Period
from subsidies.what_if import what_if


def award_rows(
    period: Period, evaluations: Sequence[Evaluation]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(inputs, result) of the dated rule for these evaluations.

    Inputs have the shape of `manage.py subsidy --what-if`, so anybody can recompute
    the same fen; `converted` is 0 until follow-up exists.
    """
    inputs = {
        "budget_fen": period.budget_fen,
        "rule": period.rule.body,
        "providers": [_row(evaluation) for evaluation in evaluations],
    }
    return inputs, what_if(inputs)


def _row(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "id": str(evaluation.provider_id),
        "local": True,
        "score": str(evaluation.score if evaluation.score is not None else 0),
        "grade": evaluation.grade or "D",
        "accepted": evaluation.accepted,
        "accepted_fee_fen": evaluation.figures["accepted_fee_fen"],
        "converted": 0,
        "veto": False,
    }

"""What an upheld objection changes: the indicator, the evaluation, the award."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from foundation.errors import Refused
from ratings.evaluation import evaluate
from ratings.models import Correction
from subsidies.choices import AwardState
from subsidies.ledger import lock_period
from subsidies.models import Award, Calculation
from subsidies.settlement import settle

BEST = 100


def correct(
    award: Award,
    indicator: str,
    value: Decimal | None,
    *,
    reason: str,
    by: Any,
    at: datetime,
) -> None:
    """Evaluate the provider anew and recompute the whole period; only this award, not
    yet ordered, takes the new amount, within what the others leave of the budget.

    Awards held back will not be paid and leave theirs. Raises Refused where the
    indicator is not of the scheme or its value not from 0 to 100.
    """
    known = [row["id"] for row in award.period.scheme.body["indicators"]]
    if indicator not in known or value is None or not 0 <= value <= BEST:
        raise Refused(_("An upheld objection names the indicator and its right value."))
    Correction.objects.create(
        year=award.period.year,
        provider=award.provider,
        indicator=indicator,
        value=value,
        reason=reason,
        at=at,
        by=by,
    )
    _recompute(award, at)


def _recompute(award: Award, at: datetime) -> None:
    period = lock_period(award.period)
    made = evaluate(
        provider=award.provider, year=period.year, scheme=period.scheme, at=at
    )
    others = list(period.awards.exclude(pk=award.pk).select_related("evaluation"))
    found = settle(period, [made, *(other.evaluation for other in others)])
    spoken_for = sum(
        other.award_fen for other in others if other.state != AwardState.BLOCKED
    )
    limit_fen = max(period.budget_fen - spoken_for, 0)
    Calculation.objects.create(
        period=period,
        award=award,
        inputs=found.inputs,
        result=found.result,
        limit_fen=limit_fen,
        at=at,
    )
    amounts = found.amounts[award.provider_id]
    award.move_to(
        AwardState.CORRECTED,
        evaluation=made,
        uncapped_fen=amounts.uncapped_fen,
        capped_fen=amounts.capped_fen,
        award_fen=min(amounts.award_fen, limit_fen),
        why=amounts.why,
    )

"""Recomputes a whole period from what was kept: scores, rule, every award."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ratings.evaluation import score_of
from ratings.models import Evaluation
from subsidies.models import Award, Calculation, Period
from subsidies.recompute import Difference, KeptAward, differences
from subsidies.settlement import input_row


@dataclass(frozen=True)
class Recomputed:
    """How many evaluations and awards were computed anew, and what differed."""

    evaluations: int
    awards: int
    faults: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Whether everything came out to the same fen."""
        return not self.faults


def recompute(period: Period) -> Recomputed:
    """Compute the period anew from its kept inputs (four queries, nothing written).

    Each award is compared with the calculation it came from: the last run of the rule,
    or the one after its own upheld objection.
    """
    runs = list(Calculation.objects.filter(period=period))
    own = {run.award_id: run for run in runs}
    awards = list(
        Award.objects.filter(period=period).select_related("evaluation__scheme")
    )
    faults: list[Difference] = []
    for run in runs:
        mine = [award for award in awards if _run_of(award, own).pk == run.pk]
        kept = [_kept(award, run) for award in mine]
        faults += differences(run.inputs, run.result, kept)
        faults += _other_inputs(run, mine)
    evaluations = [award.evaluation for award in awards]
    faults += _wrong_scores(evaluations)
    return Recomputed(len(evaluations), len(awards), tuple(faults))


def _run_of(award: Award, own: dict[int | None, Calculation]) -> Calculation:
    """The calculation an award came from; `own` holds the last one of each."""
    return own.get(award.pk) or own[None]


def _other_inputs(run: Calculation, awards: Iterable[Award]) -> list[Difference]:
    """Awards whose evaluation is not what the rule was asked with."""
    asked = {row["id"]: row for row in run.inputs["providers"]}
    return [
        Difference(str(award.provider_id), "inputs", 0, 0)
        for award in awards
        if asked.get(str(award.provider_id))
        != (input_row(award.evaluation) if award.evaluation.grade else None)
    ]


def _kept(award: Award, run: Calculation) -> KeptAward:
    return KeptAward(
        id=str(award.provider_id),
        uncapped_fen=award.uncapped_fen,
        capped_fen=award.capped_fen,
        award_fen=award.award_fen,
        limit_fen=run.limit_fen,
    )


def _wrong_scores(evaluations: Iterable[Evaluation]) -> list[Difference]:
    """Evaluations whose kept score is not what their kept figures give."""
    found = []
    for one in evaluations:
        again = score_of(one.scheme.body, one.figures)
        if (again.score, again.grade or "") != (one.score, one.grade):
            kept, computed = hundredths(one.score), hundredths(again.score)
            found.append(Difference(str(one.provider_id), "score", kept, computed))
    return found


def hundredths(score: Decimal | None) -> int:
    """A score as whole hundredths, -1 for none."""
    return -1 if score is None else int(score * 100)

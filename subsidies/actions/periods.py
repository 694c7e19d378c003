"""What is done to a period: opened, evaluated, through its gates, published, closed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from providers.models import Provider
from ratings.evaluation import evaluate, settle_standing
from ratings.models import Evaluation, Scheme
from subsidies import ledger
from subsidies.actions.awards import publish_award
from subsidies.choices import Account, AwardState, GateKind, PeriodState
from subsidies.models import Award, Calculation, Gate, Period, Rule
from subsidies.settlement import settle

GATE_ORDER = [GateKind.CREDIT, GateKind.DUPLICATE, GateKind.DECISION]


@transaction.atomic
def open_period(*, year: int, by: Any, at: datetime) -> Period:
    """The bureau opens a year that has ended. Raises Refused before that or twice."""
    if local_day(at).year <= year:
        raise Refused(_("A year can be closed once it has ended."))
    campaign = Campaign.objects.filter(year=year).first()
    if campaign is None:
        raise Refused(_("There was no campaign in %(year)s.") % {"year": year})
    period = _new_period(campaign, by, at)
    if period.budget_fen:
        ledger.post(
            period=period,
            key=f"budget-{year}",
            text=f"{year}",
            debit=Account.AVAILABLE,
            credit=Account.APPROPRIATION,
            amount_fen=period.budget_fen,
            by=by,
            at=at,
        )
    record(by=by, deed="subsidies.open_period", at=at, row=period)
    return period


def _new_period(campaign: Campaign, by: Any, at: datetime) -> Period:
    """The period on the campaign's dated rules, kept by it for ever."""
    try:
        with transaction.atomic():
            return Period.objects.create(
                year=campaign.year,
                scheme=Scheme.objects.get(slug=campaign.scheme_slug),
                rule=Rule.objects.get(slug=campaign.rule_slug),
                budget_fen=campaign.budget_fen,
                opened_at=at,
                opened_by=by,
            )
    except ObjectDoesNotExist as error:
        raise Refused(
            _("The campaign's scheme or subsidy rule has not been loaded.")
        ) from error
    except IntegrityError as error:
        raise Refused(
            _("%(year)s has been opened already.") % {"year": campaign.year}
        ) from error


@transaction.atomic
def evaluate_period(*, period: Period, at: datetime) -> list[Award]:
    """Evaluate every local provider with an agreement and compute the awards."""
    last_day = date(period.year, 12, 31)
    providers = Provider.objects.local_on(last_day).filter(
        agreements__campaign__year=period.year
    )
    evaluations = [
        evaluate(provider=provider, year=period.year, scheme=period.scheme, at=at)
        for provider in providers.distinct().order_by("pk")
    ]
    made = settle(period, evaluations)
    Calculation.objects.create(
        period=period, inputs=made.inputs, result=made.result, at=at
    )
    period.awards.filter(state=AwardState.PROPOSED).delete()
    awards = [_award(period, one, made.amounts[one.provider_id]) for one in evaluations]
    period.move_to(PeriodState.CHECKING)
    totals = {key: made.result[key] for key in ("total_fen", "left_fen")}
    record(by=None, deed="subsidies.evaluate", at=at, row=period, after=totals)
    return awards


def _award(period: Period, evaluation: Evaluation, amounts: Any) -> Award:
    return Award.objects.create(
        period=period,
        provider_id=evaluation.provider_id,
        evaluation=evaluation,
        uncapped_fen=amounts.uncapped_fen,
        capped_fen=amounts.capped_fen,
        award_fen=amounts.award_fen,
        why=amounts.why,
    )


@transaction.atomic
def confirm_evaluation(*, period: Period, by: Any, at: datetime, note: str) -> None:
    """The officer has checked the results; the gates come next."""
    period.move_to(PeriodState.GATES)
    record(by=by, deed="subsidies.evaluate", at=at, row=period, after={"note": note})


@transaction.atomic
def evaluate_again(*, period: Period, by: Any, at: datetime, note: str) -> None:
    """The officer has had something put right; everything is computed afresh."""
    if not note.strip():
        raise Refused(_("Say why everything is evaluated again."))
    period.move_to(PeriodState.EVALUATING)
    record(by=by, deed="subsidies.evaluate", at=at, row=period, after={"again": note})


@transaction.atomic
def record_gate(
    *,
    period: Period,
    kind: str,
    evidence: str,
    blocked: Mapping[int, str],
    note: str,
    by: Any,
    at: datetime,
) -> Gate:
    """Record one gate with its evidence; `blocked` holds awards back, with reasons.

    The gates come in their order. Raises Refused for one out of turn, twice, without
    evidence (the decision: its minutes number), or an award held back without reason.
    """
    done = set(period.gates.values_list("kind", flat=True))
    expected = next((gate for gate in GATE_ORDER if gate not in done), None)
    if kind != expected:
        raise Refused(_("This gate has been recorded already, or is not yet its turn."))
    if not evidence.strip() or not all(why.strip() for why in blocked.values()):
        raise Refused(_("A gate needs its evidence, and a reason for each it stops."))
    gate = Gate.objects.create(
        period=period, kind=kind, evidence=evidence, note=note, at=at, by=by
    )
    stopped = {}
    for award in period.awards.filter(pk__in=blocked, state=AwardState.PROPOSED):
        award.move_to(AwardState.BLOCKED, blocked_by=blocked[award.pk])
        stopped[award.provider.name] = blocked[award.pk]
    if len(stopped) != len(blocked):
        raise Refused(_("One of these awards has been held back already."))
    if kind == GATE_ORDER[-1]:
        period.move_to(PeriodState.PUBLISHING)
    record(
        by=by,
        deed="subsidies.record_gates",
        at=at,
        row=period,
        after={"gate": kind, "evidence": evidence, "blocked": stopped},
    )
    return gate


@transaction.atomic
def publish(
    *, period: Period, official_url: str, published_on: date, by: Any, at: datetime
) -> list[Award]:
    """Record the official page: the five-working-day clock of each award starts.

    Everything that was not held back is published, also a result without money: its
    provider must be able to object. From here on the grades are in force.
    """
    awards = list(
        period.awards.filter(state=AwardState.PROPOSED).select_related(
            "evaluation", "provider", "period"
        )
    )
    period.move_to(PeriodState.NOTICE)
    decided_on = local_day(period.gates.get(kind=GateKind.DECISION).at)
    for award in awards:
        publish_award(award, official_url, published_on, decided_on, by, at)
    for award in period.awards.filter(state=AwardState.BLOCKED):
        settle_standing(award.evaluation)
    record(
        by=by,
        deed="subsidies.publish",
        at=at,
        row=period,
        after={"url": official_url, "on": published_on, "awards": len(awards)},
    )
    return awards


@transaction.atomic
def close_period_if_settled(*, period: Period, at: datetime) -> bool:
    """Close the period once no award is on its way any more.

    Asked under the period's row lock, so that the last two payments cannot both miss
    each other.
    """
    period = ledger.lock_period(period)
    if period.state != PeriodState.NOTICE or period.awards.on_the_way().exists():
        return False
    period.move_to(PeriodState.CLOSED)
    record(by=None, deed="subsidies.close", at=at, row=period)
    return True

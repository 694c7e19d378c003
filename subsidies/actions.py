"""The period close: evaluation, gates, notice, objection, document, payment."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.models import work_calendar
from providers.models import Provider
from ratings.choices import Grade
from ratings.evaluation import evaluate
from ratings.models import Correction, Evaluation, Scheme
from subsidies import ledger
from subsidies.choices import (
    Account,
    AwardState,
    GateKind,
    ObjectionState,
    PeriodState,
)
from subsidies.models import (
    Award,
    Gate,
    Objection,
    Payment,
    Period,
    PublicNotice,
    Rule,
)
from subsidies.settlement import award_rows

NOTICE_WORKING_DAYS = 5
GATE_ORDER = [GateKind.CREDIT, GateKind.DUPLICATE, GateKind.DECISION]


@transaction.atomic
def open_period(*, year: int, by: Any, at: datetime) -> Period:
    """The bureau opens a year that has ended. Raises Refused before that or twice."""
    if local_day(at).year <= year:
        raise Refused(_("A year can be closed once it has ended."))
    campaign = Campaign.objects.filter(year=year).first()
    if campaign is None:
        raise Refused(_("There was no campaign in %(year)s.") % {"year": year})
    try:
        with transaction.atomic():
            period = Period.objects.create(
                year=year,
                scheme=Scheme.objects.get(slug=campaign.scheme_slug),
                rule=Rule.objects.get(slug=campaign.rule_slug),
                budget_fen=campaign.budget_fen,
                opened_at=at,
                opened_by=by,
            )
    except IntegrityError as error:
        raise Refused(
            _("%(year)s has been opened already.") % {"year": year}
        ) from error
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
    inputs, result = award_rows(period, evaluations)
    Period.objects.filter(pk=period.pk).update(inputs=inputs, result=result)
    period.inputs, period.result = inputs, result
    period.awards.filter(state=AwardState.PROPOSED).delete()
    by_provider = {str(row.provider_id): row for row in evaluations}
    awards = [
        Award.objects.create(
            period=period,
            provider=by_provider[row["id"]].provider,
            evaluation=by_provider[row["id"]],
            uncapped_fen=row["uncapped_fen"],
            capped_fen=row["capped_fen"],
            award_fen=row["award_fen"],
            why=row["why"]
            if by_provider[row["id"]].grade
            else by_provider[row["id"]].unrated_reason,
        )
        for row in result["providers"]
    ]
    period.move_to(PeriodState.CHECKING)
    record(
        by=None,
        deed="subsidies.evaluate",
        at=at,
        row=period,
        after={"total_fen": result["total_fen"], "left_fen": result["left_fen"]},
    )
    return awards


def confirm_evaluation(*, period: Period, by: Any, at: datetime, note: str) -> None:
    """The officer has checked the results; the gates come next."""
    period.move_to(PeriodState.GATES)
    record(by=by, deed="subsidies.evaluate", at=at, row=period, after={"note": note})


def evaluate_again(*, period: Period, by: Any, at: datetime, note: str) -> None:
    """The officer has corrected something; everything is computed afresh."""
    period.move_to(PeriodState.EVALUATING)
    record(by=by, deed="subsidies.evaluate", at=at, row=period, after={"again": note})


@transaction.atomic
def record_gate(
    *,
    period: Period,
    kind: str,
    evidence: str,
    blocked: dict[int, str],
    note: str,
    by: Any,
    at: datetime,
) -> Gate:
    """Record one gate with its evidence; `blocked` holds awards back, with reasons.

    The gates come in their order. Raises Refused for one out of turn or twice.
    """
    done = set(period.gates.values_list("kind", flat=True))
    expected = next((gate for gate in GATE_ORDER if gate not in done), None)
    if kind != expected:
        raise Refused(_("This gate has been recorded already, or is not yet its turn."))
    gate = Gate.objects.create(
        period=period, kind=kind, evidence=evidence, note=note, at=at, by=by
    )
    for award in period.awards.filter(pk__in=blocked, state=AwardState.PROPOSED):
        award.move_to(AwardState.BLOCKED, blocked_by=blocked[award.pk])
    if kind == GATE_ORDER[-1]:
        period.move_to(PeriodState.PUBLISHING)
    record(
        by=by,
        deed="subsidies.record_gates",
        at=at,
        row=period,
        after={"gate": kind, "evidence": evidence, "blocked": len(blocked)},
    )
    return gate


@transaction.atomic
def publish(
    *, period: Period, official_url: str, published_on: date, by: Any, at: datetime
) -> list[Award]:
    """Record the official page: the five-working-day clock of each award starts."""
    awards = list(period.awards.filter(state=AwardState.PROPOSED, award_fen__gt=0))
    for award in awards:
        _publish_award(award, official_url, published_on, by, at)
    period.move_to(PeriodState.NOTICE)
    record(
        by=by,
        deed="subsidies.publish",
        at=at,
        row=period,
        after={"url": official_url, "on": published_on, "awards": len(awards)},
    )
    return awards


def _publish_award(
    award: Award, official_url: str, published_on: date, by: Any, at: datetime
) -> PublicNotice:
    if published_on > local_day(at):
        raise Refused(_("The notice cannot be published in the future."))
    award.move_to(AwardState.NOTICE)
    return PublicNotice.objects.create(
        award=award,
        official_url=official_url,
        published_on=published_on,
        ends_on=work_calendar().add(published_on, NOTICE_WORKING_DAYS),
        award_fen=award.award_fen,
        grade=award.evaluation.grade,
        by=by,
    )


@transaction.atomic
def publish_again(
    *, award: Award, official_url: str, published_on: date, by: Any, at: datetime
) -> PublicNotice:
    """A corrected award is published anew and its clock starts again."""
    notice = _publish_award(award, official_url, published_on, by, at)
    record(
        by=by,
        deed="subsidies.publish",
        at=at,
        row=award,
        after={"url": official_url, "on": published_on},
    )
    return notice


@transaction.atomic
def raise_objection(
    *, award: Award, text: str, evidence: str, real_name: str, by: Any, at: datetime
) -> Objection:
    """The provider objects within the notice; payment waits for the decision."""
    notice = award.notices.first()
    if notice is None or local_day(at) > notice.ends_on:
        raise Refused(_("The time for objections has ended."))
    award.move_to(AwardState.OBJECTED)
    objection = Objection.objects.create(
        award=award,
        text=text,
        evidence=evidence,
        real_name=real_name,
        raised_at=at,
        raised_by=by,
    )
    record(by=by, deed="subsidies.object", at=at, row=award, after={"text": text})
    return objection


@transaction.atomic
def decide_objection(
    *,
    award: Award,
    upheld: bool,
    decision: str,
    by: Any,
    at: datetime,
    indicator: str = "",
    value: Decimal | None = None,
) -> Objection:
    """The bureau decides in writing; an upheld objection corrects and recomputes."""
    objection = award.objections.get(state=ObjectionState.OPEN)
    if upheld and (not indicator or value is None):
        raise Refused(_("An upheld objection names the indicator and its right value."))
    objection.move_to(
        ObjectionState.UPHELD if upheld else ObjectionState.REJECTED,
        decision=decision,
        decided_at=at,
        decided_by=by,
    )
    if upheld and value is not None:
        _correct(award, indicator, value, decision, by, at)
    else:
        award.move_to(AwardState.NOTICE)
    record(
        by=by,
        deed="subsidies.decide_objection",
        at=at,
        row=award,
        after={"upheld": upheld, "decision": decision, "award_fen": award.award_fen},
    )
    return objection


def _correct(
    award: Award, indicator: str, value: Decimal, reason: str, by: Any, at: datetime
) -> None:
    """Evaluate the provider anew and recompute the whole period; only this award, not
    yet ordered, takes the new amount, within what the others leave of the budget."""
    period = award.period
    Correction.objects.create(
        year=period.year,
        provider=award.provider,
        indicator=indicator,
        value=value,
        reason=reason,
        at=at,
        by=by,
    )
    made = evaluate(
        provider=award.provider, year=period.year, scheme=period.scheme, at=at
    )
    latest = [
        made if other.provider_id == award.provider_id else other.evaluation
        for other in period.awards.select_related("evaluation").order_by("provider")
    ]
    _inputs, result = award_rows(period, latest)
    row = next(
        row for row in result["providers"] if row["id"] == str(award.provider_id)
    )
    others = sum(period.awards.exclude(pk=award.pk).values_list("award_fen", flat=True))
    award.move_to(
        AwardState.CORRECTED,
        evaluation=made,
        uncapped_fen=row["uncapped_fen"],
        capped_fen=row["capped_fen"],
        award_fen=min(row["award_fen"], period.budget_fen - others),
        why=row["why"],
    )


@transaction.atomic
def end_notice(*, award: Award, by: Any, at: datetime) -> None:
    """Close the notice of an award. Raises Refused while its clock still runs."""
    notice = award.notices.first()
    if notice is None or local_day(at) <= notice.ends_on:
        raise Refused(_("The time for objections has not ended yet."))
    award.move_to(AwardState.UNDISPUTED)
    record(by=by, deed="subsidies.end_notice", at=at, row=award)


@transaction.atomic
def issue_document(*, award: Award, number: str, by: Any, at: datetime) -> None:
    """Order the payment by a document number; the budget is committed."""
    award.move_to(
        AwardState.ORDERED, document_number=number, ordered_at=at, ordered_by=by
    )
    ledger.post(
        period=award.period,
        award=award,
        key=f"commit-{award.pk}",
        text=number,
        debit=Account.COMMITTED,
        credit=Account.AVAILABLE,
        amount_fen=award.award_fen,
        by=by,
        at=at,
    )
    record(
        by=by,
        deed="subsidies.issue_document",
        at=at,
        row=award,
        after={"number": number, "award_fen": award.award_fen},
    )


@transaction.atomic
def pay(
    *, award: Award, voucher_number: str, paid_on: date, by: Any, at: datetime
) -> Payment:
    """Record the treasury's voucher; never by the person who ordered the payment."""
    if award.ordered_by_id == by.pk:
        raise Refused(_("Whoever ordered the payment cannot also record it."))
    if paid_on > local_day(at):
        raise Refused(_("The payment cannot lie in the future."))
    try:
        with transaction.atomic():
            payment = Payment.objects.create(
                award=award,
                amount_fen=award.award_fen,
                voucher_number=voucher_number,
                paid_on=paid_on,
                at=at,
                by=by,
            )
    except IntegrityError as error:
        raise Refused(_("This voucher number has been used already.")) from error
    award.move_to(AwardState.PAID)
    ledger.post(
        period=award.period,
        award=award,
        key=f"pay-{award.pk}",
        text=voucher_number,
        debit=Account.PAID,
        credit=Account.COMMITTED,
        amount_fen=award.award_fen,
        by=by,
        at=at,
    )
    record(
        by=by,
        deed="subsidies.pay",
        at=at,
        row=award,
        after={"voucher": voucher_number, "award_fen": award.award_fen},
    )
    return payment


def close_period_if_settled(*, period: Period, at: datetime) -> bool:
    """Close the period once no award is on its way any more."""
    waiting = period.awards.filter(award_fen__gt=0).exclude(
        state__in=[AwardState.PAID, AwardState.BLOCKED]
    )
    if period.state != PeriodState.NOTICE or waiting.exists():
        return False
    period.move_to(PeriodState.CLOSED)
    record(by=None, deed="subsidies.close", at=at, row=period)
    return True


def grade_of(evaluation: Evaluation) -> str:
    """The grade in words."""
    return str(Grade(evaluation.grade).label) if evaluation.grade else ""

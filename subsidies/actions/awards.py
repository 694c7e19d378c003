"""What is done to one award: notice, objection, correction, document, payment."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.money import yuan
from foundation.public_notices import last_day_of_notice
from ratings.evaluation import settle_standing
from subsidies import ledger
from subsidies.actions.correction import correct
from subsidies.actions.messages import DECIDED, PAID, PUBLISHED, tell_provider
from subsidies.choices import Account, AwardState, ObjectionState
from subsidies.models import (
    Award,
    Objection,
    Payment,
    PublicNotice,
)


def publish_award(
    award: Award,
    official_url: str,
    published_on: date,
    not_before: date,
    by: Any,
    at: datetime,
) -> PublicNotice:
    """Put one award in public notice; its clock starts with the record of the page.

    Raises Refused for a day in the future, or before what is published was decided.
    """
    last = last_day_of_notice(published_on, today=local_day(at), decided_on=not_before)
    award.move_to(AwardState.NOTICE)
    notice = PublicNotice.objects.create(
        award=award,
        official_url=official_url,
        published_on=published_on,
        ends_on=last,
        award_fen=award.award_fen,
        grade=award.evaluation.grade,
        by=by,
    )
    settle_standing(award.evaluation)
    tell_provider(award, PUBLISHED, at=at, last=notice.ends_on.isoformat())
    return notice


@transaction.atomic
def publish_again(
    *, award: Award, official_url: str, published_on: date, by: Any, at: datetime
) -> PublicNotice:
    """A corrected award is published anew and its clock starts again."""
    decision = award.objections.filter(state=ObjectionState.UPHELD).latest("decided_at")
    notice = publish_award(
        award, official_url, published_on, local_day(decision.decided_at or at), by, at
    )
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
    """The bureau decides in writing; an upheld objection corrects and recomputes.

    Raises Refused without a written decision, or where an upheld one does not name an
    indicator of the scheme and its right value from 0 to 100.
    """
    objection = award.objections.get(state=ObjectionState.OPEN)
    if not decision.strip():
        raise Refused(_("The decision must be given in writing."))
    before = award.award_fen
    objection.move_to(
        ObjectionState.UPHELD if upheld else ObjectionState.REJECTED,
        decision=decision,
        decided_at=at,
        decided_by=by,
    )
    if upheld:
        correct(award, indicator, value, reason=decision, by=by, at=at)
    else:
        award.move_to(AwardState.NOTICE)
    record(
        by=by,
        deed="subsidies.decide_objection",
        at=at,
        row=award,
        before={"award_fen": before},
        after={"upheld": upheld, "decision": decision, "award_fen": award.award_fen},
    )
    tell_provider(award, DECIDED, at=at)
    return objection


@transaction.atomic
def end_notice(*, award: Award, by: Any, at: datetime) -> None:
    """Close the notice of an award. Raises Refused while its clock still runs.

    A result without money ends here: there is nothing to order or to pay.
    """
    notice = award.notices.first()
    if notice is None or local_day(at) <= notice.ends_on:
        raise Refused(_("The time for objections has not ended yet."))
    award.move_to(AwardState.UNDISPUTED if award.award_fen else AwardState.ENDED)
    record(by=by, deed="subsidies.end_notice", at=at, row=award)


@transaction.atomic
def issue_document(*, award: Award, number: str, by: Any, at: datetime) -> None:
    """Order the payment by a document number; the budget is committed."""
    if not number.strip():
        raise Refused(_("The order needs its document number."))
    period = ledger.lock_period(award.period)
    if ledger.balances(period)[Account.AVAILABLE] < award.award_fen:
        raise Refused(_("The budget of the year does not cover this award."))
    award.move_to(
        AwardState.ORDERED, document_number=number, ordered_at=at, ordered_by=by
    )
    ledger.post(
        period=period,
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
    """Record the treasury's voucher; never by the person who ordered the payment.

    Raises Refused for the same person, a day before the order or in the future, and a
    voucher number used before.
    """
    if award.ordered_by_id == by.pk:
        raise Refused(_("Whoever ordered the payment cannot also record it."))
    if paid_on > local_day(at):
        raise Refused(_("The payment cannot lie in the future."))
    if award.ordered_at is not None and paid_on < local_day(award.ordered_at):
        raise Refused(_("The payment cannot be older than its order."))
    award.move_to(AwardState.PAID)
    payment = _payment(award, voucher_number, paid_on, by, at)
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
    tell_provider(award, PAID, at=at, amount=yuan(award.award_fen))
    return payment


def _payment(
    award: Award, voucher_number: str, paid_on: date, by: Any, at: datetime
) -> Payment:
    if not voucher_number.strip():
        raise Refused(_("The payment needs its voucher number."))
    try:
        with transaction.atomic():
            return Payment.objects.create(
                award=award,
                amount_fen=award.award_fen,
                voucher_number=voucher_number,
                paid_on=paid_on,
                at=at,
                by=by,
            )
    except IntegrityError as error:
        raise Refused(_("This voucher number has been used already.")) from error

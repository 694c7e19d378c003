"""The append-only double-entry ledger: a balance is a sum (debit positive)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum

from campaigns.models import Campaign
from subsidies.choices import Account
from subsidies.models import Award, LedgerEntry, Period, Posting


def lock_period(period: Period) -> Period:
    """The period afresh under its row lock: what concerns its budget is done one by
    one, whichever award asks. To be called in a transaction."""
    return Period.objects.select_for_update().get(pk=period.pk)


@transaction.atomic
def post(
    *,
    period: Period,
    key: str,
    text: str,
    debit: str,
    credit: str,
    amount_fen: int,
    by: Any,
    at: datetime,
    award: Award | None = None,
) -> LedgerEntry:
    """Post one entry; its key makes a second posting of the same event impossible."""
    if amount_fen <= 0:
        raise ValueError("an entry moves a positive amount")
    entry = LedgerEntry.objects.create(
        period=period, award=award, key=key, text=text, at=at, by=by
    )
    Posting.objects.bulk_create(
        [
            Posting(entry=entry, account=debit, amount_fen=amount_fen),
            Posting(entry=entry, account=credit, amount_fen=-amount_fen),
        ]
    )
    return entry


def balances(period: Period | None = None) -> dict[str, int]:
    """Fen per account, of one period or of all."""
    rows = Posting.objects.all()
    if period is not None:
        rows = rows.filter(entry__period=period)
    found = dict(
        rows.order_by().values_list("account").annotate(total=Sum("amount_fen"))
    )
    return {account: found.get(account, 0) for account in Account.values}


def left_of(campaign: Campaign) -> int:
    """Fen of a campaign's budget that are not promised yet.

    Before its year is closed nothing is.
    """
    period = Period.objects.filter(year=campaign.year).first()
    return balances(period)[Account.AVAILABLE] if period else campaign.budget_fen


@dataclass(frozen=True)
class Verdict:
    """Entries checked, balances, and the first broken entry's key ('' = none)."""

    checked: int
    balances: dict[str, int]
    broken: str = ""
    why: str = ""


def verify() -> Verdict:
    """Check that every entry balances and no period spends more than it has."""
    unbalanced = (
        LedgerEntry.objects.annotate(total=Sum("postings__amount_fen"))
        .exclude(total=0)
        .order_by("pk")
        .first()
    )
    checked = LedgerEntry.objects.count()
    if unbalanced is not None:
        return Verdict(checked, balances(), unbalanced.key, "does not balance")
    for period in Period.objects.order_by("year"):
        sums = balances(period)
        if sums[Account.AVAILABLE] < 0 or sums[Account.COMMITTED] < 0:
            return Verdict(checked, sums, str(period.year), "more spent than there is")
    return Verdict(checked, balances())

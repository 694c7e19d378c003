"""The ledger: balances, entries with both sides, by year; also as CSV."""

from typing import Any

import django_filters
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.requests import person
from desks.doors import for_deed
from face.csv_files import csv_file, wants_csv, yuan
from foundation.clock import local_day
from subsidies.choices import Account
from subsidies.ledger import balances, verify
from subsidies.models import LedgerEntry, Period

PER_PAGE = 25
KINDS = {
    "budget": gettext_lazy("Budget made available"),
    "commit": gettext_lazy("Payment ordered"),
    "pay": gettext_lazy("Paid"),
}


class LedgerFilter(django_filters.FilterSet):
    """By year, and by account."""

    period = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Year"),
        queryset=Period.objects.all(),
        to_field_name="year",
        empty_label=gettext_lazy("All years"),
    )
    account = django_filters.ChoiceFilter(
        label=gettext_lazy("Account"),
        field_name="postings__account",
        choices=Account.choices,
        empty_label=gettext_lazy("All accounts"),
    )

    class Meta:
        model = LedgerEntry
        fields: list[str] = []


@for_deed("subsidies.view_ledger")
def ledger(request: HttpRequest) -> HttpResponse:
    """Balances on top, entries below, newest first."""
    seen = LedgerEntry.objects.visible_to(person(request))
    found = LedgerFilter(request.GET, queryset=seen)
    rows = found.qs.select_related("period", "award__provider", "by")
    rows = rows.prefetch_related("postings").order_by("-pk")
    if wants_csv(request):
        return _as_csv(rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    chosen = found.form.cleaned_data.get("period") if found.is_valid() else None
    context = {
        "filter": found,
        "page": page,
        "rows": [entry_row(entry) for entry in page],
        "balances": [
            {"label": Account(name).label, "fen": fen}
            for name, fen in balances(chosen).items()
        ],
        "verdict": verify() if "verify" in request.GET else None,
    }
    return render(request, "desks/ledger.html", context)


def entry_row(entry: LedgerEntry) -> dict[str, Any]:
    """An entry with its two sides."""
    sides = list(entry.postings.all())
    debit = next(side for side in sides if side.amount_fen > 0)
    credit = next(side for side in sides if side.amount_fen < 0)
    return {
        "entry": entry,
        "kind": KINDS.get(entry.key.partition("-")[0], entry.key),
        "debit": debit.get_account_display(),
        "credit": credit.get_account_display(),
        "fen": debit.amount_fen,
    }


def _as_csv(rows: Any) -> HttpResponse:
    heads = [_("Day"), _("Entry"), _("Text"), _("Provider"), _("Debit"), _("Credit"),
             _("Amount"), _("By")]  # fmt: skip
    cells = []
    for entry in rows:
        row = entry_row(entry)
        provider = entry.award.provider.name if entry.award else ""
        cells.append(
            [local_day(entry.at).isoformat(), row["kind"], entry.text, provider,
             row["debit"], row["credit"], yuan(row["fen"]), entry.by.name]
        )  # fmt: skip
    return csv_file("ledger", heads, cells)

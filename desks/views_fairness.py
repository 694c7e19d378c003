"""How evenly the season's cases are spread, for the center and for the city."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import person
from assignments.choices import ProposalState
from assignments.fairness import Fairness, Share, fairness
from assignments.models import Decline, Proposal
from bookings.models import Booking
from campaigns.models import Agreement, Campaign
from desks.doors import for_deed
from desks.progress import campaign_of, campaigns_for
from face.csv_files import csv_file, wants_csv
from foundation import clock

DECIDED = (ProposalState.CONFIRMED, ProposalState.OVERRIDDEN)


def shares_of(campaign: Campaign, user: Any) -> list[Share]:
    """The providers the person sees: quota, cases, overrides, declines.

    Cases are counted over the whole city, for a quota is one for all centers;
    decisions and declines where the person sees them.
    """
    agreements = Agreement.objects.visible_to(user).filter(campaign=campaign)
    rows = list(agreements.select_related("provider").order_by("provider__name"))
    keys = [row.provider_id for row in rows]
    held = Booking.objects.counted().filter(campaign=campaign, provider__in=keys)
    decided = Proposal.objects.visible_to(user).filter(
        booking__campaign=campaign, booking__provider__in=keys, state__in=DECIDED
    )
    otherwise = decided.filter(state=ProposalState.OVERRIDDEN)
    declines = Decline.objects.visible_to(user).filter(
        booking__campaign=campaign, provider__in=keys
    )
    cases, refused = _counts(held, "provider"), _counts(declines, "provider")
    known = _counts(decided, "booking__provider")
    given = _counts(otherwise, "booking__provider")
    return [
        Share(
            provider=row.provider_id,
            name=row.provider.name,
            quota=row.quota,
            cases=cases.get(row.provider_id, 0),
            decided=known.get(row.provider_id, 0),
            overridden=given.get(row.provider_id, 0),
            declined=refused.get(row.provider_id, 0),
        )
        for row in rows
    ]


def _counts(rows: Any, key: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(key).annotate(n=Count("pk")))


@require_safe
@for_deed("assignments.view_fairness")
def fairness_page(request: HttpRequest) -> HttpResponse:
    """Figures of the campaign, and one row per provider; also as CSV."""
    user = person(request)
    campaign = campaign_of(user, request.GET.get("year", ""), clock.today())
    shares = shares_of(campaign, user) if campaign else []
    if campaign and wants_csv(request):
        return _as_csv(campaign, shares)
    shares.sort(key=lambda one: (-one.ratio, one.name))
    found = fairness(shares)
    context = {
        "campaign": campaign,
        "campaigns": campaigns_for(user),
        "shares": shares,
        "found": found,
        "figures": _figures(found) if found else {},
    }
    return render(request, "desks/fairness.html", context)


def _figures(found: Fairness) -> dict[str, str]:
    return {
        "mean": f"{round(found.mean * 100)}%",
        "spread": f"{round(found.spread * 100)}%",
        "gini": f"{float(found.gini):.2f}",
        "gap": f"{round(found.gap * 100)}%",
        "overrides": f"{round(found.override_share * 100)}%",
    }


def _as_csv(campaign: Campaign, shares: list[Share]) -> HttpResponse:
    heads = [_("Provider"), _("Quota"), _("Cases"), _("Share of its quota in percent"),
             _("Given otherwise than proposed"), _("Declines")]  # fmt: skip
    cells = [
        [one.name, one.quota, one.cases, one.percent, one.overridden, one.declined]
        for one in shares
    ]
    return csv_file(f"fairness-{campaign.year}", heads, cells)

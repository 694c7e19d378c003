"""The city at a glance: campaign, districts, ranking, one provider."""

from datetime import timedelta

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.requests import person
from campaigns.models import Agreement, Campaign, ServiceQuota
from centers.models import District
from desks.doors import for_deed
from desks.progress import (
    campaign_of,
    campaigns_for,
    district_rows,
    group_labels,
    late_cases,
    rules_of,
    total_of,
)
from desks.providerfile import provider_context
from desks.standings import INDICATORS, Standing, standings_of
from face.csv_files import csv_file, wants_csv
from foundation import clock
from providers.models import Provider
from subsidies.words import why_words
from workflows.models import Due

PER_PAGE = 25


@for_deed("campaigns.view")
def campaign(request: HttpRequest) -> HttpResponse:
    """A campaign's rules, budget, districts and agreements."""
    user, today = person(request), clock.today()
    found = campaign_of(user, request.GET.get("year", ""), today)
    if found is None:
        may_draft = user.has_perm("campaigns.draft")
        nothing = {"campaign": None, "may_draft": may_draft}
        return render(request, "desks/campaign.html", nothing)
    rows = district_rows(found, user, today)
    if wants_csv(request):
        return _districts_csv(found, rows)
    agreements = Agreement.objects.visible_to(user).filter(campaign=found)
    limited = ServiceQuota.objects.visible_to(user).limited_in(found)
    context = {
        "campaign": found,
        "campaigns": campaigns_for(user),
        "rows": rows,
        "total": total_of(rows),
        "groups": group_labels(),
        "rules": rules_of(found),
        "last_day": found.ends_on - timedelta(days=1),
        "may_draft": user.has_perm("campaigns.draft"),
        "acts": Due.objects.for_person(user).filter(campaign=found).with_names(),
        "may_open": user.has_perm("bookings.view_progress"),
        "may_rank": user.has_perm("providers.view_ranking"),
        "agreements": agreements.select_related("provider").prefetch_related(
            "districts"
        ),
        "limited": limited.select_related("service__center"),
    }
    return render(request, "desks/campaign.html", context)


@for_deed("bookings.view_progress")
def district(request: HttpRequest) -> HttpResponse:
    """The own district's progress; for the city every district, or the chosen one."""
    user, today = person(request), clock.today()
    found = campaign_of(user, request.GET.get("year", ""), today)
    places = list(District.objects.visible_to(user))
    chosen = _chosen(places, request.GET.get("district", ""))
    if found is None:
        return render(request, "desks/district.html", {"campaign": None})
    rows = district_rows(found, user, today, only=chosen)
    if wants_csv(request):
        return _districts_csv(found, rows)
    towns = district_rows(found, user, today, only=chosen, by_town=True)
    context = {
        "campaign": found,
        "campaigns": campaigns_for(user),
        "districts": places,
        "chosen": chosen,
        "rows": rows,
        "total": total_of(rows),
        "towns": towns if chosen else [],
        "groups": group_labels(),
        "late": late_cases(found, user, today, chosen),
        "may_see_goals": user.has_perm("outreach.view"),
    }
    return render(request, "desks/district.html", context)


def _chosen(places: list[District], code: str) -> District | None:
    """The district asked for; the only one for those who have only one."""
    if len(places) == 1:
        return places[0]
    return next((place for place in places if place.code == code), None)


def _districts_csv(found: Campaign, rows: list[dict[str, object]]) -> HttpResponse:
    heads = [_("District"), _("Quota"), _("Booked"), *group_labels()]
    cells = [
        [row["name"], row["quota"], row["booked"], *row["groups"], row["accepted"],
         row["late"]]  # type: ignore[misc]
        for row in rows
    ]  # fmt: skip
    name = f"districts-{found.year}"
    return csv_file(name, [*heads, _("Accepted"), _("Late")], cells)


def _years() -> list[tuple[int, int]]:
    return [(year, year) for year in Campaign.objects.values_list("year", flat=True)]


class ProviderFilter(django_filters.FilterSet):
    """Find providers by name, district and grade."""

    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        field_name="name",
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Provider")}),
    )
    district = django_filters.ModelChoiceFilter(
        label=gettext_lazy("District"),
        queryset=District.objects.all(),
        empty_label=gettext_lazy("All districts"),
    )
    year = django_filters.ChoiceFilter(
        label=gettext_lazy("Year"), choices=_years, empty_label=None, method="same"
    )

    class Meta:
        model = Provider
        fields: list[str] = []

    def same(self, rows: object, name: str, value: object) -> object:
        """The year says which figures are shown, not which providers."""
        return rows


@for_deed("providers.view_ranking")
def ranking(request: HttpRequest) -> HttpResponse:
    """Providers by score: of the kept evaluation, or of the year so far."""
    user, today = person(request), clock.today()
    shown = campaign_of(user, request.GET.get("year", ""), today)
    year = shown.year if shown else today.year
    data = {**request.GET.dict(), "year": str(year)}
    found = ProviderFilter(data, queryset=Provider.objects.visible_to(user))
    keys = set(found.qs.values_list("pk", flat=True))
    rows = [row for row in standings_of(year, user) if row.provider.pk in keys]
    if wants_csv(request):
        return _ranking_csv(year, rows)
    context = {
        "filter": found,
        "year": year,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "is_kept": any(row.evaluation for row in rows),
        "has_compliance": any("C1" in row.values for row in rows),
    }
    return render(request, "desks/ranking.html", context)


def _ranking_csv(year: int, rows: list[Standing]) -> HttpResponse:
    heads = [_("Place"), _("Provider"), _("Credit code"), _("Score"), _("Grade")]
    cells = [
        [row.place or "", row.provider.name, row.provider.credit_code, row.score,
         row.grade, row.accepted, *(row.values.get(name) for name in INDICATORS),
         why_words(row.reason)]
        for row in rows
    ]  # fmt: skip
    heads += [_("Accepted"), *INDICATORS, _("Why not rated")]
    return csv_file(f"providers-{year}", heads, cells)


@for_deed("providers.view_ranking")
def provider(request: HttpRequest, pk: int) -> HttpResponse:
    """One provider: who it is, its agreements, its years."""
    rows = Provider.objects.visible_to(request.user).select_related("district")
    found = get_object_or_404(rows, pk=pk)
    context = provider_context(found, person(request), today=clock.today())
    return render(request, "desks/provider.html", context)

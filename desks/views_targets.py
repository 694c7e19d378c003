"""The target list to be worked: who to call now, filters, counts, export, one firm."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.requests import person
from campaigns.models import Campaign
from centers.models import District
from desks.doors import for_deed
from desks.progress import campaign_of, campaigns_for
from desks.targets import WORDS, differences, history, last_word, shown
from earlier.models import EarlierDiagnosis
from face.csv_files import csv_file, wants_csv
from foundation import clock
from foundation.access.policies import deeds_of
from foundation.audit.actions import record
from outreach.choices import BOOKED, DIAGNOSED, STANDS, TargetState
from outreach.models import Target, Upload

PER_PAGE = 25
DUE, SILENT = "due", "silent"
NARROWER = [
    (DUE, gettext_lazy("To call back today")),
    (SILENT, gettext_lazy("Not confirmed in time")),
]


class TargetFilter(django_filters.FilterSet):
    """Find firms of the lists by words, place and where they stand."""

    q = django_filters.CharFilter(
        label=gettext_lazy("Search"),
        method="search",
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Firm or code")}),
    )
    district = django_filters.ModelChoiceFilter(
        label=gettext_lazy("District"),
        queryset=District.objects.none(),
        empty_label=gettext_lazy("All districts"),
    )
    town = django_filters.ChoiceFilter(
        label=gettext_lazy("Town or park"), empty_label=gettext_lazy("All towns")
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[*NARROWER, *STANDS],
        method="standing",
        empty_label=gettext_lazy("All states"),
    )

    class Meta:
        model = Target
        fields: list[str] = []

    def __init__(self, *args: Any, today: date, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.filters["district"].extra["queryset"] = District.objects.visible_to(user)
        towns = self.queryset.exclude(town="").order_by("town").values_list("town")
        self.filters["town"].extra["choices"] = [(t, t) for (t,) in towns.distinct()]

    def search(self, rows: Any, name: str, value: str) -> Any:
        """By name or credit code."""
        return rows.filter(
            Q(name__icontains=value) | Q(credit_code__icontains=value.strip())
        )

    def standing(self, rows: Any, name: str, value: str) -> Any:
        """By where they stand, or by what is due today."""
        if value == DUE:
            return rows.filter(
                stands=TargetState.CALL_BACK, call_back_on__lte=self.today
            )
        return rows.silent(self.today) if value == SILENT else rows.filter(stands=value)


def campaign_shown(request: HttpRequest) -> Campaign:
    """The campaign asked for, or this year's. 404 without any."""
    year = request.GET.get("year", "")
    found = campaign_of(person(request), year, clock.today())
    if found is None:
        raise Http404
    return found


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What was sent with a form, an empty one included; (None, None) on opening it."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@for_deed("outreach.view")
def targets(request: HttpRequest) -> HttpResponse:
    """The firms of the acting home's lists in the order of the day; also as CSV."""
    user, today = person(request), clock.today()
    campaign = campaign_shown(request)
    mine = Target.objects.visible_to(user).filter(campaign=campaign)
    found = TargetFilter(
        request.GET, queryset=mine.with_standing(), today=today, user=user
    )
    rows = found.qs.first_things_first(today).select_related("district", "asked")
    if wants_csv(request):
        return _as_csv(request, campaign, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    now = clock.now()
    context = {
        "campaign": campaign,
        "campaigns": campaigns_for(user),
        "filter": found,
        "page": page,
        "rows": [
            (row, last_word(row.target, now))
            for row in shown(page.object_list, request, today)
        ],
        "counts": _counts(mine, today),
        "unfinished": _unfinished(user),
        "deeds": deeds_of(user.role),
    }
    return render(request, "desks/targets.html", context)


def _counts(mine: Any, today: date) -> list[dict[str, Any]]:
    """The figures over the list, each a way into it: three queries."""
    counted = mine.with_standing().order_by().values_list("stands")
    stands = dict(counted.annotate(n=Count("pk")))
    due, silent = mine.to_call_back(today).count(), mine.silent(today).count()
    figures = [
        ("", _("On the list"), sum(stands.values()), ""),
        (DUE, str(NARROWER[0][1]), due, "warn" if due else ""),
        (SILENT, str(NARROWER[1][1]), silent, "bad" if silent else ""),
        *(
            (key, str(WORDS[key]), stands.get(key, 0), "")
            for key in (TargetState.NEW, BOOKED, DIAGNOSED)
        ),
    ]
    return [
        {"url": f"?state={key}" if key else "?", "label": label, "n": n, "tone": tone}
        for key, label, n, tone in figures
    ]


def _unfinished(user: Any) -> list[Upload]:
    mine = Upload.objects.visible_to(user).filter(by=user)
    return list(mine.exclude(rows=[])[:3])


def _as_csv(request: HttpRequest, campaign: Campaign, rows: Any) -> HttpResponse:
    heads = [_("Credit code"), _("Firm"), _("District"), _("Town or park"),
             _("Sector"), _("Size"), _("Contact"), _("Contact phone"), _("State"),
             _("Reason"), _("Call back on"), _("Last call")]  # fmt: skip
    cells = (
        [row.credit_code, row.name, row.district.name, row.town,
         row.get_sector_display(), row.get_size_display(), row.contact_name,
         row.contact_phone, WORDS[row.stands], row.reason,
         row.call_back_on or "",
         row.called_at.date().isoformat() if row.called_at else ""]
        for row in rows
    )  # fmt: skip
    record(by=person(request), deed="outreach.export", at=clock.now(), row=campaign)
    return csv_file(f"targets-{campaign.year}", heads, cells)


@for_deed("outreach.view")
def target(request: HttpRequest, pk: int) -> HttpResponse:
    """One firm: what is known, what was said, what can be done; also as a dialog."""
    user, today = person(request), clock.today()
    context = firm_context(request, pk, today)
    row = context["row"]
    context |= {
        "facts": facts(row.target),
        "differences": differences(row.target, row.company),
        "history": history(row.target),
        "may_call": user.has_perm("outreach.call", row.target) and row.may_call,
        "may_book": user.has_perm("bookings.book_for", row.target) and row.may_book,
        "may_invite": user.has_perm("outreach.invite", row.target) and row.may_book,
    }
    template = "desks/target.html"
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined]
        template = "desks/target_dialog.html"
    return render(request, template, context)


def firm_context(request: HttpRequest, pk: int, today: date) -> dict[str, Any]:
    """The firm of that key, if it is the person's to see; 404 otherwise."""
    rows = Target.objects.visible_to(person(request)).with_standing()
    found = get_object_or_404(
        rows.select_related("district", "asked", "target_list", "campaign"), pk=pk
    )
    (row,) = shown([found], request, today)
    back = reverse("targets")
    return {"row": row, "back": back, "next": request.GET.get("next", back)}


def facts(target: Target) -> list[tuple[str, Any]]:
    """What the list says."""
    above = {None: "", True: _("Yes"), False: _("No")}[target.above_designated]
    rows = [
        (_("Credit code"), target.credit_code),
        (_("District"), target.district.name),
        (_("Town or park"), target.town),
        (_("Sector"), target.get_sector_display()),
        (_("Size"), target.get_size_display()),
        (_("Above designated size"), above),
        (_("List"), target.target_list.name),
    ]
    return [(label, value) for label, value in rows if value]


@for_deed("outreach.view")
def earlier(request: HttpRequest) -> HttpResponse:
    """Firms diagnosed elsewhere, by day and by whom; also as CSV."""
    campaign = campaign_shown(request)
    rows = EarlierDiagnosis.objects.visible_to(person(request)).of(campaign)
    rows = rows.select_related("district")
    if wants_csv(request):
        heads = [_("Credit code"), _("Firm"), _("District"), _("Town or park"),
                 _("Diagnosed on"), _("Diagnosed by")]  # fmt: skip
        cells = (
            [row.credit_code, row.name, row.district.name, row.town, row.done_on,
             row.done_by]
            for row in rows
        )  # fmt: skip
        return csv_file(f"earlier-{campaign.year}", heads, cells)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"campaign": campaign, "page": page}
    return render(request, "desks/targets_earlier.html", context)

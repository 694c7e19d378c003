"""Drafting next year's campaign; taking up the steps of one that came from a file."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from campaigns.actions import change_draft
from campaigns.choices import CampaignState
from campaigns.models import Campaign
from centers.models import District
from desks.doors import for_deed
from diagnoses.models import Instrument
from foundation import clock
from foundation.errors import DomainError
from foundation.money import half_up
from ratings.models import Scheme
from subsidies.models import Rule
from workflows.start_campaign import new_campaign, take_up
from workflows.steps.forms import day_field, say_why_not

DEED = "campaigns.draft"
FEN = 100
PLAIN = (
    "year", "name_zh", "name_en", "starts_on", "rules_zh", "rules_en",
    "instrument_slug", "scheme_slug", "rule_slug",
)  # fmt: skip


def _money(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=12, decimal_places=2)


def _text(label: Any, lang: str, **more: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 10, "lang": lang})
    return forms.CharField(label=label, widget=area, max_length=20_000, **more)


class CampaignForm(forms.Form):
    """A campaign in the units people use: yuan, and the last day included."""

    year = forms.IntegerField(
        label=gettext_lazy("Year"), min_value=2000, max_value=2100
    )
    name_zh = forms.CharField(label=gettext_lazy("Chinese name"), max_length=80)
    name_en = forms.CharField(
        label=gettext_lazy("English name"), max_length=120, required=False
    )
    starts_on = day_field(gettext_lazy("First day"))
    last_on = day_field(gettext_lazy("Last day"))
    budget = _money(gettext_lazy("Subsidy budget, yuan"))
    fee = _money(gettext_lazy("Fee per case, yuan"))
    rules_zh = _text(gettext_lazy("Published rules"), "zh", required=False)
    rules_en = _text(gettext_lazy("Published rules in English"), "en", required=False)
    instrument_slug = forms.ChoiceField(label=gettext_lazy("Instrument"))
    scheme_slug = forms.ChoiceField(label=gettext_lazy("Scheme"))
    rule_slug = forms.ChoiceField(label=gettext_lazy("Subsidy rule"))

    def __init__(self, *args: Any, districts: Iterable[District], **more: Any) -> None:
        super().__init__(*args, **more)
        self.districts = list(districts)
        sources: dict[str, Any] = {
            "instrument_slug": Instrument, "scheme_slug": Scheme, "rule_slug": Rule,
        }  # fmt: skip
        for name, model in sources.items():
            field: Any = self.fields[name]
            rows = model.objects.order_by("-valid_from")
            field.choices = [(row.slug, str(row)) for row in rows]
        for row in self.districts:
            self.fields[f"quota_{row.pk}"] = forms.IntegerField(
                label=_("Cases in %(district)s") % {"district": row.name},
                min_value=0,
                max_value=100_000,
                initial=0,
            )

    def facts(self) -> dict[str, Any]:
        """In the model's units."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in PLAIN},
            "ends_on": data["last_on"] + timedelta(days=1),
            "budget_fen": half_up(data["budget"] * FEN),
            "fee_fen": half_up(data["fee"] * FEN),
        }

    def quotas(self) -> dict[District, int]:
        """Cases by district."""
        return {row: self.cleaned_data[f"quota_{row.pk}"] for row in self.districts}


def _shown(campaign: Campaign) -> dict[str, Any]:
    """A campaign as the form shows it."""
    quotas = campaign.quotas.values_list("district", "cases")
    return {
        **{name: getattr(campaign, name) for name in PLAIN},
        "last_on": campaign.ends_on - timedelta(days=1),
        "budget": Decimal(campaign.budget_fen) / FEN,
        "fee": Decimal(campaign.fee_fen) / FEN,
        **{f"quota_{district}": cases for district, cases in quotas},
    }


def _next_year() -> dict[str, Any]:
    """The last campaign, a year later: what is the same need not be typed again."""
    last = Campaign.objects.order_by("-year").first()
    if last is None:
        return {}
    year = last.year + 1
    return {
        **_shown(last),
        "year": year,
        "name_zh": last.name_zh.replace(str(last.year), str(year)),
        "name_en": last.name_en.replace(str(last.year), str(year)),
        "starts_on": date(year, 1, 1),
        "last_on": date(year, 12, 31),
    }


@require_http_methods(["GET", "POST"])
@for_deed(DEED)
def new(request: HttpRequest) -> HttpResponse:
    """A draft; its first step is to publish the rules."""
    return _form(request, None, _next_year())


@require_http_methods(["GET", "POST"])
@for_deed(DEED)
def edit(request: HttpRequest, year: int) -> HttpResponse:
    """Change a draft; published rules cannot be changed any more."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user), year=year)
    if found.state != CampaignState.DRAFT:
        messages.info(
            request, _("The rules have been published and cannot be changed.")
        )
        return redirect(_page_of(found))
    return _form(request, found, _shown(found))


def _page_of(campaign: Campaign) -> str:
    return f"{reverse('campaign')}?year={campaign.year}"


def _form(
    request: HttpRequest, campaign: Campaign | None, initial: dict[str, Any]
) -> HttpResponse:
    form = CampaignForm(
        request.POST or None, initial=initial, districts=District.objects.all()
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            saved, status = _saved(request, campaign, form)
            if saved is not None:
                messages.success(request, _("The draft is saved."))
                return redirect(_page_of(saved))
    context = {"form": form, "campaign": campaign}
    return render(request, "desks/campaign_edit.html", context, status=status)


def _saved(
    request: HttpRequest, campaign: Campaign | None, form: CampaignForm
) -> tuple[Campaign | None, int]:
    said: dict[str, Any] = {
        "facts": form.facts(), "quotas": form.quotas(), "by": person(request),
        "at": clock.now(),
    }  # fmt: skip
    try:
        if campaign is None:
            return new_campaign(**said), 200
        change_draft(campaign=campaign, **said)
    except DomainError as error:
        return None, say_why_not(form, error)
    campaign.year = said["facts"]["year"]
    return campaign, 200


@require_POST
@for_deed(DEED)
def steps(request: HttpRequest, year: int) -> HttpResponse:
    """Its next step becomes a task with a deadline."""
    found = get_object_or_404(Campaign.objects.visible_to(request.user), year=year)
    try:
        take_up(campaign=found, by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Its next step is a task now."))
    return redirect(_page_of(found))

"""Progress of districts and towns against their goals, and the goals themselves."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from campaigns.models import Campaign
from centers.models import District
from desks.doors import for_deed
from desks.progress import campaigns_for
from desks.targets_progress import progress_rows, total_of, towns_of
from desks.views_targets import campaign_shown, sent
from face.csv_files import csv_file, wants_csv
from foundation import clock
from outreach.actions import set_goals
from outreach.models import Goal

MOST_FIRMS = 100_000


def _chosen(request: HttpRequest, places: list[District]) -> District | None:
    """The district asked for; the only one for those who have only one."""
    if len(places) == 1:
        return places[0]
    code = request.GET.get("district", "")
    return next((place for place in places if place.code == code), None)


@for_deed("outreach.view")
def progress(request: HttpRequest) -> HttpResponse:
    """Each district, and each town of the chosen one, against its goal; also as CSV."""
    user, campaign = person(request), campaign_shown(request)
    places = list(District.objects.visible_to(user))
    chosen = _chosen(request, places)
    some = [chosen] if chosen else places
    rows = progress_rows(campaign, user, some, towns=False)
    towns = progress_rows(campaign, user, some, towns=True) if chosen else []
    if wants_csv(request):
        return _as_csv(campaign, towns or rows)
    context = {
        "campaign": campaign,
        "campaigns": campaigns_for(user),
        "chosen": chosen,
        "several": len(places) > 1,
        "rows": rows,
        "towns": towns,
        "total": total_of(rows),
        "may_set": bool(some) and user.has_perm("outreach.set_goals", some[0]),
        "may_open": user.has_perm("bookings.view_progress"),
    }
    return render(request, "desks/targets_progress.html", context)


def _as_csv(campaign: Campaign, rows: list[dict[str, Any]]) -> HttpResponse:
    heads = [_("District"), _("Town or park"), _("Goal"), _("On the list"),
             _("Reached"), _("Interested"), _("Booked"), _("Accepted"),
             _("Elsewhere")]  # fmt: skip
    names = ("listed", "reached", "interested", "cases", "accepted", "elsewhere")
    cells = [
        [row["district"].name, row["town"] if row["name"] == row["town"] else "",
         row["goal"], *(row["counts"][name] for name in names)]
        for row in rows
    ]  # fmt: skip
    return csv_file(f"progress-{campaign.year}", heads, cells)


class GoalsForm(forms.Form):
    """A number for the district, one for each of its towns, and one more town."""

    whole = forms.IntegerField(
        label=gettext_lazy("The whole district"),
        min_value=0,
        max_value=MOST_FIRMS,
        required=False,
        help_text=gettext_lazy("Empty: the district's quota of the campaign."),
    )
    other_town = forms.CharField(
        label=gettext_lazy("Another town or park"), max_length=40, required=False
    )
    other_goal = forms.IntegerField(
        label=gettext_lazy("Its goal"),
        min_value=0,
        max_value=MOST_FIRMS,
        required=False,
    )

    def __init__(self, *args: Any, towns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.towns = {f"town{n}": town for n, town in enumerate(towns)}
        for name, town in self.towns.items():
            self.fields[name] = forms.IntegerField(
                label=town, min_value=0, max_value=MOST_FIRMS, required=False
            )

    def town_fields(self) -> list[Any]:
        """The fields of the towns, for the page."""
        return [self[name] for name in self.towns]

    def goals(self) -> dict[str, int | None]:
        """Town -> number; "" is the whole district, None takes a goal away."""
        data = self.cleaned_data
        found: dict[str, int | None] = {"": data["whole"]}
        found |= {town: data[name] for name, town in self.towns.items()}
        if data["other_town"]:
            found[data["other_town"]] = data["other_goal"]
        return found


@for_deed("outreach.view")
@require_http_methods(["GET", "POST"])
def goals(request: HttpRequest) -> HttpResponse:
    """Set the goals of one district and its towns."""
    user, campaign = person(request), campaign_shown(request)
    district = _chosen(request, list(District.objects.visible_to(user)))
    if district is None or not user.has_perm("outreach.set_goals", district):
        raise Http404
    kept = Goal.objects.visible_to(user).filter(campaign=campaign, district=district)
    numbers = dict(kept.values_list("town", "firms"))
    towns = towns_of(campaign, district)
    first = {f"town{n}": numbers.get(town) for n, town in enumerate(towns)}
    form = GoalsForm(
        sent(request)[0], towns=towns, initial={"whole": numbers.get(""), **first}
    )
    back = f"{reverse('target_progress')}?district={district.code}"
    if request.method == "POST" and form.is_valid():
        set_goals(
            campaign=campaign,
            district=district,
            goals=form.goals(),
            by=user,
            at=clock.now(),
        )
        messages.success(request, _("The goals are set."))
        return redirect(back)
    context = {"form": form, "campaign": campaign, "district": district, "back": back}
    status = 422 if form.errors else 200
    return render(request, "desks/targets_goals.html", context, status=status)

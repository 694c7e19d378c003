"""Road times between districts: the bureau's table, both ways at once or each."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from bookings.arrivals import midday_minutes
from centers.actions import set_roads
from centers.models import District, Travel
from desks.doors import for_deed
from foundation import clock

LONGEST = 600  # minutes


class RoadForm(forms.Form):
    """A field for each pair of districts; `each_way` = there and back differ."""

    def __init__(
        self, *args: Any, districts: list[District], each_way: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pairs: dict[str, tuple[District, District]] = {}
        for row, start in enumerate(districts):
            for column, end in enumerate(districts):
                if row < column or (each_way and row > column):
                    self._add(start, end)

    def _add(self, start: District, end: District) -> None:
        name = field_name(start, end)
        self.pairs[name] = (start, end)
        self.fields[name] = forms.IntegerField(
            label=_("%(start)s to %(end)s") % {"start": start, "end": end},
            required=False,
            min_value=0,
            max_value=LONGEST,
        )

    def minutes(self, each_way: bool) -> dict[tuple[District, District], int | None]:
        """Minutes by pair, the way back included."""
        found: dict[tuple[District, District], int | None] = {}
        for name, (start, end) in self.pairs.items():
            found[start, end] = self.cleaned_data[name]
            if not each_way:
                found[end, start] = self.cleaned_data[name]
        return found


def field_name(start: District, end: District) -> str:
    """The form's name of a cell."""
    return f"m{start.pk}-{end.pk}"


@for_deed("centers.manage_roads")
@require_http_methods(["GET", "POST"])
def roads(request: HttpRequest) -> HttpResponse:
    """The table; what is wrong stands in its cell."""
    districts = list(District.objects.visible_to(request.user))
    known = {(row.start_id, row.end_id): row.minutes for row in Travel.objects.all()}
    each_way = request.GET.get("ways") == "each" or _differs(known)
    initial = {
        field_name(start, end): known.get((start.pk, end.pk))
        for start in districts
        for end in districts
    }
    form = RoadForm(
        request.POST or None, districts=districts, each_way=each_way, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        changed = set_roads(
            minutes=form.minutes(each_way), by=person(request), at=clock.now()
        )
        words = ngettext("%(n)d road changed.", "%(n)d roads changed.", changed)
        messages.success(request, words % {"n": changed})
        return redirect(reverse("roads"))
    context = {
        "form": form,
        "districts": districts,
        "rows": [
            {"start": start, "cells": [_cell(form, start, end) for end in districts]}
            for start in districts
        ],
        "each_way": each_way,
        "differs": _differs(known),
        "midday": midday_minutes(),
    }
    return render(request, "desks/roads.html", context, status=_status(form))


def _status(form: RoadForm) -> int:
    return 422 if form.errors else 200


def _differs(known: dict[tuple[int, int], int]) -> bool:
    """Whether some way back takes another time than the way there."""
    return any(
        known.get((end, start), minutes) != minutes
        for (start, end), minutes in known.items()
    )


def _cell(form: RoadForm, start: District, end: District) -> Any:
    """The field of a pair; its mirror where both ways are one; nothing at home."""
    if start == end:
        return {"end": end, "field": None, "mirror": None}
    name = field_name(start, end)
    if name in form.fields:
        return {"end": end, "field": form[name], "mirror": None}
    mirror = form[field_name(end, start)].value()
    return {"end": end, "field": None, "mirror": mirror}

"""Spot checks: the draws with their seed, what was found, and drawing again."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.requests import person
from desks.doors import for_deed
from face.csv_files import csv_file, wants_csv
from foundation import clock
from foundation.errors import DomainError
from ratings.checks import next_first_day, waiting
from ratings.choices import CheckState
from ratings.drawing import LEAST_PERCENT, drawn, place
from ratings.models import SpotDraw
from workflows.start import draw_spot_checks
from workflows.steps.forms import day_field, say_why_not


class DrawForm(forms.Form):
    """Up to which day, how many, by which seed."""

    until = day_field(gettext_lazy("Cases accepted until"))
    percent = forms.IntegerField(
        label=gettext_lazy("Share in per cent"),
        min_value=LEAST_PERCENT,
        max_value=100,
    )
    seed = forms.CharField(
        label=gettext_lazy("Seed"),
        max_length=60,
        help_text=gettext_lazy(
            "Numbers nobody could choose: those of a public lottery of the day, or "
            "dice thrown before witnesses. Whoever knows them can repeat the draw."
        ),
    )


@for_deed("ratings.view_spot_checks")
def spot_checks(request: HttpRequest) -> HttpResponse:
    """All draws, and the next one."""
    user, today = person(request), clock.today()
    first = next_first_day()
    yesterday = today - timedelta(days=1)
    initial = {"until": yesterday, "percent": LEAST_PERCENT}
    form = DrawForm(request.POST or None, initial=initial)
    may_draw, status = user.has_perm("ratings.draw_spot_checks"), 200
    if request.method == "POST" and may_draw:
        status = 422
        if form.is_valid():
            made = _drawn(request, form)
            if made is not None:
                return redirect("spot_draw", pk=made.pk)
    rows = SpotDraw.objects.visible_to(user).annotate(
        drawn=Count("checks"),
        done=Count("checks", filter=Q(checks__state=CheckState.DONE)),
        differ=Count("checks", filter=Q(checks__conforms=False)),
    )
    context = {
        "form": form,
        "may_draw": may_draw,
        "rows": rows[:50],
        "first": first,
        "waiting": len(waiting(first, yesterday)) if first else 0,
    }
    return render(request, "desks/spot_checks.html", context, status=status)


def _drawn(request: HttpRequest, form: forms.Form) -> SpotDraw | None:
    try:
        made = draw_spot_checks(by=person(request), at=clock.now(), **form.cleaned_data)
    except DomainError as error:
        say_why_not(form, error)
        return None
    words = _("Drawn: %(n)d of %(all)d cases. Each is a step with a deadline now.")
    counts = {"n": made.checks.count(), "all": len(made.population)}
    messages.success(request, words % counts)
    return made


@require_safe
@for_deed("ratings.view_spot_checks")
def spot_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw: seed, list, what came of it; the list as a file to repeat it with."""
    row = get_object_or_404(
        SpotDraw.objects.visible_to(request.user).select_related("drawn_by"), pk=pk
    )
    again = drawn(row.population, row.seed, row.percent)
    if wants_csv(request):
        return _population_csv(row, set(again))
    checks = list(row.checks.select_related("booking__company", "booking__provider"))
    numbers = {check.booking.number for check in checks}
    context = {
        "row": row,
        "checks": checks,
        "verified": numbers == set(again),
        "total": len(row.population),
    }
    return render(request, "desks/spot_draw.html", context)


def _population_csv(row: SpotDraw, chosen: set[str]) -> HttpResponse:
    """Every case of the list with its hash, in the order of the draw."""
    heads = [_("Case number"), "SHA-256", _("Drawn")]
    lines: list[list[Any]] = [
        [number, place(row.seed, number), _("Yes") if number in chosen else ""]
        for number in sorted(row.population, key=lambda one: place(row.seed, one))
    ]
    return csv_file(f"spot-checks-{row.first_on}", heads, lines)

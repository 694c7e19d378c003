"""The close of a year: the list of years, one year, one evaluation."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import person
from campaigns.models import Campaign
from desks.doors import for_deed, row_or_404
from desks.evaluations import evaluation_context
from face.csv_files import csv_file, wants_csv, yuan
from foundation import clock
from foundation.access.roles import HOME_OF, Home
from foundation.errors import DomainError
from ratings.models import Evaluation
from subsidies.actions import end_notice
from subsidies.checking import recompute
from subsidies.choices import AwardState
from subsidies.models import Award, Calculation, Period
from workflows import engine
from workflows.models import Due
from workflows.periodfile import period_context
from workflows.start import open_year


@for_deed("subsidies.view_periods")
def periods(request: HttpRequest) -> HttpResponse:
    """Every year that was opened, and those that could be."""
    user = person(request)
    paid = Sum("awards__payment__amount_fen")
    held = Q(awards__state=AwardState.BLOCKED)
    rows = Period.objects.visible_to(user).annotate(
        count=Count("awards"), awarded=Sum("awards__award_fen", filter=~held), paid=paid
    )
    if wants_csv(request):
        return _periods_csv(rows)
    known = rows.values("year")
    ended = Campaign.objects.visible_to(user).filter(year__lt=clock.today().year)
    context = {
        "periods": rows,
        "openable": ended.exclude(year__in=known),
        "may_open": user.has_perm("subsidies.open_period"),
    }
    return render(request, "desks/periods.html", context)


def _periods_csv(rows: Any) -> HttpResponse:
    heads = [_("Year"), _("State"), _("Providers"), _("Budget"), _("Awarded"),
             _("Paid")]  # fmt: skip
    cells = [
        [row.year, row.get_state_display(), row.count, yuan(row.budget_fen),
         yuan(row.awarded or 0), yuan(row.paid or 0)]
        for row in rows
    ]  # fmt: skip
    return csv_file("periods", heads, cells)


@require_POST
@for_deed("subsidies.open_period")
def open_a_year(request: HttpRequest) -> HttpResponse:
    """Open a year that has ended; its evaluation begins at once."""
    year = request.POST.get("year", "")
    if not (year.isdecimal() and len(year) == len("2026")):
        raise Http404
    try:
        period = open_year(year=int(year), by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("periods")
    messages.success(request, _("%(year)s is open; providers are being evaluated.") % {
        "year": period.year
    })  # fmt: skip
    return redirect("period", year=period.year)


@for_deed("subsidies.view_periods")
def period(request: HttpRequest, year: int) -> HttpResponse:
    """One year: gates, awards, rules, money; also as CSV and as the rule's question."""
    user = person(request)
    rows = Period.objects.visible_to(user).select_related("scheme", "rule", "opened_by")
    found = get_object_or_404(rows, year=year)
    context = period_context(found, user, at=clock.now())
    if wants_csv(request):
        return _results_csv(found, context["rows"])
    if request.GET.get("format") == "json":
        return _question(found)
    if "recompute" in request.GET:
        context["recomputed"] = recompute(found)
    context["ready"] = ready_to_end(found, user).count()
    return render(request, "desks/period.html", context)


def _results_csv(period: Period, rows: list[dict[str, Any]]) -> HttpResponse:
    heads = [_("Place"), _("Provider"), _("Credit code"), _("Score"), _("Grade"),
             _("Accepted"), _("By the rule"), _("Within the cap"), _("Award"),
             _("Why"), _("State"), _("Document number")]  # fmt: skip
    cells = [
        [row["place"] or "", row["provider"].name, row["provider"].credit_code,
         row["evaluation"].score, row["evaluation"].grade, row["evaluation"].accepted,
         yuan(row["award"].uncapped_fen), yuan(row["award"].capped_fen),
         yuan(row["award"].award_fen), row["why"], row["award"].get_state_display(),
         row["award"].document_number]
        for row in rows
    ]  # fmt: skip
    return csv_file(f"awards-{period.year}", heads, cells)


def _question(period: Period) -> HttpResponse:
    """What the rule was asked last, as `manage.py subsidy --what-if` reads it."""
    run = Calculation.objects.filter(period=period).last()
    if run is None:
        raise Http404
    response = JsonResponse(run.inputs, json_dumps_params={"indent": 2})
    name = f"subsidy-{period.year}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def ready_to_end(period: Period, user: Any) -> Any:
    """Open notices of the period whose last day is over, as far as they are theirs."""
    running = Award.objects.filter(
        period=period, state=AwardState.NOTICE, notices__ends_on__gte=clock.today()
    )
    rows = Due.objects.for_person(user).filter(node="notice", award__period=period)
    return rows.exclude(award__in=running)


@require_POST
@for_deed("subsidies.view_periods")
def end_notices(request: HttpRequest, year: int) -> HttpResponse:
    """End every notice of the year whose last day is over, one by one."""
    user, at, done = person(request), clock.now(), 0
    found = get_object_or_404(Period.objects.visible_to(user), year=year)
    for due in ready_to_end(found, user).with_names():
        try:
            engine.complete(
                due=due,
                by=user,
                at=at,
                perform=lambda award, _task: end_notice(award=award, by=user, at=at),
            )
            done += 1
        except DomainError as error:
            messages.warning(request, f"{due.award}: {error}")
    messages.success(request, _("%(n)s notices ended.") % {"n": done})
    return redirect("period", year=year)


def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """One evaluation; each figure opens down to its cases.

    A provider sees its own once the year's results are in public notice.
    """
    user = person(request)
    rows = Evaluation.objects.visible_to(user).select_related("provider", "scheme")
    found = row_or_404(request, "ratings.view_evaluation", rows, pk=pk)
    awards = Award.objects.visible_to(user).filter(
        period__year=found.year, provider=found.provider_id
    )
    award = awards.first()
    if award is None and HOME_OF.get(user.role) != Home.CITY:
        raise Http404
    context = evaluation_context(found, user)
    context["award"] = award
    return render(request, "desks/evaluation.html", context)

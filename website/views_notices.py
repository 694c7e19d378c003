"""Public notices: results whose time for objections runs, and who was paid what."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from face.csv_files import csv_file, wants_csv, yuan
from foundation import clock
from ratings.choices import Grade
from subsidies.choices import AwardState
from subsidies.models import Award, Period
from workflows.awardfile import end_of
from workflows.periodfile import GRADE_TONES, last_notice

PER_PAGE = 25


@login_not_required
def notices(request: HttpRequest) -> HttpResponse:
    """What is in notice now, and the results of each year."""
    public = Award.objects.public()
    years = Period.objects.filter(awards__in=public).distinct().order_by("-year")
    chosen = _chosen(list(years.values_list("year", flat=True)), request.GET)
    rows = public.filter(period__year=chosen).with_names()
    rows = rows.prefetch_related("notices").order_by("-award_fen", "provider__name")
    if wants_csv(request):
        return _as_csv(chosen, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "years": years,
        "year": chosen,
        "page": page,
        "rows": [public_row(award) for award in page],
        "running": running().count(),
    }
    return render(request, "website/notices.html", context)


def _as_csv(year: int | None, awards: Any) -> HttpResponse:
    heads = [_("Provider"), _("Credit code"), _("Grade"), _("Award"),
             _("Last day for objections"), _("Paid"), _("Paid on")]  # fmt: skip
    cells = []
    for row in map(public_row, awards):
        notice, payment, provider = row["notice"], row["payment"], row["award"].provider
        paid = [yuan(payment.amount_fen), payment.paid_on] if payment else ["", ""]
        cells.append(
            [provider.name, provider.credit_code, row["grade_words"],
             yuan(notice.award_fen), notice.ends_on, *paid]
        )  # fmt: skip
    return csv_file(f"results-{year}", heads, cells)


def _chosen(years: list[int], asked: Any) -> int | None:
    """The year asked for; without one the latest that has something to show."""
    found = [year for year in years if str(year) == asked.get("year", "")]
    return (found or years or [None])[0]  # type: ignore[list-item]


def running() -> Any:
    """Awards whose time for objections has not ended."""
    return Award.objects.public().filter(
        state=AwardState.NOTICE, notices__ends_on__gte=clock.today()
    )


def public_row(award: Award) -> dict[str, Any]:
    """What the public may know: the figures as published, never newer ones."""
    notice = last_notice(award)
    grade = notice.grade if notice else ""
    in_notice = notice is not None and clock.today() <= notice.ends_on
    return {
        "award": award,
        "notice": notice,
        "grade_words": Grade(grade).label if grade else "",
        "tone": GRADE_TONES.get(grade, ""),
        "is_open": in_notice and award.state == AwardState.NOTICE,
        "payment": getattr(award, "payment", None),
    }


@login_not_required
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One result: amount, grade, official page, last day and how to object."""
    rows = Award.objects.public().with_names().prefetch_related("notices")
    award = get_object_or_404(rows, pk=pk)
    context = public_row(award)
    context["ends_at"] = end_of(context["notice"].ends_on)
    return render(request, "website/notice.html", context)

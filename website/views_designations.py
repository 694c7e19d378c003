"""Public notices of centers that are to be designated."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from designations.models import Notice
from foundation import clock

PER_PAGE = 25


@login_not_required
@require_safe
def center_notices(request: HttpRequest) -> HttpResponse:
    """Each notice with its official page and last day; those that run are marked."""
    today = clock.today()
    rows = Notice.objects.public().select_related(
        "designation__center", "designation__district"
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, row.ends_on >= today) for row in page],
        "running": Notice.objects.running(today).count(),
    }
    return render(request, "website/center_notices.html", context)

"""The living style guide: every part with sample data, and whole sample pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from face import samples

PAGES = {
    "parts": "face/guide.html",
    "book": "face/guide_book.html",
    "done": "face/guide_done.html",
    "inbox": "face/guide_inbox.html",
    "board": "face/guide_board.html",
    "ranking": "face/guide_ranking.html",
    "report": "face/guide_report.html",
    "case": "face/guide_case.html",
    "home": "face/guide_home.html",
    "dialog": "face/guide_dialog.html",
    "404": "404.html",
    "409": "409.html",
}


def sample_context() -> dict[str, object]:
    """Everything the guide's templates show."""
    return {
        "now": samples.NOW,
        "today": samples.NOW.date(),
        "soon": samples.at(0.2, 18),
        "later": samples.at(2, 12),
        "late": samples.at(-3),
        "form": samples.SampleForm(),
        "wrong": samples.wrong_form(),
        "filter": samples.FilterForm(),
        "steps": samples.STEPS,
        "late_steps": samples.LATE_STEPS,
        "axes": samples.AXES,
        "axes_3": samples.AXES_3,
        "parts": samples.PARTS,
        "events": samples.EVENTS,
        "tasks": samples.TASKS,
        "tabs": samples.TABS,
        "providers": samples.PROVIDERS,
        "dims": samples.DIMS,
        "measures": samples.MEASURES,
        "centers": samples.CENTERS,
        "days": samples.booking_days(),
        "week": samples.week(),
        "page": samples.page(),
        "what": "报告已由武进中心退回修改，您打开的是上一版。",
        "who": "武进中心 沈静",
        "at": samples.at(-1, 16, 5),
    }


@login_not_required
def guide(request: HttpRequest) -> HttpResponse:
    """One page of the guide, chosen by `?show=`; 404 for a name it has not."""
    show = request.GET.get("show", "parts")
    if show not in PAGES:
        raise Http404
    nav = [] if show == "home" else samples.NAV
    nav = [
        type(place)(place.url, place.label, place.icon, place.count, place.url == f"?show={show}")
        for place in nav
    ]
    status = int(show) if show.isdigit() else 200
    return render(request, PAGES[show], sample_context() | {"nav": nav}, status=status)

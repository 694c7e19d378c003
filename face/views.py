"""The living style guide: every part with sample data, and whole sample pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from face import sample_forms, samples
from face.sample_words import words

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
    "403": "403.html",
    "404": "404.html",
    "409": "409.html",
}


def sample_context(show: str) -> dict[str, object]:
    """Everything the guide's templates show, in the active language."""
    w = words()
    return {
        "w": w,
        "show": show,
        "pages": list(PAGES),
        "now": samples.NOW,
        "today": samples.NOW.date(),
        "soon": samples.at(0, 18),
        "later": samples.at(2, 12),
        "late": samples.at(-3),
        "before": samples.at(0, 8, 12),
        "form": sample_forms.SampleForm(w),
        "wrong": sample_forms.wrong_form(w),
        "filter": sample_forms.FilterForm(w),
        "steps": samples.steps(w),
        "late_steps": samples.late_steps(w),
        "booking_steps": [w["b_s1"], w["b_s2"], w["b_s3"], w["b_s4"]],
        "axes": samples.axes(w),
        "axes_3": [axis for axis in samples.axes(w) if "_" not in axis.label][:3],
        "parts": samples.parts(w),
        "events": samples.events(w),
        "tasks": samples.tasks(w),
        "tabs": samples.tabs(w),
        "providers": samples.providers(w),
        "dims": samples.dims(w),
        "measures": samples.measures(w),
        "centers": samples.centers(w),
        "days": samples.booking_days(w),
        "week": samples.week(w),
        "page": samples.page(),
        "what": w["g_stale"],
        "who": w["shen_long"],
        "at": samples.at(-1, 16, 5),
        "nav": [] if show == "home" else samples.nav(w, show),
    }


@login_not_required
def guide(request: HttpRequest) -> HttpResponse:
    """One page of the guide, chosen by `?show=`; 404 for a name it has not."""
    show = request.GET.get("show", "parts")
    if show not in PAGES:
        raise Http404
    status = int(show) if show.isdigit() else 200
    return render(request, PAGES[show], sample_context(show), status=status)

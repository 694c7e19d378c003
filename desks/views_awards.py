"""Awards: a provider's own, one of them, and objecting to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from desks.doors import for_deed, row_or_404
from foundation import clock
from subsidies.choices import AwardState
from subsidies.models import Award
from subsidies.words import why_words
from workflows.awardfile import award_context, may_object
from workflows.models import Due
from workflows.periodfile import AWARD_TONES, GRADE_TONES, last_notice
from workflows.steps.award import ObjectStep


@for_deed("subsidies.view_own_awards")
def awards(request: HttpRequest) -> HttpResponse:
    """The provider's evaluations and awards, the latest year first."""
    user, at = person(request), clock.now()
    found = Award.objects.visible_to(user).with_names().order_by("-period__year")
    rows = [
        {
            "award": award,
            "evaluation": award.evaluation,
            "tone": AWARD_TONES.get(AwardState(award.state), ""),
            "grade_tone": GRADE_TONES.get(award.evaluation.grade, ""),
            "why": why_words(award.why),
            "notice": last_notice(award),
            "may_object": may_object(award, user, last_notice(award), at),
        }
        for award in found.prefetch_related("notices")
    ]
    return render(request, "desks/awards.html", {"rows": rows})


def award(request: HttpRequest, pk: int) -> HttpResponse:
    """One award: sum, path, timeline, papers, and what is to be done."""
    found = award_or_404(request, pk)
    context = award_context(found, person(request), at=clock.now())
    return render(request, "desks/award.html", context)


def award_or_404(request: HttpRequest, pk: int) -> Award:
    """The award with everything its pages show, if the person may see it."""
    rows = Award.objects.visible_to(request.user).with_names()
    rows = rows.select_related("ordered_by", "payment__by").prefetch_related(
        "notices__by", "objections__decided_by"
    )
    found: Award = row_or_404(request, "subsidies.view_award", rows, pk=pk)
    return found


@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to an award while its notice runs; it is a way to end that step."""
    found = award_or_404(request, pk)
    row_or_404(
        request, "subsidies.object", Award.objects.visible_to(request.user), pk=pk
    )
    due = (
        Due.objects.with_names()
        .visible_to(request.user)
        .filter(award=found, node="notice", done_at=None)
        .first()
    )
    if due is None:
        messages.warning(request, _("The time for objections has ended."))
        return redirect("award", pk=pk)
    step = ObjectStep(request, due)
    return step.post() if request.method == "POST" else step.get()

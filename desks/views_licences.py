"""Pictures of business licences that wait for the center."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.actions import decide_licence
from accounts.choices import LicenceState
from accounts.models import Licence
from accounts.requests import person
from desks.doors import for_deed, row_or_404
from desks.reading import note_read
from face.files import answer
from face.items import Tab
from foundation import clock
from foundation.errors import DomainError

PER_PAGE = 25
DECIDE = "accounts.decide_licence"


@for_deed("accounts.view_licences")
def licences(request: HttpRequest) -> HttpResponse:
    """Those waiting, the oldest first; those decided, the latest first."""
    decided = request.GET.get("tab") == "decided"
    rows = Licence.objects.visible_to(request.user).with_names()
    waiting = rows.waiting()
    shown = (
        rows.exclude(state=LicenceState.WAITING).order_by("-decided_at", "-pk")
        if decided
        else waiting
    )
    context = {
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "decided": decided,
        "tabs": [
            Tab("?tab=waiting", _("To be looked at"), waiting.count(), not decided),
            Tab("?tab=decided", _("Decided"), None, decided),
        ],
    }
    return render(request, "desks/licences.html", context)


class DecisionForm(forms.Form):
    """Yes, or no with a reason."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("approve", gettext_lazy("Approve: the person is connected")),
            ("refuse", gettext_lazy("Refuse, with a reason")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The person reads it. Needed for a refusal."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@require_http_methods(["GET", "POST"])
def licence(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture beside the firm's facts, and the decision."""
    rows = Licence.objects.visible_to(request.user).with_names()
    row: Licence = row_or_404(request, DECIDE, rows, pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decide(request, row, form):
        return redirect("licences")
    context = {"row": row, "form": form, "waits": row.state == LicenceState.WAITING}
    status = 422 if form.errors else 200
    return render(request, "desks/licence.html", context, status=status)


def _decide(request: HttpRequest, row: Licence, form: DecisionForm) -> bool:
    approved = form.cleaned_data["decision"] == "approve"
    reason = form.cleaned_data["reason"]
    if not approved and not reason.strip():
        form.add_error(
            "reason", _("Please say why, so that the person knows what to do.")
        )
        return False
    try:
        decide_licence(
            licence=row,
            approved=approved,
            reason=reason,
            by=person(request),
            at=clock.now(),
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Decided. The person has been told."))
    return True


def picture(request: HttpRequest, pk: int) -> FileResponse:
    """The picture itself, to those who decide about it; from no public folder."""
    rows = Licence.objects.visible_to(request.user)
    row: Any = get_object_or_404(rows, pk=pk)
    if not person(request).has_perm(DECIDE, row):
        raise Http404
    note_read(request, "accounts.read_licence", row)
    return answer(row.picture, row.kind, f"licence-{row.pk}")

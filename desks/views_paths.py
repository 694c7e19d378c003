"""A case goes one step back, to another center, or ends; each with a reason."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from assignments.choices import Fault
from bookings.actions.referring import centers_for
from bookings.cutoffs import changeable_until
from bookings.models import Booking
from centers.models import Center
from face import formats
from foundation import clock
from foundation.errors import DomainError
from workflows import engine, returning
from workflows.steps.change import ReasonForm
from workflows.steps.forms import say_why_not


class FaultForm(ReasonForm):
    """Whose doing it was, and why."""

    fault = forms.ChoiceField(
        label=gettext_lazy("Whose doing is it?"),
        choices=Fault.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Given back after the cut-off, or nobody came: it counts as a late "
            "cancellation in the provider's evaluation."
        ),
    )
    field_order = ("fault", "reason")


class ReferForm(ReasonForm):
    """To which center, and why."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("To the center"),
        queryset=Center.objects.none(),
        empty_label="—",
    )
    field_order = ("to", "reason")

    def __init__(self, *args: Any, centers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = centers


def _case(request: HttpRequest, number: str) -> Booking:
    rows = Booking.objects.visible_to(person(request)).with_names()
    found: Booking = get_object_or_404(rows, number=number)
    return found


@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """One step back; whoever may not is told at the case why."""
    case, user = _case(request, number), person(request)
    back = returning.way_back(case, user)
    if back is None:
        words = returning.NO_WAY_BACK.get(case.stage, _("This is not yours to do."))
        messages.info(request, str(words))
        return redirect("case", number=number)
    form = (FaultForm if back.asks_fault else ReasonForm)(request.POST or None)
    context = {"title": back.words, "help": back.help, "button": _("One step back")}
    if back is returning.GIVE_BACK:
        context |= {"button": back.words, "more": _free_until(case)}
    return _page(
        request, case, form, context,
        lambda data: returning.send_back(
            booking=case, by=user, at=clock.now(), **data
        ),
        after="cases" if back is returning.GIVE_BACK else "",
    )  # fmt: skip


def _free_until(case: Booking) -> str:
    """Until when giving a visit back costs nothing; '' without a half-day."""
    if case.slot is None:
        return ""
    until = changeable_until(case.slot)
    words = _(
        "Until %(until)s it costs nothing; afterwards it counts as a late cancellation "
        "in your evaluation."
    )
    if until < clock.now():
        words = _(
            "It was free until %(until)s; now it counts as a late cancellation in your "
            "evaluation."
        )
    return words % {"until": formats.moment(until)}


@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest, number: str) -> HttpResponse:
    """To another center; whoever may not is told at the case why."""
    case, user = _case(request, number), person(request)
    if case.stage not in returning.REFERABLE or not user.has_perm(
        "bookings.refer", case
    ):
        words = _("A case can be referred before its provider is confirmed.")
        messages.info(request, words)
        return redirect("case", number=number)
    form = ReferForm(request.POST or None, centers=centers_for(case, on=clock.today()))
    context = {
        "title": _("Refer to another center"),
        "help": _("The place is free again; the firm chooses a new date there."),
        "button": _("Refer"),
    }
    return _page(
        request, case, form, context,
        lambda data: returning.refer_case(
            booking=case, by=user, at=clock.now(), **data
        ),
        after="cases",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, number: str) -> HttpResponse:
    """The center ends a case after its visit; before it, cancelling has its page."""
    case, user = _case(request, number), person(request)
    if not returning.may_end(case, user):
        return redirect("cancel_case", number=number)
    form = ReasonForm(request.POST or None)
    context = {
        "title": _("End the case"),
        "help": _(
            "By the published rule it counts as a case the provider did not complete; "
            "the firm may book again."
        ),
        "button": _("End the case"),
    }
    return _page(
        request, case, form, context,
        lambda data: engine.cancel_case(
            booking=case, by=user, at=clock.now(), reason=data["reason"]
        ),
    )  # fmt: skip


def _page(
    request: HttpRequest,
    case: Booking,
    form: forms.Form,
    context: dict[str, Any],
    deed: Callable[[dict[str, Any]], None],
    after: str = "",
) -> HttpResponse:
    """The form, or the deed and the way on; what was typed is never lost."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                deed(form.cleaned_data)
            except DomainError as error:
                status = say_why_not(form, error)
            else:
                messages.success(request, _("Done; everybody concerned has been told."))
                return redirect(after) if after else redirect("case", case.number)
    page = {"case": case, "form": form, **context}
    return render(request, "desks/path.html", page, status=status)

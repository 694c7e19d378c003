"""Who does my steps while I am away."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import colleagues, end_stand_in, name_stand_in
from accounts.models import Membership, StandIn, User
from accounts.requests import person
from foundation import clock
from foundation.errors import DomainError
from workflows.steps.forms import DayInput, say_why_not


class StandInForm(forms.Form):
    """Whom, and from when to when."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Stand-in"), queryset=User.objects.none(), empty_label="—"
    )
    first_on = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last_on = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people


def _mine(request: HttpRequest) -> Membership:
    user = person(request)
    if user.acting is None or not user.has_perm("accounts.name_stand_in"):
        raise Http404
    return user.acting


@require_http_methods(["GET", "POST"])
def stand_ins(request: HttpRequest) -> HttpResponse:
    """Mine, and naming one more."""
    membership, today = _mine(request), clock.today()
    people = colleagues(membership, day=today)
    form = StandInForm(request.POST or None, people=people)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _named(form, membership):
            messages.success(request, _("Your stand-in is named and has been told."))
            return redirect("stand_ins")
    rows = StandIn.objects.filter(membership=membership).select_related("person")
    others = StandIn.objects.on(today).filter(person=person(request))
    context = {
        "form": form,
        "rows": rows[:50],
        "others": others.select_related("membership__user"),
        "today": today,
        "has_people": people.exists(),
    }
    return render(request, "desks/stand_ins.html", context, status=status)


def _named(form: StandInForm, membership: Membership) -> bool:
    try:
        name_stand_in(membership=membership, at=clock.now(), **form.cleaned_data)
    except DomainError as error:
        say_why_not(form, error)
        return False
    return True


@require_POST
def end(request: HttpRequest, row_id: int) -> HttpResponse:
    """I am back early."""
    rows = StandIn.objects.filter(membership=_mine(request))
    row = get_object_or_404(rows.select_related("person"), pk=row_id)
    try:
        end_stand_in(stand_in=row, by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your steps are yours alone again."))
    return redirect("stand_ins")

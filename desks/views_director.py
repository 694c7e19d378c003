"""The page of the bureau's head: five numbers, and remarks that become tasks."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Avg
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.requests import person
from bookings.models import Booking
from centers.models import Center
from desks.doors import for_deed
from desks.progress import campaign_of, district_rows, total_of
from diagnoses.models import SignOff
from directives.models import Directive
from face import formats
from foundation import clock
from foundation.errors import DomainError
from foundation.models import work_calendar
from subsidies.ledger import left_of
from workflows.models import Due, Term
from workflows.start import give_directive
from workflows.steps.forms import DayInput

SHOWN = 20
TERM = "remark"


class RemarkForm(forms.Form):
    """What, by whom, by when, and about which case."""

    text = forms.CharField(
        label=gettext_lazy("Remark"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Please write the remark.")},
    )
    center = forms.ModelChoiceField(
        label=gettext_lazy("Addressed to"),
        queryset=Center.objects.all(),
        required=False,
        empty_label=gettext_lazy("The bureau"),
    )
    booking = forms.CharField(
        label=gettext_lazy("Case number"),
        max_length=20,
        required=False,
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due on"),
        widget=DayInput,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_booking(self) -> Booking | None:
        """The case of that number."""
        number = self.cleaned_data["booking"].strip()
        if not number:
            return None
        found = Booking.objects.visible_to(self.user).filter(number__iexact=number)
        case: Booking | None = found.first()
        if case is None:
            raise forms.ValidationError(_("There is no case of this number."))
        return case


@dataclass(frozen=True)
class Figure:
    """One of the five numbers."""

    label: str
    value: str
    url: str
    tone: str = ""
    note: str = ""


@for_deed("directives.give")
def director(request: HttpRequest) -> HttpResponse:
    """On a phone, in the car: how it stands, and what shall be done."""
    user, today = person(request), clock.today()
    first = {
        "due_on": work_calendar().add(today, Term.on(TERM, today).working_days),
        "booking": request.GET.get("case", ""),
    }
    form = RemarkForm(request.POST or None, user=user, initial=first)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _given(form, user):
            messages.success(request, _("Given: it is a task with a deadline now."))
            return redirect("director")
    rows = Directive.objects.visible_to(user).select_related("center", "booking")
    context = {
        "figures": figures(user, today),
        "form": form,
        "rows": [_row(row, today) for row in rows[:SHOWN]],
    }
    return render(request, "desks/director.html", context, status=status)


def _given(form: RemarkForm, user: Any) -> bool:
    try:
        give_directive(by=user, at=clock.now(), **form.cleaned_data)
    except DomainError as error:
        form.add_error("due_on", str(error))
        return False
    return True


def figures(user: Any, today: date) -> list[Figure]:
    """Running, late, accepted, satisfaction, budget left."""
    cases = Booking.objects.visible_to(user)
    late = Due.objects.visible_to(user).late(today).count()
    found = campaign_of(user, "", today)
    total = total_of(district_rows(found, user, today)) if found else {}
    said = SignOff.objects.visible_to(user).filter(diagnosis__booking__campaign=found)
    score = said.aggregate(n=Avg("score"))["n"]
    return [
        Figure(_("Diagnoses running"), str(cases.running().count()), reverse("cases")),
        Figure(
            _("Late steps"), str(late), f"{reverse('deadlines')}?state=late",
            tone="bad" if late else "ok",
        ),
        Figure(
            _("Accepted"), str(total.get("accepted", 0)), reverse("campaign"),
            note=total.get("quota_words", ""),
        ),
        Figure(
            _("Satisfaction"), "—" if score is None else f"{score:.1f}",
            reverse("campaign"),
        ),
        Figure(
            _("Budget left"), formats.wan(left_of(found) if found else 0),
            reverse("ledger"),
        ),
    ]  # fmt: skip


def _row(remark: Directive, today: date) -> dict[str, Any]:
    done = remark.answered_at is not None
    return {
        "remark": remark,
        "to": remark.center or _("The bureau"),
        "due": None if done else formats.due_day(remark.due_on, today),
    }


@require_safe
def remark(request: HttpRequest, remark_id: int) -> HttpResponse:
    """One remark: what was asked, what was done."""
    rows = Directive.objects.visible_to(person(request)).select_related(
        "center", "booking__company", "given_by", "answered_by"
    )
    found = get_object_or_404(rows, pk=remark_id)
    due = Due.objects.for_person(request.user).filter(directive=found).first()
    context = {**_row(found, clock.today()), "task": due}
    return render(request, "desks/remark.html", context)

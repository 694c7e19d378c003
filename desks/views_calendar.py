"""The working-day calendar: which years are entered, and a new year's notice."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from bookings.actions import Entered, booked_on_days_off, enter_holidays
from bookings.planning import year_without_table
from foundation import clock
from foundation.models import WorkdayYear
from foundation.workdays import COLUMNS, LineFault, TableError

LARGEST_FILE = 100_000
EXAMPLE = (
    ",".join(COLUMNS),
    "2027,2027-01-01,off,元旦",
    "2027,2027-01-03,work,元旦",
)


class HolidayForm(forms.Form):
    """A file or pasted lines, and where they come from."""

    file = forms.FileField(label=gettext_lazy("File (csv)"), required=False)
    text = forms.CharField(
        label=gettext_lazy("or the lines themselves"),
        required=False,
        max_length=LARGEST_FILE,
        help_text=gettext_lazy("The heading first, then a line for each day."),
        widget=forms.Textarea(
            attrs={"rows": 8, "placeholder": "year,day,kind,name_zh"}
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("Source (title of the notice)"), max_length=200
    )

    def clean(self) -> dict[str, Any]:
        """The table as text, from whichever was given."""
        data: dict[str, Any] = super().clean() or {}
        file = data.get("file")
        if file is None:
            data["table"] = data.get("text", "")
        elif file.size > LARGEST_FILE:
            self.add_error("file", _("This file is too large for a year's notice."))
        else:
            data["table"] = _decoded(self, file.read())
        if not self.errors and not data["table"].strip():
            self.add_error("text", _("Give a file or the lines."))
        return data


def _decoded(form: forms.Form, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    form.add_error("file", _("This is not a text file."))
    return ""


def _in_words(wrong: LineFault) -> str:
    """The line and what is wrong with it, in the reader's language."""
    fault = _(wrong.fault.template) % wrong.fault.values
    return _("Line %(line)d: %(fault)s") % {"line": wrong.line, "fault": fault}


def _say(request: HttpRequest, done: Entered) -> None:
    """What entering the notice changed."""
    words = _("Entered: %(years)s. Every center's slots are planned anew.")
    messages.success(request, words % {"years": ", ".join(map(str, done.years))})
    if done.closed:
        words = _(
            "Times closed on new days off: %(closed)d. Bookings on them: %(booked)d; "
            "the firms and their centers have been told."
        )
        facts = {"closed": done.closed, "booked": done.booked}
        messages.warning(request, words % facts)


@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Years entered, and the form; every wrong line is named, nothing is lost."""
    if not person(request).has_perm("city.import_holidays"):
        raise Http404
    form = HolidayForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        try:
            done = enter_holidays(
                text=form.cleaned_data["table"],
                source=form.cleaned_data["source"],
                by=person(request),
                at=at,
            )
        except TableError as error:
            faults = [_in_words(fault) for fault in error.errors]
        else:
            _say(request, done)
            return redirect("calendar")
    context = {
        "form": form,
        "faults": faults,
        "example": EXAMPLE,
        "booked": booked_on_days_off(clock.now()),
        "uncovered": year_without_table(at=clock.now()),
        "years": WorkdayYear.objects.annotate(
            off=Count("days", filter=Q(days__is_work=False)),
            work=Count("days", filter=Q(days__is_work=True)),
        ),
    }
    status = 422 if faults or form.errors else 200
    return render(request, "desks/calendar.html", context, status=status)

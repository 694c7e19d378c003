"""The center's services: terms, weekly hours, closures, extra hours, leave."""

from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from bookings.actions import apply_closure, lift_closure
from bookings.models import Duty
from bookings.planning import plan_center
from centers.actions import (
    change_service,
    close_days,
    drop_exception,
    open_extra,
    take_leave,
)
from centers.choices import Weekday
from centers.hours import WeeklyHours
from centers.models import (
    Adviser,
    AdviserLeave,
    Center,
    Closure,
    ExtraHours,
    Service,
)
from desks.views_week import center_of
from foundation import clock
from foundation.errors import DomainError
from workflows.steps.forms import day_field, say_why_not

MOST_ROWS = 40
EXCEPTIONS: dict[str, Any] = {
    "closure": Closure,
    "extra": ExtraHours,
    "leave": AdviserLeave,
}


def _time(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget)


class TermsForm(forms.ModelForm):
    """How a service is booked."""

    class Meta:
        model = Service
        fields = [
            "is_open", "minutes", "buffer_before", "buffer_after", "notice_hours",
            "cutoff_hours", "horizon_days", "per_day", "per_week", "open_per_firm",
            "room",
        ]  # fmt: skip


class HoursForm(forms.Form):
    """One interval of the week."""

    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday"), choices=Weekday.choices, coerce=int
    )
    opens = _time(gettext_lazy("From"))
    closes = _time(gettext_lazy("Until"))
    capacity = forms.IntegerField(
        label=gettext_lazy("At once"), min_value=1, max_value=500
    )


HoursRows = forms.formset_factory(
    HoursForm, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


class CloseForm(forms.Form):
    """Days on which the center, or one service, is closed: one entry for a range."""

    service = forms.ModelChoiceField(
        label=gettext_lazy("Service"),
        queryset=Service.objects.none(),
        required=False,
        empty_label=gettext_lazy("The whole center"),
    )
    first = day_field(gettext_lazy("First day"))
    last = day_field(gettext_lazy("Last day"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=120)

    def __init__(self, *args: Any, center: Center, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["service"]
        field.queryset = Service.objects.filter(center=center)


class ExtraForm(CloseForm):
    """Days on which a service is open besides its weekly hours."""

    opens = _time(gettext_lazy("From"))
    closes = _time(gettext_lazy("Until"))
    capacity = forms.IntegerField(
        label=gettext_lazy("At once"), min_value=1, max_value=500
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["service"]
        field.required, field.empty_label = True, "—"


class LeaveForm(forms.Form):
    """An adviser's days away."""

    adviser = forms.ModelChoiceField(
        label=gettext_lazy("Adviser"), queryset=Adviser.objects.none()
    )
    first = day_field(gettext_lazy("First day"))
    last = day_field(gettext_lazy("Last day"))

    def __init__(self, *args: Any, center: Center, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["adviser"]
        field.queryset = Adviser.objects.filter(center=center)


DEEDS: dict[str, tuple[Any, Any]] = {
    "closure": (CloseForm, close_days),
    "extra": (ExtraForm, open_extra),
    "leave": (LeaveForm, take_leave),
}


def services(request: HttpRequest) -> HttpResponse:
    """Every service with its hours, and what differs from them."""
    return _services(request, center_of(request))


def _services(
    request: HttpRequest,
    center: Center,
    bound: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = clock.today()
    rows = Service.objects.visible_to(request.user)

    def ahead(model: Any) -> Any:
        return model.objects.visible_to(request.user).filter(last_on__gte=today)

    context = {
        "center": center,
        "services": [
            {"row": row, "hours": hours_lines(row)}
            for row in rows.prefetch_related("opening_rules", "advisers")
        ],
        "closures": ahead(Closure).select_related("service"),
        "extras": ahead(ExtraHours).select_related("service"),
        "leaves": ahead(AdviserLeave).select_related("adviser"),
        "forms": {
            kind: (bound or {}).get(kind) or form(center=center, prefix=kind)
            for kind, (form, _deed) in DEEDS.items()
        },
    }
    return render(request, "desks/services.html", context, status=status)


def hours_lines(service: Service) -> list[str]:
    """The weekly hours, days of the same hours together: 周一、周三 09:00–11:30."""
    days: dict[str, list[str]] = {}
    for rule in service.opening_rules.all():
        hours = f"{rule.opens:%H:%M}–{rule.closes:%H:%M}"
        days.setdefault(hours, []).append(str(rule.get_weekday_display()))
    week = [str(label) for _value, label in Weekday.choices[:5]]
    return [
        f"{_('Mon to Fri') if names == week else _(', ').join(names)} {hours}"
        for hours, names in days.items()
    ]


@require_http_methods(["GET", "POST"])
def service(request: HttpRequest, service_id: int) -> HttpResponse:
    """Terms and weekly hours of one service."""
    center = center_of(request)
    row = get_object_or_404(Service.objects.visible_to(request.user), pk=service_id)
    hours = [
        {key: getattr(rule, key) for key in HoursForm.base_fields}
        for rule in row.opening_rules.all()
    ]
    form = TermsForm(request.POST or None, instance=copy(row))
    rows = HoursRows(request.POST or None, initial=hours, prefix="hours")
    if request.method == "POST" and form.is_valid() & rows.is_valid():
        try:
            change_service(
                service=row,
                terms=form.cleaned_data,
                hours=_kept(rows),
                by=person(request),
                at=clock.now(),
            )
        except DomainError as error:
            say_why_not(form, error)
        else:
            plan_center(center, at=clock.now(), kinds=[row.kind])
            words = _("Saved. Drafts follow; what is released keeps its time.")
            messages.success(request, words)
            return redirect("services")
    wrong = request.method == "POST"
    context = {"service": row, "form": form, "hours": rows}
    return render(request, "desks/service.html", context, status=422 if wrong else 200)


def _kept(rows: Any) -> list[WeeklyHours]:
    return [
        WeeklyHours(**{key: row[key] for key in HoursForm.base_fields})
        for row in rows.cleaned_data
        if row and not row.get("DELETE")
    ]


@require_POST
def add_exception(request: HttpRequest, kind: str) -> HttpResponse:
    """Close days, open extra hours, note a leave."""
    center = center_of(request)
    if kind not in DEEDS:
        raise Http404
    make, deed = DEEDS[kind]
    form = make(request.POST, center=center, prefix=kind)
    if form.is_valid():
        facts = {"center": center, **form.cleaned_data}
        try:
            row = deed(by=person(request), at=clock.now(), **facts)
        except DomainError as error:
            form.add_error(None, str(error))
    if form.errors:
        return _services(request, center, {kind: form}, status=422)
    _say_booked(request, row)
    plan_center(center, at=clock.now())
    messages.success(request, _("Saved. Drafts follow; booked times stay."))
    return redirect("services")


def _say_booked(request: HttpRequest, closure: Any) -> None:
    """Close what is planned on a closure's days, and say what is booked there."""
    if isinstance(closure, AdviserLeave):
        _say_served(request, closure)
    if not isinstance(closure, Closure):
        return
    booked = apply_closure(closure=closure, by=person(request), at=clock.now())
    if booked:
        words = ngettext(
            "%(n)d booking stands on these days; the firm has been told.",
            "%(n)d bookings stand on these days; the firms have been told.",
            booked,
        )
        messages.warning(request, words % {"n": booked})


def _say_served(request: HttpRequest, leave: AdviserLeave) -> None:
    """Say at which booked times the adviser was to serve on the days of leave."""
    days = (leave.first_on, leave.last_on)
    served = Duty.objects.filter(
        adviser=leave.adviser, slot__on__range=days, slot__taken__gt=0
    )
    if times := served.count():
        words = ngettext(
            "%(name)s was to serve at %(n)d booked time on these days: "
            "please see that somebody else is there.",
            "%(name)s was to serve at %(n)d booked times on these days: "
            "please see that somebody else is there.",
            times,
        )
        messages.warning(request, words % {"n": times, "name": leave.adviser.name})


@require_POST
def drop(request: HttpRequest, kind: str, row_id: int) -> HttpResponse:
    """Undo a closure, extra hours or a leave."""
    center = center_of(request)
    if kind not in EXCEPTIONS:
        raise Http404
    rows = EXCEPTIONS[kind].objects.visible_to(request.user)
    row = get_object_or_404(rows, pk=row_id)
    if kind == "closure":
        lift_closure(closure=row, by=person(request), at=clock.now())
    drop_exception(row=row, by=person(request), at=clock.now())
    plan_center(center, at=clock.now())
    messages.success(request, _("Taken out. Drafts follow."))
    return redirect("services")

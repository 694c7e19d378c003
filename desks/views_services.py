"""The center's services: terms, hours, release, closures, extra hours, leave."""

from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from bookings.actions import apply_closure, lift_closure
from bookings.models import Duty
from bookings.planning import plan_center
from bookings.quotas import places_of
from bookings.words import usage_words
from centers.actions import (
    add_service,
    change_service,
    close_days,
    drop_exception,
    open_extra,
    set_release,
    take_leave,
)
from centers.choices import ServiceKind, Weekday
from centers.hours import WeeklyHours
from centers.models import (
    AdviserLeave,
    Center,
    Closure,
    ExtraHours,
    Service,
)
from desks.service_forms import (
    CloseForm,
    ExtraForm,
    HoursForm,
    HoursRows,
    LeaveForm,
    NewServiceForm,
    ReleaseForm,
    TermsForm,
    say_again,
)
from desks.views_week import center_of
from foundation import clock
from foundation.errors import DomainError

EXCEPTIONS: dict[str, Any] = {
    "closure": Closure,
    "extra": ExtraHours,
    "leave": AdviserLeave,
}


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
    bound: dict[str, forms.BaseForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = clock.today()
    rows = Service.objects.visible_to(request.user).prefetch_related(
        "opening_rules", "advisers"
    )
    places = places_of([row for row in rows if row.kind != ServiceKind.VISIT], on=today)

    def ahead(model: Any) -> Any:
        return model.objects.visible_to(request.user).filter(last_on__gte=today)

    context = {
        "center": center,
        "services": [
            {"row": row, "hours": hours_lines(row), "places": places.get(row.pk)}
            for row in rows
        ],
        "campaign": next((one.campaign for one in places.values()), None),
        "closures": ahead(Closure).select_related("service"),
        "extras": ahead(ExtraHours).select_related("service"),
        "leaves": ahead(AdviserLeave).select_related("adviser"),
        "forms": {
            kind: (bound or {}).get(kind) or form(center=center, prefix=kind)
            for kind, (form, _deed) in DEEDS.items()
        },
        "new_form": (bound or {}).get("new") or NewServiceForm(center=center),
        "release_form": (bound or {}).get("release") or ReleaseForm(instance=center),
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
    form = TermsForm(request.POST or None, instance=copy(row), used=_used(row))
    rows = HoursRows(request.POST or None, initial=hours, prefix="hours")
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid() & rows.is_valid():
        terms = dict(form.cleaned_data)
        try:
            change_service(
                service=row,
                seen=terms.pop("seen"),
                advisers=terms.pop("advisers", None),
                terms=terms,
                hours=_kept(rows),
                by=person(request),
                at=clock.now(),
            )
        except DomainError as error:
            status = say_again(form, row, error)
        else:
            plan_center(center, at=clock.now(), kinds=[row.kind])
            words = _("Saved. Drafts follow; what is released keeps its time.")
            messages.success(request, words)
            return redirect("services")
    context = {"service": row, "form": form, "hours": rows}
    return render(request, "desks/service.html", context, status=status)


def _used(row: Service) -> str:
    """How many places of the open campaign are used, in words; "" where none is."""
    own = places_of([row], on=clock.today()).get(row.pk)
    return usage_words(own.used, own.limit, own.campaign.year) if own else ""


@require_POST
def new_service(request: HttpRequest) -> HttpResponse:
    """Add a service; its page asks for the rest."""
    center = center_of(request)
    form = NewServiceForm(request.POST, center=center)
    if form.is_valid():
        facts = {"center": center, **form.cleaned_data}
        try:
            row = add_service(by=person(request), at=clock.now(), **facts)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            words = _("Added. Enter its hours and offer it when they are right.")
            messages.success(request, words)
            return redirect("service", row.pk)
    return _services(request, center, {"new": form}, status=422)


@require_POST
def release_rule(request: HttpRequest) -> HttpResponse:
    """When planned times are released by themselves."""
    center = center_of(request)
    form = ReleaseForm(request.POST, instance=copy(center))
    if not form.is_valid():
        return _services(request, center, {"release": form}, status=422)
    try:
        set_release(
            center=center,
            seen=form.cleaned_data["seen"],
            ahead=form.cleaned_data["release_ahead"],
            moment=form.cleaned_data["release_time"],
            by=person(request),
            at=clock.now(),
        )
    except DomainError as error:
        status = say_again(form, center, error)
        return _services(request, center, {"release": form}, status=status)
    words = _("Saved. It holds for times planned from now on.")
    messages.success(request, words)
    return redirect("services")


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

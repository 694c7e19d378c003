"""The firm books: service, day, time, confirm; one page, with or without script."""

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from bookings import places
from bookings.actions import book_appointment, campaign_on, eligibility_of
from bookings.eligibility import ONE_PER_CAMPAIGN
from bookings.models import Booking, Hold, Slot
from bookings.words import flag_words, refusal_words
from centers.choices import ServiceKind
from centers.models import Service
from companies.models import Company
from desks.booking_forms import SlotForm, form_for
from foundation import clock
from foundation.access.scoping import Reader
from foundation.errors import DomainError, LostRace
from foundation.prepared import prepared
from workflows.start import book_diagnosis
from workflows.steps.forms import say_why_not

SHOWN_SLOTS = 600  # thirty days of ten half-hours and some


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Pick and confirm; a clear no with reasons where the firm is not eligible."""
    company = company_of(request)
    kind = _kind_of(request)
    first = {key: request.GET.get(key, "") for key in ("needs", "preferred_provider")}
    form = form_for(kind, second=_is_second(request))(
        request.POST or None, company=company, kind=kind, initial=first
    )
    if request.method == "POST":
        return _submit(request, company, kind, form)
    if kind == ServiceKind.VISIT:
        verdict = _eligibility(company, second=_is_second(request))
        if not verdict.eligible:
            return _refused(request, company, verdict)
    return _picker(request, company, kind, form, picked=request.GET)


def company_of(request: HttpRequest) -> Company:
    """The firm at which the person is at home; other roles have none here."""
    user = person(request)
    if not user.has_perm("bookings.book"):
        raise Http404
    company: Company | None = _company_of.first(user.role, home=user.home_id)
    if company is None:
        raise Http404
    return company


@prepared
def _company_of(role: str) -> Any:
    """The firm of somebody in this role, with its district."""
    return Company.objects.visible_to(Reader(role)).select_related("district")[:1]


def _kind_of(request: HttpRequest) -> str:
    kind = request.POST.get("service") or request.GET.get("service")
    if kind and kind not in ServiceKind.values:
        raise Http404
    return kind or ServiceKind.VISIT


def _is_second(request: HttpRequest) -> bool:
    """Whether the firm books for another factory than the one diagnosed already."""
    return (request.POST.get("factory") or request.GET.get("factory")) == "2"


def _eligibility(company: Company, *, second: bool = False) -> Any:
    campaign = campaign_on(clock.today(), company.district_id)
    return eligibility_of(company, campaign, second_factory=second)


def _refused(request: HttpRequest, company: Company, verdict: Any) -> HttpResponse:
    running = Booking.objects.visible_to(request.user).running().first()
    context = {
        "company": company,
        "reasons": refusal_words(verdict.refusals),
        "running": running,
        "may_be_second": set(verdict.refusals) <= ONE_PER_CAMPAIGN,
        "services": services_of(company),
        "kind": ServiceKind.VISIT.value,
    }
    return render(request, "desks/book_refused.html", context)


def _submit(
    request: HttpRequest, company: Company, kind: str, form: SlotForm
) -> HttpResponse:
    if not form.is_valid():
        return _picker(request, company, kind, form, picked=request.POST, status=422)
    data = {**form.cleaned_data}
    data.pop("truthful", None)
    facts = {"company": company, "by": request.user, "at": clock.now(), **data}
    try:
        if kind == ServiceKind.VISIT:
            done = redirect("booked", number=book_diagnosis(**facts).number)
        else:
            done = redirect("appointment", number=book_appointment(**facts).number)
    except LostRace as error:
        say_why_not(form, error)
        near = places.nearest_free(data["slot"], at=clock.now())
        return _picker(request, company, kind, form, picked={}, status=409, near=near)
    except DomainError as error:
        say_why_not(form, error)
        return _picker(request, company, kind, form, picked=request.POST, status=422)
    messages.success(request, _("Booked. We have told you by message, too."))
    return done


def _picker(
    request: HttpRequest,
    company: Company,
    kind: str,
    form: SlotForm,
    *,
    picked: Any,
    status: int = 200,
    near: list[Slot] | None = None,
) -> HttpResponse:
    days = [] if near else _days(company, kind)  # who lost the race wants those
    slot = _picked(company, days, picked.get("slot"))
    day_text = slot.on.isoformat() if slot else picked.get("day")
    day = next((day for day in days if day["on"].isoformat() == day_text), None)
    context = {
        **_frame(company, kind),
        "month": month_of(days),
        "first": next((s for d in days for s in d["slots"] if s.left > 0), None),
        "day": day,
        "day_iso": day["on"].isoformat() if day else "",
        "slot": slot,
        "slot_pk": slot.pk if slot else "",
        "step": 3 if slot else 2 if day else 1,
        "form": form,
        "second": _is_second(request),
        "near": near or [],
    }
    template = "desks/book.html"
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined]
        template += "#booker"
    return render(request, template, context, status=status)


def _frame(company: Company, kind: str) -> dict[str, Any]:
    """What stands around the calendar."""
    return {
        "company": company,
        "center": company.district.served_by if company.district else None,
        "services": services_of(company),
        "kind": kind,
        "is_visit": kind == ServiceKind.VISIT,
        "title": ServiceKind(kind).label,
        "labels": [_("Choose a day"), _("Choose a time"), _("Confirm")],
        "flags": _flags(company, kind),
    }


def services_of(company: Company) -> list[Service]:
    """What the firm's center offers for booking, the diagnosis first."""
    center = company.district.served_by_id if company.district else None
    rows = Service.objects.filter(center=center, is_open=True)
    return sorted(rows, key=lambda row: row.kind != ServiceKind.VISIT)


def _days(company: Company, kind: str) -> list[dict[str, Any]]:
    """Days with their slots, full ones too."""
    center = company.district.served_by_id if company.district else None
    slots = Slot.objects.shown(clock.now(), kind).filter(center=center)[:SHOWN_SLOTS]
    return [
        {"on": on, "slots": rows, "left": sum(max(slot.left, 0) for slot in rows)}
        for on, rows in (
            (on, list(group)) for on, group in groupby(slots, key=lambda slot: slot.on)
        )
    ]


def month_of(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Whole weeks from the first day to the last, with the days nobody can book."""
    if not days:
        return []
    first, last = days[0]["on"], days[-1]["on"]
    monday = first - timedelta(days=first.weekday())
    known = {day["on"]: day for day in days}
    cells = (monday + timedelta(days=n) for n in range((last - monday).days + 1))
    return [
        {
            "on": on,
            "number": f"{on.month}/{on.day}" if on == monday or on.day == 1 else on.day,
            "row": known.get(on),
        }
        for on in cells
    ]  # fmt: skip


def _flags(company: Company, kind: str) -> list[str]:
    """What the center will look at first."""
    if kind != ServiceKind.VISIT or company.above_designated:
        return []
    return flag_words(["below_designated"])


def _picked(company: Company, days: list[dict[str, Any]], key: Any) -> Slot | None:
    """The slot of that key, if it has room, or is full of the firm's own hold."""
    slots = (slot for day in days for slot in day["slots"])
    slot = next((slot for slot in slots if str(slot.pk) == str(key)), None)
    if slot is None or slot.left > 0:
        return slot
    own = Hold.objects.filter(company=company, slot=slot, until__gt=clock.now())
    return slot if own.exists() else None


@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Keep the chosen place while the form is filled in: a fragment with the clock."""
    company = company_of(request)
    kind = _kind_of(request)
    center = company.district.served_by_id if company.district else None
    key = request.POST.get("slot", "")
    slot = get_object_or_404(
        Slot.objects.filter(center=center, kind=kind), pk=key if key.isdigit() else 0
    )
    second = _is_second(request)
    if kind == ServiceKind.VISIT and not _eligibility(company, second=second).eligible:
        raise Http404
    held = places.hold(company, slot, at=clock.now())
    near = [] if held else places.nearest_free(slot, at=clock.now())
    context = {"held": held, "near": near, "kind": kind}
    return render(request, "desks/book.html#hold", context)


def booked(request: HttpRequest, number: str) -> HttpResponse:
    """It is booked: what, where, what to prepare, a text to share."""
    booking = get_object_or_404(
        Booking.objects.visible_to(request.user).with_names(), number=number
    )
    link = request.build_absolute_uri(f"/cases/{booking.number}/")
    return render(request, "desks/booked.html", {"case": booking, "link": link})

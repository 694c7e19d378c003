"""Service, day, time, confirm: one page, for the firm itself and for its center."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.requests import person
from bookings.actions import book_appointment, campaign_for, eligibility_of
from bookings.actions.telling import Booked
from bookings.choices import AppointmentState
from bookings.eligibility import ONE_PER_CAMPAIGN
from bookings.models import Appointment, Booking, Hold, Slot
from bookings.quotas import Places, used_up
from bookings.words import flag_words, words_against
from centers.choices import ServiceKind
from centers.models import Service
from companies.models import Company
from desks.booking_forms import SlotForm, form_for
from foundation import clock
from foundation.clock import local_day
from foundation.errors import DomainError, LostRace
from foundation.prepared import Given, prepared
from workflows.steps.forms import say_why_not

SHOWN_SLOTS = 600  # thirty days of ten half-hours and some
TWICE = timedelta(minutes=10)  # what is sent twice is sent again within it


@dataclass(frozen=True)
class Counter:
    """Where a firm's booking is made.

    `visit` books a diagnosis; `done` names the pages of a booked diagnosis and of a
    booked appointment, `said` the words shown there, if any. `told`: the center books
    and is shown who is told of it; the firm states by its link that all is true.
    """

    request: HttpRequest
    company: Company
    here: Any
    hold: Any
    visit: Callable[..., Booking]
    done: tuple[str, str]
    said: Callable[[Booked], str]
    told: Callable[[Company, str], str] | None = None

    @cached_property
    def kind(self) -> str:
        """The service asked for; the diagnosis where none is. 404 for none such."""
        kind = self._asked("service")
        if kind and kind not in ServiceKind.values:
            raise Http404
        return kind or ServiceKind.VISIT

    @property
    def by_center(self) -> bool:
        """Whether the center books for the firm."""
        return self.told is not None

    @cached_property
    def is_second(self) -> bool:
        """Whether it is about another factory than the one diagnosed already."""
        return self._asked("factory") == "2"

    @property
    def center(self) -> int | None:
        """The center that serves the firm's district, by its key."""
        return self.company.district.served_by_id if self.company.district else None

    def _asked(self, name: str) -> Any:
        return self.request.POST.get(name) or self.request.GET.get(name)


def serve(counter: Counter) -> HttpResponse:
    """Pick and confirm; a clear no with reasons where the firm is not eligible."""
    request, kind = counter.request, counter.kind
    form = _form(counter)
    if request.method == "POST":
        return _submit(counter, form)
    if kind == ServiceKind.VISIT:
        verdict = eligibility_for(counter)
        if not verdict.eligible:
            return _refused(counter, verdict)
    return _picker(counter, form, picked=request.GET)


def _form(counter: Counter) -> SlotForm:
    request, kind = counter.request, counter.kind
    first = {key: request.GET.get(key, "") for key in ("needs", "preferred_provider")}
    form = form_for(kind, second=counter.is_second)(
        request.POST or None, company=counter.company, kind=kind, initial=first
    )
    if counter.by_center:
        form.fields.pop("truthful", None)
    return form


def eligibility_for(counter: Counter) -> Any:
    """Whether the firm may have a diagnosis, as the one who books it."""
    company, now = counter.company, clock.now()
    campaign = campaign_for(company, local_day(now))
    more = {"online_at": None if counter.by_center else now}
    return eligibility_of(company, campaign, second_factory=counter.is_second, **more)


def _refused(counter: Counter, verdict: Any) -> HttpResponse:
    running = Booking.objects.visible_to(counter.request.user).running()
    context = {
        "company": counter.company,
        "here": counter.here,
        "by_center": counter.by_center,
        "reasons": words_against(verdict),
        "running": running.filter(company=counter.company).first(),
        "may_be_second": set(verdict.refusals) <= ONE_PER_CAMPAIGN,
        "services": services_of(counter.company),
        "kind": ServiceKind.VISIT.value,
    }
    return render(counter.request, "desks/book_refused.html", context)


def _submit(counter: Counter, form: SlotForm) -> HttpResponse:
    if not form.is_valid():
        return _picker(counter, form, picked=counter.request.POST, status=422)
    data = {**form.cleaned_data}
    data.pop("truthful", None)
    # A second factory could be booked twice over; all else is refused the second time.
    done = _sent_before(counter, data["slot"]) if counter.is_second else None
    try:
        done = done or _book(counter, data)
    except DomainError as error:
        done = _sent_before(counter, data["slot"])
        if done is None:
            return _not_booked(counter, form, error)
    if said := counter.said(done):
        messages.success(counter.request, said)
    return redirect(counter.done[isinstance(done, Appointment)], number=done.number)


def _book(counter: Counter, data: dict[str, Any]) -> Booked:
    """Raises what the actions raise."""
    deed: Any = counter.visit if counter.kind == ServiceKind.VISIT else book_appointment
    booked: Booked = deed(
        company=counter.company, by=person(counter.request), at=clock.now(), **data
    )
    return booked


def _sent_before(counter: Counter, slot: Slot) -> Booked | None:
    """What the same person has just booked for the firm at the same time."""
    own = {"company": counter.company, "slot": slot, "after": clock.now() - TWICE}
    own["booked_by"] = person(counter.request)
    is_visit = counter.kind == ServiceKind.VISIT
    found: Booked | None = _just_booked.first(is_visit, **own)
    return found


@prepared
def _just_booked(is_visit: bool) -> Any:
    """The last case, or appointment, that a person booked for a firm at a slot."""
    mine = Appointment.objects.filter(state=AppointmentState.BOOKED)
    rows: Any = Booking.objects.counted() if is_visit else mine
    own = {name: Given(name) for name in ("company", "slot", "booked_by")}
    return rows.filter(booked_at__gt=Given("after"), **own).order_by("-pk")[:1]


def _not_booked(counter: Counter, form: SlotForm, error: DomainError) -> HttpResponse:
    """Why, on the form; the nearest free times where somebody else was faster."""
    status = say_why_not(form, error)
    if not isinstance(error, LostRace):
        return _picker(counter, form, picked=counter.request.POST, status=status)
    near = list(error.instead)
    return _picker(counter, form, picked={}, status=status, near=near)


def _picker(
    counter: Counter,
    form: SlotForm,
    *,
    picked: Any,
    status: int = 200,
    near: list[Slot] | None = None,
) -> HttpResponse:
    request, frame = counter.request, _frame(counter)
    # Who lost the race wants those; where no place is left, no time can be booked.
    days = [] if near or frame["used_up"] else _days(counter)
    slot = _picked(counter.company, days, picked.get("slot"))
    day_text = slot.on.isoformat() if slot else picked.get("day")
    day = next((day for day in days if day["on"].isoformat() == day_text), None)
    context = {
        **frame,
        "month": month_of(days),
        "first": next((s for d in days for s in d["slots"] if s.left > 0), None),
        "day": day,
        "day_iso": day["on"].isoformat() if day else "",
        "slot": slot,
        "slot_pk": slot.pk if slot else "",
        "step": 3 if slot else 2 if day or near else 1,
        "form": form,
        "near": near or [],
    }
    template = "desks/book.html"
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined]
        template += "#booker"
    return render(request, template, context, status=status)


def _frame(counter: Counter) -> dict[str, Any]:
    """What stands around the calendar."""
    company, kind = counter.company, counter.kind
    services = services_of(company)
    return {
        "company": company,
        "center": company.district.served_by if company.district else None,
        "services": services,
        "used_up": _used_up(services, kind),
        "kind": kind,
        "is_visit": kind == ServiceKind.VISIT,
        "title": ServiceKind(kind).label,
        "labels": [_("Choose a day"), _("Choose a time"), _("Confirm")],
        "flags": _flags(company, kind),
        "second": counter.is_second,
        "here": counter.here,
        "hold_url": counter.hold,
        "by_center": counter.by_center,
        "told": counter.told(company, kind) if counter.told else "",
    }


def services_of(company: Company) -> list[Service]:
    """What the firm's center offers for booking, the diagnosis first."""
    center = company.district.served_by_id if company.district else None
    rows = _offered.all(center=center)
    return sorted(rows, key=lambda row: row.kind != ServiceKind.VISIT)


@prepared
def _offered() -> Any:
    """The services of a center that can be booked."""
    return Service.objects.filter(center=Given("center"), is_open=True)


def _used_up(services: list[Service], kind: str) -> Places | None:
    """The places of the service in this campaign where none of them is left."""
    own = next((row for row in services if row.kind == kind), None)
    return used_up(own, on=clock.today()) if own else None


def _days(counter: Counter) -> list[dict[str, Any]]:
    """Days with their slots, full ones too."""
    shown = Slot.objects.shown(clock.now(), counter.kind)
    slots = shown.filter(center=counter.center)[:SHOWN_SLOTS]
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

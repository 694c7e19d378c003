"""The firm books: day, half-day, needs, confirm; one page, with or without script."""

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bookings.actions import campaign_on, eligibility_of
from bookings.models import Booking, Slot
from bookings.places import nearest_free
from bookings.words import flag_words, refusal_words
from campaigns.models import Campaign
from companies.models import Company
from foundation import clock
from foundation.errors import DomainError, LostRace
from providers.models import Provider
from workflows.start import book_diagnosis

HORIZON_SLOTS = 60


class BookForm(forms.Form):
    """The half-day, what the firm needs, whom it would like."""

    slot = forms.ModelChoiceField(
        label=gettext_lazy("Half-day"),
        queryset=Slot.objects.none(),
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Please choose a half-day."),
            "invalid_choice": gettext_lazy("This half-day is not on the calendar."),
        },
    )
    needs = forms.CharField(
        label=gettext_lazy("What should we look at?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    preferred_provider = forms.ModelChoiceField(
        label=gettext_lazy("Preferred provider"),
        queryset=Provider.objects.none(),
        required=False,
        empty_label=gettext_lazy("No preference"),
    )
    truthful = forms.BooleanField(
        label=gettext_lazy("What we state is true, and we are free of charge for it."),
    )

    def __init__(
        self, *args: Any, company: Company, campaign: Campaign | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        center = company.district.served_by_id if company.district else None
        slot: Any = self.fields["slot"]
        slot.queryset = Slot.objects.filter(center=center)
        provider: Any = self.fields["preferred_provider"]
        provider.queryset = Provider.objects.filter(
            agreements__campaign=campaign, agreements__districts=company.district_id
        )


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Pick and confirm; a clear no with reasons where the firm is not eligible."""
    company = company_of(request)
    campaign = campaign_on(clock.today())
    form = BookForm(
        request.POST or None,
        company=company,
        campaign=campaign,
        initial={
            name: request.GET.get(name, "") for name in ("needs", "preferred_provider")
        },
    )
    if request.method == "POST":
        return _submit(request, company, form)
    verdict = eligibility_of(company, campaign)
    if not verdict.eligible:
        return _refused(request, company, verdict)
    return _picker(request, company, form, picked=request.GET)


def company_of(request: HttpRequest) -> Company:
    """The acting person's firm; other roles have none here."""
    user: Any = request.user
    if not user.has_perm("bookings.book"):
        raise Http404
    found: Company = get_object_or_404(
        Company.objects.visible_to(user).select_related("district__served_by")
    )
    return found


def _refused(request: HttpRequest, company: Company, verdict: Any) -> HttpResponse:
    running = Booking.objects.visible_to(request.user).running().first()
    context = {
        "company": company,
        "reasons": refusal_words(verdict.refusals),
        "running": running,
    }
    return render(request, "desks/book_refused.html", context)


def _submit(request: HttpRequest, company: Company, form: BookForm) -> HttpResponse:
    if not form.is_valid():
        return _picker(request, company, form, picked=request.POST, status=422)
    data = form.cleaned_data
    try:
        booking = book_diagnosis(
            company=company,
            slot=data["slot"],
            by=request.user,
            at=clock.now(),
            needs=data["needs"],
            preferred_provider=data["preferred_provider"],
        )
    except LostRace as error:
        for reason in error.reasons:
            form.add_error(None, str(reason))
        near = nearest_free(data["slot"], at=clock.now())
        return _picker(request, company, form, picked={}, status=409, near=near)
    except DomainError as error:
        for reason in error.reasons:
            form.add_error(None, str(reason))
        return _picker(request, company, form, picked=request.POST, status=422)
    messages.success(request, _("Booked. We have told you by message, too."))
    return redirect("booked", number=booking.number)


def _picker(
    request: HttpRequest,
    company: Company,
    form: BookForm,
    *,
    picked: Any,
    status: int = 200,
    near: list[Slot] | None = None,
) -> HttpResponse:
    center = company.district.served_by if company.district else None
    slots = list(Slot.objects.shown(clock.now()).filter(center=center)[:HORIZON_SLOTS])
    days = _days(slots)
    free = [slot for slot in slots if slot.left > 0]
    slot = _picked(free, picked.get("slot"))
    day_text = slot.on.isoformat() if slot else picked.get("day")
    day = next((day for day in days if day["on"].isoformat() == day_text), None)
    context = {
        "company": company,
        "center": center,
        "days": days if free else [],
        "first": free[0] if free else None,
        "day": day,
        "day_iso": day["on"].isoformat() if day else "",
        "slot": slot,
        "slot_pk": slot.pk if slot else "",
        "step": 3 if slot else 2 if day else 1,
        "labels": [_("Choose a day"), _("Choose a half-day"), _("Confirm")],
        "form": form,
        "near": near or [],
        "flags": flag_words(list(eligibility_flags(company))),
    }
    template = "desks/book.html"
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined]
        template += "#booker"
    return render(request, template, context, status=status)


def _days(slots: list[Slot]) -> list[dict[str, Any]]:
    """Days with their half-days, full ones too; the month where it begins."""
    days: list[dict[str, Any]] = []
    for on, group in groupby(slots, key=lambda slot: slot.on):
        rows = list(group)
        same = bool(days) and days[-1]["on"].month == on.month
        days.append(
            {
                "on": on,
                "number": on.day if same else f"{on.month}/{on.day}",
                "slots": rows,
                "left": sum(max(slot.left, 0) for slot in rows),
            }
        )
    return days


def eligibility_flags(company: Company) -> tuple[str, ...]:
    """What the center will look at first."""
    return () if company.above_designated else ("below_designated",)


def _picked(slots: list[Slot], key: Any) -> Slot | None:
    return next((slot for slot in slots if str(slot.pk) == str(key)), None)


def booked(request: HttpRequest, number: str) -> HttpResponse:
    """It is booked: what, where, what to prepare, a text to share."""
    booking = get_object_or_404(
        Booking.objects.visible_to(request.user).with_names(), number=number
    )
    link = request.build_absolute_uri(f"/cases/{booking.number}/")
    return render(request, "desks/booked.html", {"case": booking, "link": link})

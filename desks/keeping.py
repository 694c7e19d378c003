"""A place is kept while the booking form is filled in, or why not."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.requests import person
from bookings import places
from bookings.actions import against_booking, why_not
from bookings.models import Slot
from centers.choices import ServiceKind
from companies.models import Company
from desks.booker import Counter, eligibility_for
from foundation import clock


def keep(counter: Counter) -> HttpResponse:
    """Keep the chosen place while the form is filled in: a fragment with the clock."""
    company, kind = counter.company, counter.kind
    key = counter.request.POST.get("slot", "")
    slots = Slot.objects.filter(center=counter.center, kind=kind)
    slot = get_object_or_404(slots, pk=key if key.isdecimal() else 0)
    reasons = _against(counter, slot)
    held = None if reasons else places.hold(company, slot, at=clock.now())
    context: dict[str, Any] = {
        "held": held,
        "kind": kind,
        "here": counter.here,
        "by_center": counter.by_center,
        "reasons": reasons,
    }
    if not held and not reasons:
        context |= _not_kept(company, slot)
    return render(counter.request, "desks/book.html#hold", context)


def _against(counter: Counter, slot: Slot) -> list[str]:
    """Why the firm could not book the time it wants kept. 404 for a diagnosis."""
    if counter.kind != ServiceKind.VISIT:
        by = person(counter.request)
        return against_booking(counter.company, slot, by=by, at=clock.now())
    if not eligibility_for(counter).eligible:
        raise Http404
    return []


def _not_kept(company: Company, slot: Slot) -> dict[str, Any]:
    """It can still be booked after it was kept once; else why not, and what is near."""
    at = clock.now()
    free = Slot.objects.bookable(at, slot.kind).filter(pk=slot.pk)
    if places.was_kept(company, slot, at=at) and free.exists():
        return {"was_kept": True}
    return {"why": why_not(slot, at=at), "near": places.nearest_free(slot, at=at)}

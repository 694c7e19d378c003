"""The firm books: service, day, time, confirm; one page, with or without script."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from bookings.actions.telling import Booked
from bookings.models import Booking
from companies.models import Company
from desks.booker import Counter, serve
from desks.keeping import keep
from foundation.errors import NotAllowed
from workflows.start import book_diagnosis
from workflows.steps.change import signed_calendar

NOBODY_S = gettext_lazy(
    "Your account acts for no firm at present. To book, connect to your firm first. "
    "If you were connected before, the owner of its file may have parted with you: ask "
    "them to invite you again."
)
HERE, HOLD = reverse_lazy("book"), reverse_lazy("hold")


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Pick and confirm; a clear no with reasons where the firm is not eligible."""
    return serve(_counter(request))


@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Keep the chosen place while the form is filled in: a fragment with the clock."""
    return keep(_counter(request))


def _counter(request: HttpRequest) -> Counter:
    return Counter(
        request=request,
        company=company_of(request),
        here=HERE,
        hold=HOLD,
        visit=book_diagnosis,
        done=("booked", "appointment"),
        said=_said,
    )


def _said(booked: Booked) -> str:
    """The page of a booked diagnosis says it itself."""
    is_case = isinstance(booked, Booking)
    return "" if is_case else _("Booked. We have told you by message, too.")


def company_of(request: HttpRequest) -> Company:
    """The firm at which the person is at home; other roles have none here.

    Raises NotAllowed, with the reason, for who has no role any more.
    """
    user = person(request)
    if user.acting is None:
        raise NotAllowed(str(NOBODY_S))
    if not user.has_perm("bookings.book") or user.acting.company is None:
        raise Http404
    return user.acting.company


def booked(request: HttpRequest, number: str) -> HttpResponse:
    """It is booked: what, where, what to prepare, a text to share."""
    booking = get_object_or_404(
        Booking.objects.visible_to(request.user).with_names(), number=number
    )
    link = request.build_absolute_uri(f"/cases/{booking.number}/")
    context = {
        "case": booking,
        "link": link,
        "calendar": signed_calendar(booking, request.user),
    }
    return render(request, "desks/booked.html", context)

"""An offered time, answered by its link without signing in; the rule of the list."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import still_acts
from bookings.actions import decline_offer
from bookings.actions.offers import PURPOSE
from bookings.actions.telling import CHANGE, link_to
from bookings.choices_waitlist import OfferState
from bookings.holders import LinkHolder
from bookings.models import Appointment, Booking, WaitingOffer
from bookings.waiting_rules import rule_on, shipped
from bookings.words_waitlist import LINES, line_words
from centers.choices import ServiceKind
from foundation import clock
from foundation.errors import DomainError
from foundation.links import ForgedLink, read
from website.views_links import left
from workflows.steps.forms import say_why_not
from workflows.waitlist import accept_offer

DEED = "bookings.answer_offer"
STAY, LEAVE = "stay", "leave"  # any other answer accepts


class AcceptForm(forms.Form):
    """For a diagnosis, the statement of truth; else nothing."""

    truthful = forms.BooleanField(
        label=gettext_lazy("We confirm that what is stated here is true."),
        error_messages={"required": gettext_lazy("Please tick this to confirm.")},
    )

    def __init__(self, *args: Any, is_visit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_visit:
            del self.fields["truthful"]


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def answer_offer(request: HttpRequest, token: str) -> HttpResponse:
    """The time, until when it is kept, and why for this firm: take it or let it go."""
    found = _offer(token)
    if found is None:
        return render(request, "waiting/offer.html", {"state": "forged"}, status=404)
    offer, to = found
    entry, at = offer.entry, clock.now()
    where = {"company": entry.company_id, "center": entry.center_id}
    if to is not None and not still_acts(to, at=at, **where):
        return left(request)
    answer = request.POST.get("answer", "")
    is_visit = offer.slot.kind == ServiceKind.VISIT
    form = AcceptForm(request.POST or None, is_visit=is_visit)
    if request.method == "POST" and _state(offer, clock.now()) == OfferState.OPEN:
        if _answer(request, offer, answer, form):
            return redirect(request.path)
        offer, to = _offer(token) or found
    return _page(request, offer, form, to)


def _page(
    request: HttpRequest, offer: WaitingOffer, form: AcceptForm, to: int | None
) -> HttpResponse:
    """As it stands now."""
    state = _state(offer, clock.now())
    context = {
        "state": str(state),
        "is_open": state == OfferState.OPEN,
        "title": _title(state),
        "offer": offer,
        "entry": offer.entry,
        "slot": offer.slot,
        "is_visit": offer.slot.kind == ServiceKind.VISIT,
        "lines": line_words(offer.lines),
        "total": sum(points for _line, _count, points in offer.lines),
        "change": _change(offer, to) if state == OfferState.ACCEPTED else "",
        "form": form,
    }
    status = _status(request, state)
    return render(request, "waiting/offer.html", context, status=status)


def _status(request: HttpRequest, state: str) -> int:
    """422 with reasons; 409 for a second answer; 410 where it ended by itself."""
    if state == OfferState.OPEN:
        return 422 if request.method == "POST" else 200
    if state in (OfferState.LAPSED, OfferState.WITHDRAWN):
        return 410
    return 409 if request.method == "POST" else 200


def _change(offer: WaitingOffer, to: int | None) -> str:
    """Where what was booked is changed or cancelled; '' where it has moved on."""
    about = {"company": offer.entry.company_id, "slot": offer.slot_id}
    kind = Booking if offer.slot.kind == ServiceKind.VISIT else Appointment
    row = kind.objects.filter(**about).order_by("-pk").first()
    return link_to(CHANGE, row, to) if row is not None else ""


def _offer(token: str) -> tuple[WaitingOffer, int | None] | None:
    """The offer the token was signed for, and for whom; None for a forged one."""
    try:
        key, *to = map(int, read(PURPOSE, token))
    except (ForgedLink, ValueError):
        return None
    rows = WaitingOffer.objects.select_related(
        "slot__center", "entry__company__district", "entry__service"
    )
    offer = rows.filter(pk=key).first()
    return (offer, to[0] if to else None) if offer is not None else None


def _state(offer: WaitingOffer, at: datetime) -> str:
    """Where it stands, whether or not the beat has written it down."""
    if offer.state != OfferState.OPEN:
        return offer.state
    if offer.until <= at:
        return OfferState.LAPSED
    return OfferState.WITHDRAWN if offer.slot.is_closed else OfferState.OPEN


def _answer(
    request: HttpRequest, offer: WaitingOffer, answer: str, form: AcceptForm
) -> bool:
    """Carry the answer out; False where the page has to say why not."""
    at, by = clock.now(), _holder(request, offer)
    try:
        if answer in (STAY, LEAVE):
            decline_offer(offer=offer, by=by, at=at, stays=answer == STAY)
            return True
        if not form.is_valid():
            return False
        accept_offer(offer=offer, by=by, at=at)
    except DomainError as error:
        say_why_not(form, error)
        return False
    return True


def _holder(request: HttpRequest, offer: WaitingOffer) -> Any:
    """The signed-in person of the firm, else the nameless holder of the link."""
    user = request.user
    if user.is_authenticated and user.has_perm(DEED, offer):
        return user
    return LinkHolder(DEED, offer)


def _title(state: str) -> str:
    return {
        OfferState.OPEN: _("A time has come free for you"),
        OfferState.ACCEPTED: _("This time is booked for you"),
        OfferState.DECLINED: _("You have let this time go"),
        OfferState.LAPSED: _("The time for an answer is over"),
        OfferState.WITHDRAWN: _("This offer no longer holds"),
    }[OfferState(state)]


@login_not_required
@require_safe
def waiting_rule(request: HttpRequest) -> HttpResponse:
    """How a free place is given to who waits, with every weight of the rule."""
    rule = rule_on(clock.today())
    weights = [
        {"label": label, "points": getattr(rule, key), "each": key == "waited_day"}
        for key, label in LINES.items()
    ]
    context = {
        "rule": rule,
        "weights": weights,
        "hours": rule.answer_minutes // 60,
        "older": [other for other in shipped() if other != rule],
    }
    return render(request, "waiting/rule.html", context)

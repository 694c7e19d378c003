"""Working a firm of the list: record a call, book for it, invite it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from bookings.actions import campaign_for, campaign_on, eligibility_of
from bookings.models import Slot
from bookings.words import refusal_words
from centers.choices import SECTORS
from companies.choices import Size
from desks.targets import history
from desks.views_targets import facts, firm_context, sent
from foundation import clock
from foundation.errors import DomainError, LostRace
from outreach.actions import invite_firm, missing_facts, record_call
from outreach.choices import OUTCOMES
from outreach.models import Target
from workflows.outreach import OTHER_CAMPAIGN, book_for
from workflows.steps.forms import DayInput, say_why_not

SHOWN_SLOTS = 12


def _firm(request: HttpRequest, pk: int, deed: str) -> dict[str, Any]:
    """The context of a firm the person may do the deed to; 404 otherwise."""
    context = firm_context(request, pk, clock.today())
    if not person(request).has_perm(deed, context["row"].target):
        raise Http404
    return context


def _way_back(request: HttpRequest, pk: int) -> HttpResponse:
    """To the list as it was filtered, or to the firm."""
    wanted = request.POST.get("next", "")
    if wanted.startswith(("/targets/?", "/targets/")) and "//" not in wanted:
        return redirect(wanted)
    return redirect("target", pk=pk)


# --- Calls ------------------------------------------------------------------------
class CallForm(forms.Form):
    """What the call came to; the buttons are the outcomes."""

    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=OUTCOMES)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For a refusal: why."),
    )
    call_back_on = forms.DateField(
        label=gettext_lazy("Call back on"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("Empty: the next working day."),
    )


@require_POST
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a call came to, and go back to the list."""
    context = _firm(request, pk, "outreach.call")
    form, target = CallForm(request.POST), context["row"].target
    status = 422
    if form.is_valid():
        try:
            record_call(
                target=target, by=person(request), at=clock.now(), **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(None, str(error))
            status = 409 if isinstance(error, LostRace) else 422
        else:
            said = dict(OUTCOMES)[form.cleaned_data["outcome"]]
            words = _("Recorded for %(firm)s: %(outcome)s")
            messages.success(request, words % {"firm": target.name, "outcome": said})
            return _way_back(request, pk)
    context |= {
        "form": form,
        "may_call": True,
        "facts": facts(target),
        "history": history(target),
        "next": request.POST.get("next", context["back"]),
    }
    return render(request, "desks/target.html", context, status=status)


# --- What a new firm's file needs ---------------------------------------------------
class FactsForm(forms.Form):
    """What the list does not say of a firm that has no file yet."""

    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"), choices=[("", "—"), *SECTORS]
    )
    size = forms.ChoiceField(
        label=gettext_lazy("Size"), choices=[("", "—"), *Size.choices]
    )
    contact_name = forms.CharField(label=gettext_lazy("Contact"), max_length=40)

    def __init__(self, *args: Any, target: Target, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed = [] if known else missing_facts(target)
        for name in ("sector", "size", "contact_name"):
            if name not in needed:
                del self.fields[name]


# --- Invitations --------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap sends the invitation; a form only where the file lacks something."""
    context = _firm(request, pk, "outreach.invite")
    row = context["row"]
    form = FactsForm(sent(request)[0], target=row.target, known=row.company is not None)
    if request.method == "POST" and form.is_valid():
        try:
            invite_firm(
                target=row.target,
                by=person(request),
                at=clock.now(),
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            words = _("The invitation to %(firm)s is on its way.")
            messages.success(request, words % {"firm": row.target.name})
            return _way_back(request, pk)
    context |= {"form": form, "next": request.POST.get("next", context["next"])}
    status = 422 if form.errors else 200
    return render(request, "desks/target_invite.html", context, status=status)


# --- Booking for a firm -------------------------------------------------------------
class BookForForm(FactsForm):
    """The half-day, and what the firm would like looked at."""

    slot = forms.ModelChoiceField(
        label=gettext_lazy("Half-day"),
        queryset=Slot.objects.none(),
        error_messages={
            "required": gettext_lazy("Please choose a half-day."),
            "invalid_choice": gettext_lazy("This half-day is not on the calendar."),
        },
    )
    needs = forms.CharField(
        label=gettext_lazy("What should we look at?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, center: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slot: Any = self.fields["slot"]
        slot.queryset = Slot.objects.filter(center=center)


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """Book for the firm: a free half-day, one tap; the firm is asked to confirm."""
    context = _firm(request, pk, "bookings.book_for")
    row = context["row"]
    district = row.company.district if row.company else row.target.district
    center = district.served_by_id if district else None
    form = BookForForm(
        sent(request)[0],
        target=row.target,
        known=row.company is not None,
        center=center,
    )
    context |= {
        "form": form,
        "reasons": _against(row),
        "next": request.POST.get("next", context["next"]),
    }
    if request.method == "POST" and form.is_valid():
        done = _book(request, row.target, form, context)
        if done is not None:
            return done
    free = Slot.objects.bookable(clock.now()).filter(center=center)
    context["slots"] = list(context.get("near") or free[:SHOWN_SLOTS])
    status = context.get("status", 422 if form.errors else 200)
    return render(request, "desks/target_book.html", context, status=status)


def _against(row: Any) -> list[str]:
    """What speaks against a booking before anything is typed, in words."""
    target, company = row.target, row.company
    today = clock.today()
    campaign = campaign_for(company, today) if company else campaign_on(today)
    if campaign is not None and campaign.pk != target.campaign_id:
        return [str(OTHER_CAMPAIGN)]
    if company is None:
        return []
    return refusal_words(eligibility_of(company, campaign).refusals)


def _book(
    request: HttpRequest, target: Target, form: BookForForm, context: dict[str, Any]
) -> HttpResponse | None:
    """Booked, and back; or None, and the reasons on the form."""
    data = form.cleaned_data
    try:
        booking = book_for(target=target, by=person(request), at=clock.now(), **data)
    except DomainError as error:
        say_why_not(form, error)
        if isinstance(error, LostRace):
            context["status"] = 409
            context["near"] = error.instead
        return None
    words = _("Booked for %(firm)s. It is asked by message to confirm.")
    if not booking.confirmation.was_sent:
        words = _("Booked for %(firm)s. It has no mobile phone: copy the text for it.")
    messages.success(request, words % {"firm": target.name})
    return redirect("target", pk=target.pk)

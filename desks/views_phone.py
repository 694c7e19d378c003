"""A firm calls: the center finds it, chooses service and time, and books for it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.requests import person
from bookings.actions.telling import Booked, firm_people
from bookings.models import Booking
from centers.choices import ServiceKind
from companies.models import Company, RegisterFact
from desks.booker import Counter, serve
from desks.doors import for_deed, row_or_404
from desks.keeping import keep
from foundation import clock
from foundation.errors import DomainError
from foundation.phones import is_mobile, plain
from outreach.actions import open_registered
from workflows.outreach import book_by_phone
from workflows.steps.forms import say_why_not

MOST = 12


# --- The firm -----------------------------------------------------------------------
class Wanted(forms.Form):
    """What is heard on the phone: a part of the name, or of the credit code."""

    q = forms.CharField(
        label=gettext_lazy("Firm"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "placeholder": gettext_lazy("Name or credit code"),
                "autofocus": True,
            }
        ),
    )


@require_safe
@for_deed("bookings.find_firm")
def find(request: HttpRequest) -> HttpResponse:
    """Firms of the center's districts: those with a file, then the register's."""
    form = Wanted(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    like = Q(name__icontains=words) | Q(credit_code__icontains=words)
    firms = _firms(request).filter(like) if words else []
    known = list(firms[: MOST + 1])
    others = _unregistered(request).filter(like)[:MOST] if words else []
    context = {
        "form": form,
        "words": words,
        "firms": known[:MOST],
        "has_more": len(known) > MOST,
        "others": others,
    }
    return render(request, "desks/phone.html", context)


def _firms(request: HttpRequest) -> Any:
    rows: Any = Company.objects.visible_to(person(request))
    return rows.on_file().select_related("district__served_by")


def _unregistered(request: HttpRequest) -> Any:
    """Firms that the public register puts into these districts, without a file."""
    rows = RegisterFact.objects.public().select_related("district")
    here = rows.filter(district__served_by=person(request).home_id)
    return here.exclude(credit_code__in=Company.objects.values("credit_code"))


# --- Its file -----------------------------------------------------------------------
class ContactForm(forms.Form):
    """Whom the center talks to; the public register says the rest."""

    contact_name = forms.CharField(label=gettext_lazy("Contact"), max_length=40)
    contact_phone = forms.CharField(
        label=gettext_lazy("Mobile phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def clean_contact_phone(self) -> str:
        """Eleven digits, with or without +86."""
        phone = plain(self.cleaned_data["contact_phone"])
        if not is_mobile(phone):
            raise ValidationError(_("Please give a mobile number of eleven digits."))
        return phone


@require_http_methods(["GET", "POST"])
@for_deed("bookings.find_firm")
def open_file(request: HttpRequest, code: str) -> HttpResponse:
    """The file of a firm that only the register knows; then its booking."""
    fact = get_object_or_404(_unregistered(request), credit_code=code)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, by = clock.now(), person(request)
        try:
            firm = open_registered(fact=fact, by=by, at=at, **form.cleaned_data)
        except DomainError as error:
            say_why_not(form, error)
        else:
            return redirect("book_by_phone", pk=firm.pk)
    status = 422 if form.errors else 200
    context = {"form": form, "fact": fact}
    return render(request, "desks/phone_file.html", context, status=status)


# --- Its booking --------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page as the firm's own, by the same rules."""
    return serve(_counter(request, pk))


@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the place while the firm is on the phone: a fragment with the clock."""
    return keep(_counter(request, pk))


def _counter(request: HttpRequest, pk: int) -> Counter:
    firm = row_or_404(request, "bookings.book_for", _firms(request), pk=pk)
    return Counter(
        request=request,
        company=firm,
        here=reverse("book_by_phone", args=[pk]),
        hold=reverse("hold_by_phone", args=[pk]),
        visit=book_by_phone,
        done=("case", "appointment"),
        said=_said,
        told=_told,
    )


def _told(firm: Company, kind: str) -> str:
    """What the firm is sent, and whether it can be reached at all."""
    if kind == ServiceKind.VISIT:
        if is_mobile(firm.contact_phone):
            return _("is asked by message to confirm")
        return _("has no mobile phone: you copy the text for it")
    if is_mobile(firm.contact_phone):
        return _("is told by message, with a link to change or cancel")
    return _("has no mobile phone: who has an account is told there")


def _said(booked: Booked) -> str:
    """Who has been told what; what is left to be said by the center."""
    firm = {"firm": booked.company.name}
    reached = is_mobile(booked.contact_phone)
    if isinstance(booked, Booking):
        if reached:
            return _("Booked for %(firm)s. It is asked by message to confirm.") % firm
        words = _("Booked for %(firm)s. It has no mobile phone: copy the text for it.")
        return words % firm
    if reached or firm_people(booked, at=clock.now()):
        return _("Booked for %(firm)s. It has been told by message.") % firm
    words = _("Booked for %(firm)s. No message reaches it: please say it on the phone.")
    return words % firm

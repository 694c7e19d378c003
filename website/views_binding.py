"""The ways to a firm's file: invitation, listed contact, licence."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import (
    TooOften,
    invitation_of,
    refuse_closed,
    submit_licence,
)
from accounts.choices import Purpose
from accounts.models import Invitation, User
from accounts.requests import person
from companies.models import Company, RegisterFact
from foundation import clock
from foundation.errors import DomainError, Refused
from foundation.phones import is_mobile, masked_phone
from website.entering import FIRM, act_for, send, waiting_code
from website.forms_binding import LicenceForm, firm_form
from website.showcase import try_codes


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Open an invitation: the firm, the masked phone, one tap for the code."""
    row = invitation_of(token)
    if row is None:
        words = _("This link is incomplete or was not made by us.")
        return _closed(request, words, status=404)
    try:
        refuse_closed(invitation=row, at=clock.now())
    except Refused as error:
        return _closed(request, str(error), status=410)
    here: Any = request.user
    if here.is_authenticated and _is_of(here, row.company):
        act_for(request, here, row.company)
        return redirect("book")
    if request.method == "POST":
        return _send_for(request, row)
    context = {"row": row, "phone": masked_phone(row.phone)}
    return render(request, "website/invitation.html", context)


def _send_for(request: HttpRequest, row: Invitation) -> HttpResponse:
    """A second tap leads to the code that is on its way already."""
    try:
        send(
            request,
            purpose=Purpose.INVITATION,
            phone=row.phone,
            company=row.company,
            invitation=row,
        )
    except TooOften as error:
        waiting = waiting_code(request)
        if waiting is None or waiting.invitation_id != row.pk:
            context = {
                "row": row,
                "phone": masked_phone(row.phone),
                "refused": str(error),
            }
            return render(request, "website/invitation.html", context, status=429)
    return redirect("code")


def _closed(request: HttpRequest, words: str, status: int) -> HttpResponse:
    context = {"words": words}
    return render(request, "website/invitation_closed.html", context, status=status)


def _is_of(user: User, company: Company) -> bool:
    return any(row.company_id == company.pk for row in user.memberships_now)


@login_not_required
@require_http_methods(["GET", "POST"])
def bind(request: HttpRequest) -> HttpResponse:
    """Which firm? The answer is the same whether or not it has a file."""
    form = firm_form(request, _firm(request))
    if request.method == "POST" and form.is_valid():
        request.session[FIRM] = form.cleaned_data["credit_code"]
        return redirect("bind_ways")
    status = 422 if form.errors else 200
    context = {"form": form, "tries": try_codes(with_file=True)}
    return render(request, "website/bind.html", context, status=status)


@login_not_required
def ways(request: HttpRequest) -> HttpResponse:
    """The ways to the file of the firm named before."""
    code = _firm(request)
    if not code:
        return redirect("bind")
    return _ways_page(request, code)


def _firm(request: HttpRequest) -> str:
    return str(request.session.get(FIRM, ""))


def _ways_page(request: HttpRequest, code: str, **more: Any) -> HttpResponse:
    context = {
        "credit_code": code,
        "fact": RegisterFact.objects.public().filter(credit_code=code).first(),
        "legal_person": bool(settings.OIDC_SERVER),
        "register_url": f"/register/?{urlencode({'credit_code': code})}",
        "refused": more.get("refused", ""),
    }
    status = 429 if context["refused"] else 200
    return render(request, "website/ways.html", context, status=status)


@login_not_required
@require_POST
def by_contact(request: HttpRequest) -> HttpResponse:
    """Send a code to the phone listed in the file, and to no other."""
    code = _firm(request)
    if not code:
        return redirect("bind")
    company = Company.objects.of_code(code)
    if company is not None and not is_mobile(company.contact_phone):
        company = None
    phone = company.contact_phone if company else ""
    try:
        send(request, purpose=Purpose.FILE, phone=phone, about=code, company=company)
    except TooOften as error:
        waiting = waiting_code(request)
        if waiting is None or waiting.about != code:
            return _ways_page(request, code, refused=str(error))
    return redirect("code")


@require_http_methods(["GET", "POST"])
def by_licence(request: HttpRequest) -> HttpResponse:
    """Hand in a picture of the licence; the center of the district looks at it."""
    code, user = _firm(request), person(request)
    company = Company.objects.of_code(code)
    if company is None:
        return _unknown(request, code)
    ask_name = user.name == masked_phone(user.phone)
    form = LicenceForm(request.POST or None, request.FILES or None, ask_name=ask_name)
    if request.method == "POST" and form.is_valid() and _hand_in(form, company, user):
        return redirect("me")
    context = {"form": form, "credit_code": code}
    status = 422 if form.errors else 200
    return render(request, "website/by_licence.html", context, status=status)


def _unknown(request: HttpRequest, code: str) -> HttpResponse:
    """A firm without a file is registered, not connected to."""
    if not code:
        return redirect("bind")
    messages.info(
        request, _("There is no file for this credit code yet. Register the firm.")
    )
    return redirect(f"/register/?{urlencode({'credit_code': code})}")


def _hand_in(form: LicenceForm, company: Company, user: User) -> bool:
    data = form.cleaned_data
    try:
        submit_licence(
            company=company,
            picture=data["picture"],
            by=user,
            at=clock.now(),
            name=data.get("name", ""),
        )
    except DomainError as error:
        form.add_error("picture", str(error))
        return False
    return True

"""Signing in by a code, and the one page on which every code is typed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import (
    TooOften,
    accept_invitation,
    enter_file,
    sign_in_by_code,
)
from accounts.choices import Purpose
from accounts.models import Code, User
from accounts.requests import person
from foundation import clock
from foundation.errors import DomainError
from website.entering import (
    NEXT,
    SHOWN,
    enter,
    forget_code,
    safe_next,
    send,
    shown_phone,
    waiting_code,
)
from website.forms_binding import CodeForm, PhoneForm
from website.provider_codes import register_with


@login_not_required
@require_http_methods(["GET", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    """Sign in by phone and a code; a number without account gets one."""
    if request.user.is_authenticated:
        return redirect(safe_next(request, "desk"))
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            send(request, purpose=Purpose.SIGN_IN, phone=phone)
        except TooOften as error:
            form.add_error(None, str(error))
            return _phone_page(request, form, status=429)
        request.session[NEXT] = safe_next(request, "")
        return redirect("code")
    return _phone_page(request, form, status=422 if form.errors else 200)


def _phone_page(request: HttpRequest, form: PhoneForm, status: int) -> HttpResponse:
    context = {"form": form, "next": safe_next(request, "")}
    return render(request, "website/by_code.html", context, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type the code that was sent; what follows depends on what it is for."""
    row = waiting_code(request)
    if row is None:
        messages.info(request, _("Please have a code sent first."))
        return redirect("by_code")
    form = CodeForm(request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            return _enter_with(request, row, form.cleaned_data["code"])
        except DomainError as error:
            form.add_error("code", str(error))
            status = 429 if isinstance(error, TooOften) else 422
    context = {
        "form": form,
        "row": row,
        "phone": shown_phone(row),
        "shown": request.session.get(SHOWN, ""),
    }
    return render(request, "website/code.html", context, status=status)


def _enter_with(request: HttpRequest, row: Code, typed: str) -> HttpResponse:
    """Do what the code is for, and go on. Raises DomainError."""
    at = clock.now()
    here: Any = request.user if request.user.is_authenticated else None
    if row.purpose == Purpose.SIGN_IN:
        user = sign_in_by_code(code=row, typed=typed, at=at, by=here)
        forget_code(request)
        return enter(request, user, request.session.pop(NEXT, "") or _first(user))
    if row.purpose == Purpose.PROVIDER:
        return register_with(request, row, typed)
    if row.purpose == Purpose.FILE:
        user = enter_file(code=row, typed=typed, by=here, at=at)
    else:
        user = accept_invitation(code=row, typed=typed, at=at)
    forget_code(request)
    messages.success(
        request,
        _("You are connected to %(firm)s. Now choose a date.") % {"firm": row.company},
    )
    return enter(request, user, "/book/", row.company)


def _first(user: User) -> str:
    """A person without any role goes on to connect to a firm."""
    return "/desk/" if user.memberships_now else "/bind/"


@login_not_required
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Have another code sent to the same phone for the same purpose."""
    row = waiting_code(request)
    if row is None:
        return redirect("by_code")
    try:
        send(
            request,
            purpose=Purpose(row.purpose),
            phone=row.phone,
            about=row.about,
            company=row.company,
            invitation=row.invitation,
        )
    except TooOften as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Another code is on its way."))
    return redirect("code")


@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """Have a code sent to one's own number, so that the password stays."""
    try:
        send(request, purpose=Purpose.SIGN_IN, phone=person(request).phone)
    except TooOften as error:
        messages.warning(request, str(error))
        return redirect("me")
    request.session[NEXT] = "/me/"
    return redirect("code")

"""A firm nobody listed opens its own file."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions import bind, enrol
from accounts.choices import Way
from accounts.models import User
from companies.actions import AlreadyThere
from companies.actions import register as register_company
from companies.models import Company
from foundation import clock
from foundation.access.roles import Role
from foundation.errors import DomainError
from website.entering import FIRM, enter
from website.forms_binding import firm_form
from website.forms_register import RegisterForm, facts_of
from website.showcase import try_codes


@login_not_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The credit code first: it fills in the rest, or leads to the file there is."""
    form = firm_form(request)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["credit_code"]
        if Company.objects.filter(credit_code=code).exists():
            request.session[FIRM] = code
            return redirect("bind_ways")
        return redirect(f"/register/?{urlencode({'credit_code': code})}")
    status = 422 if form.errors else 200
    context = {"form": form, "tries": try_codes(with_file=False)}
    return render(request, "website/register_start.html", context, status=status)


@login_not_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A new firm opens its file and goes on to book."""
    here: Any = request.user
    if here.is_authenticated and here.role not in ("", Role.COMPANY):
        return redirect("desk")
    user = here if here.is_authenticated else None
    if request.method == "GET":
        return _first_page(request, user)
    form = RegisterForm(request.POST, user=user)
    if form.is_valid():
        opened = _open_file(request, form)
        if opened is not None:
            done = _("Your firm's file is open. Now choose a date.")
            messages.success(request, done)
            return enter(request, opened[0], "/book/", opened[1])
    return _page(request, form, status=422)


def _first_page(request: HttpRequest, user: User | None) -> HttpResponse:
    """Filled in from the register; asked by script, only where it knows something."""
    facts = facts_of(request.GET.get("credit_code", ""))
    if request.htmx and "name" not in facts:  # type: ignore[attr-defined]
        return HttpResponse(status=204)
    return _page(request, RegisterForm(initial=facts, user=user), facts=facts)


def _page(
    request: HttpRequest, form: RegisterForm, status: int = 200, facts: Any = None
) -> HttpResponse:
    context = {
        "form": form,
        "known": "name" in (facts or {}),
        "is_there": FIRM in request.session and form.has_error("credit_code", "there"),
        "has_account": form.has_error("phone", "there"),
    }
    template = "website/register.html"
    if request.htmx:  # type: ignore[attr-defined]
        template += "#firm"
    return render(request, template, context, status=status)


def _open_file(request: HttpRequest, form: RegisterForm) -> tuple[User, Company] | None:
    """Firm and person in one transaction, or neither and the reason on the form."""
    at = clock.now()
    try:
        with transaction.atomic():
            company = register_company(at=at, **form.company_facts())
            user = form.user or _enrol(form, company)
            bind(user=user, company=company, way=Way.REGISTERED, at=at)
    except AlreadyThere as error:
        request.session[FIRM] = form.cleaned_data["credit_code"]
        form.add_error("credit_code", _refusal(error))
        return None
    except DomainError as error:
        form.add_error("phone" if "phone" in form.fields else None, _refusal(error))
        return None
    return user, company


def _refusal(error: DomainError) -> ValidationError:
    return ValidationError(str(error), code="there")


def _enrol(form: RegisterForm, company: Company) -> User:
    data = form.cleaned_data
    return enrol(
        phone=data["phone"],
        name=data["contact_name"],
        password=data["password"],
        role=Role.COMPANY,
        at=clock.now(),
        phone_is_proven=False,
        company=company,
    )

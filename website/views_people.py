"""Registering a firm, signing in and out."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import enrol
from accounts.models import User
from companies.actions import register as register_company
from foundation import clock
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.errors import DomainError
from website.forms import RegisterForm, SignInForm
from website.showcase import showcase_rows

BACKEND = "accounts.backends.PhoneBackend"


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """By phone and password; in the demonstration each role is one click away."""

    template_name = "website/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The people of the demonstration, and only there."""
        words = self.request.GET.get("who", "").strip()[:40]
        return {
            **super().get_context_data(**kwargs),
            "demonstration": settings.DEMO,
            "who": words,
            "showcase": showcase_rows(words),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, and say so in the audit log."""
        response = super().form_valid(form)
        user: Any = form.get_user()
        record(by=user, deed="accounts.sign_in", at=clock.now(), row=user)
        return response


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("home")


@login_not_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A new firm opens its file and goes on to book."""
    if request.user.is_authenticated:
        return redirect("desk")
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _enrol(form)
        if user is not None:
            login(request, user, backend=BACKEND)
            messages.success(request, _("Your firm's file is open. Now choose a date."))
            return redirect("book")
    status = 422 if form.errors else 200
    return render(request, "website/register.html", {"form": form}, status=status)


def _enrol(form: RegisterForm) -> User | None:
    """Firm and person in one transaction, or neither and the reason on the form."""
    at = clock.now()
    data = form.cleaned_data
    try:
        with transaction.atomic():
            company = register_company(at=at, **form.company_facts())
            return enrol(
                phone=data["phone"],
                name=data["contact_name"],
                password=data["password"],
                role=Role.COMPANY,
                at=at,
                company=company,
            )
    except DomainError as error:
        form.add_error(None, str(error))
        return None

"""Signing in by password, and out."""

from typing import Any

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from accounts.actions import note_sign_out
from foundation import clock
from website.forms import SignInForm
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
            "legal_person": bool(settings.OIDC_SERVER),
            "who": words,
            "showcase": showcase_rows(words),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Go on to the second step or in; the adapter writes the audit log."""
        user = form.get_user()
        answer: HttpResponse = perform_login(
            self.request, user, redirect_url=self.get_success_url()
        )
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with the reasons; who tried too often waits."""
        response = super().form_invalid(form)
        response.status_code = 429 if form.too_often else 422
        return response


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    note_sign_out(user=request.user, at=clock.now())
    logout(request)
    return redirect("home")

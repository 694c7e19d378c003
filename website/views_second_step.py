"""The second step of a sign-in: django-allauth's page, with our status for a no."""

from typing import Any

from allauth.mfa.base.views import AuthenticateView
from django.http import HttpResponse


class SecondStep(AuthenticateView):
    """A code of the app, or a recovery code."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with the reason."""
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response

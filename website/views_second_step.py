"""The second step of a sign-in: django-allauth's page, with our status for a no."""

from typing import Any

from allauth.mfa.base.views import AuthenticateView
from django.http import HttpResponse

from accounts.actions import note_failed
from accounts.choices import Proof
from foundation import clock
from website.entering import address_of


class SecondStep(AuthenticateView):
    """A code of the app, or a recovery code."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with the reason."""
        user = self.stage.login.user
        note_failed(
            proof=Proof.SECOND_STEP, phone=user.phone, user=user,
            address=address_of(self.request), at=clock.now(),
        )  # fmt: skip
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response

"""Where the city demands it, staff turn on the second step before anything else."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.requests import person

FREE = ("/two-steps/", "/sign-out/", "/language/", "/static/")


class TwoStepsMiddleware:
    """Does something only where the setting TWO_STEPS is "required"."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lead staff without a second step to the page that turns it on."""
        if settings.TWO_STEPS == "required" and self._is_missing(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _is_missing(self, request: HttpRequest) -> bool:
        user = person(request)
        return (
            user.is_authenticated
            and not request.path.startswith(FREE)
            and user.has_perm("accounts.use_two_steps")
            and not is_mfa_enabled(user)
        )

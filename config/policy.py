"""The Content-Security-Policy, the same on every page."""

from typing import Any

from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse


class PolicyMiddleware:
    """Sets the header. django-csp's own writes the same text anew for every answer."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """No page has a policy of its own."""
        response: HttpResponse = self.get_response(request)
        response.headers["Content-Security-Policy"] = self.policy
        return response

"""Puts the chosen membership into force for the request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

SESSION_KEY = "membership"


class ActingMiddleware:
    """A person acts in one membership at a time; the session remembers which."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Apply the choice before any view asks for it."""
        chosen = request.session.get(SESSION_KEY)
        if chosen is not None and request.user.is_authenticated:
            request.user.act_as(chosen)
        return self.get_response(request)

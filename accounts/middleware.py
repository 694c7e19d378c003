"""The signed-in person of a request, and the membership they chose to act in."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

SESSION_KEY = "membership"


class PersonMiddleware(AuthenticationMiddleware):
    """Django's own, with the person whom the session brought along."""

    def process_request(self, request: Any) -> None:
        """`request.user`, asked for when somebody looks."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _person_of(request))


def _person_of(request: Any) -> Any:
    with request.session.asked():
        return get_user(request)


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

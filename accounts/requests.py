"""The signed-in person of a request, as what it is."""

from typing import cast

from django.http import HttpRequest

from accounts.models import User


def person(request: HttpRequest) -> User:
    """The signed-in person; LoginRequiredMiddleware has seen to it."""
    return cast(User, request.user)

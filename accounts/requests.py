"""The signed-in person of a request, as what it is."""

from typing import cast

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User


def person(request: HttpRequest) -> User:
    """The signed-in person; LoginRequiredMiddleware has seen to it.

    The person itself rather than Django's stand-in, of which every look costs three.
    """
    user = request.user
    if isinstance(user, SimpleLazyObject):
        user = getattr(request, "_cached_user", user)
    return cast(User, user)

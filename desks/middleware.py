"""Turns refusals of the domain into pages a person understands."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from viewflow.workflow.exceptions import FlowLockFailed

from foundation.errors import Busy, DomainError, LostRace, NotAllowed

STATUS_OF: dict[type[Exception], int] = {
    LostRace: 409,
    NotAllowed: 403,
    Busy: 503,
    FlowLockFailed: 503,
}


class RefusalMiddleware:
    """A DomainError no view caught becomes a plain page with its reasons."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Whoever reads an address that only takes forms is told so on a page.

        Signing in leads there where the form was sent after the session had ended.
        """
        response = self.get_response(request)
        if response.status_code != 405 or request.method not in ("GET", "HEAD"):
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """A page that says what happened and what to do next.

        A number too large for any database names no row: 404.
        """
        if isinstance(exception, OverflowError):
            return render(request, "404.html", status=404)
        if not isinstance(exception, DomainError | FlowLockFailed):
            return None
        status = STATUS_OF.get(type(exception), 422)
        template = "403.html" if status == 403 else "409.html"
        what = " ".join(map(str, _reasons(exception)))
        response = render(request, template, {"what": what}, status=status)
        if status == 503:
            response["Retry-After"] = "3"
        return response


def _reasons(exception: Exception) -> list[str]:
    if isinstance(exception, DomainError):
        return list(exception.reasons)
    return []


def say(request: HttpRequest, *words: str) -> None:
    """Tell the person on the next page that it worked."""
    for word in words:
        messages.success(request, word)

"""Who may enter a page: the policy table is asked, a stranger gets 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.requests import person

View = Callable[..., HttpResponse]


def for_deed(deed: str) -> Callable[[View], View]:
    """A page for those who may do a deed that concerns no single row."""

    def wrap(view: View) -> View:
        @wraps(view)
        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not person(request).has_perm(deed):
                raise Http404
            return view(request, *args, **kwargs)

        return entered

    return wrap


def row_or_404(request: HttpRequest, deed: str, rows: QuerySet[Any], **key: Any) -> Any:
    """The row, if the person may do the deed to it; `rows` are those visible."""
    row = get_object_or_404(rows, **key)
    if not person(request).has_perm(deed, row):
        raise Http404
    return row

"""Reading what is sensitive is a deed: the audit log says who read or took what."""

from django.db.models import Model
from django.http import HttpRequest

from accounts.requests import person
from foundation import clock
from foundation.audit.actions import record

NOT_ASKED = ("page", "format", "tab", "verify")


def note_read(request: HttpRequest, deed: str, row: Model | None = None) -> None:
    """The person has read the row, or the list, found by the filter of the address."""
    asked = {
        key: value
        for key, value in request.GET.items()
        if value and key not in NOT_ASKED
    }
    after = {"filter": asked} if asked else None
    record(by=person(request), deed=deed, at=clock.now(), row=row, after=after)

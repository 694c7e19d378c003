"""A new provider's registration, from the code sent to its signed-in coordinator."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.middleware import SESSION_KEY
from accounts.models import Code
from admissions.actions import register_provider
from foundation import clock
from website.entering import enter, forget_code

WANTED = "provider_wanted"  # what was typed before the code: firm, person, call


def wait_for_code(request: HttpRequest, firm: str, name: str, call: int) -> None:
    """Keep what was typed until the code is."""
    request.session[WANTED] = {"firm": firm, "person": name, "call": call}


def register_with(request: HttpRequest, row: Code, typed: str) -> HttpResponse:
    """The code fits: provider, account and seat, then back to the call.

    Raises Refused.
    """
    wanted: dict[str, Any] = request.session.get(WANTED, {})
    user, seat = register_provider(
        code=row,
        typed=typed,
        firm=str(wanted.get("firm", "")) or row.about,
        person=str(wanted.get("person", "")),
        at=clock.now(),
    )
    forget_code(request)
    request.session.pop(WANTED, None)
    messages.success(request, _("You are registered. Now apply for the pool."))
    call = wanted.get("call")
    to = reverse("public_call", args=[call]) if call else reverse("admission")
    answer = enter(request, user, to)
    request.session[SESSION_KEY] = seat.pk
    return answer

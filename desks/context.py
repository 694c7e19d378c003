"""Navigation and demonstration facts for the frame of every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from desks.navigation import items_for
from foundation import clock


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav` for the acting role; `demo` in the demonstration only."""
    demo = {"clock": clock.now()} if settings.DEMO else None
    return {"nav": items_for(request), "demo": demo}

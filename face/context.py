"""What every page knows without its view saying so: navigation and the clock."""

from django.http import HttpRequest

from foundation import clock


def shell(request: HttpRequest) -> dict[str, object]:
    """`nav` as the view layer set it on the request, and `now` asked only if used."""
    return {"nav": getattr(request, "nav", []), "now": clock.now}

"""Where the product stands, as seen from outside."""

from django.conf import settings
from django.http import HttpRequest


def site_of(request: HttpRequest) -> str:
    """Scheme and host of the pages; that of the settings before the request's."""
    named: str = settings.SITE_ADDRESS
    return named or f"{request.scheme}://{request.get_host()}"

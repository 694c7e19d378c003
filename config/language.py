"""Chinese first: a page is in English only where a person chose it."""

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware


class ChosenLanguageMiddleware(LocaleMiddleware):
    """The language of the switch (a cookie), else Chinese; never the browser's guess.

    Firms open links inside WeChat on phones set to any language, and the bureau's
    words are Chinese.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Leave what the browser prefers out of it."""
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)

"""What a person sees when the connection to the database is cut in mid-request."""

import sys

from django.core.handlers.wsgi import WSGIHandler
from django.db import InterfaceError, OperationalError, close_old_connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import get_template
from django.views.defaults import server_error

READS = ("GET", "HEAD")


def answer_for_error(request: HttpRequest) -> HttpResponse:
    """The page of an error nobody caught: a cut connection is no fault of the page."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    response = HttpResponse(get_template("503.html").render(), status=503)
    response["Retry-After"] = "3"
    response.was_cut = True  # type: ignore[attr-defined]
    return response


class PatientHandler(WSGIHandler):
    """Asks once more, over a new connection, for a page that only reads."""

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; the second one where the connection was cut under the first."""
        response = super().get_response(request)
        if not getattr(response, "was_cut", False) or request.method not in READS:
            return response
        close_old_connections()
        return super().get_response(self.request_class(request.environ))  # type: ignore[attr-defined]

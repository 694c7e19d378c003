"""Free times for machines: the same question the booking page asks, as JSON."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bookings.free_times import free_times
from centers.choices import ServiceKind
from centers.models import Center
from foundation import clock

AHEAD = timedelta(days=30)


@login_not_required
@require_safe
def free_slots(request: HttpRequest, slug: str) -> HttpResponse:
    """A center's free times of the next thirty days, the earliest first.

    `?service=` one of the center's services, the on-site diagnosis unless named.
    A list of {id, starts, ends, left}; moments in UTC. Empty, too, where the service's
    places in the open campaign are used up.
    """
    kind = request.GET.get("service", ServiceKind.VISIT)
    if kind not in ServiceKind.values:
        raise Http404
    at = clock.now()
    text = free_times(slug, kind, at=at, until=at + AHEAD)
    if text == "[]" and not Center.objects.filter(slug=slug).exists():
        raise Http404
    answer = HttpResponse(text, content_type="application/json")
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "no-cache"
    return answer

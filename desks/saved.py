"""Filters of lists that people keep under a name."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import SavedFilter
from accounts.requests import person

PLACES = ("inbox", "cases", "deadlines")
MOST = 12
LONGEST = 500
LONGEST_NAME = 40


def saved_of(user: Any, place: str) -> list[SavedFilter]:
    """The person's own filters of that list."""
    return list(SavedFilter.objects.filter(person=user, place=place))


@require_POST
def keep(request: HttpRequest, place: str) -> HttpResponse:
    """Keep the present filter under a name; the same name again replaces it."""
    if place not in PLACES:
        raise Http404
    name = request.POST.get("name", "").strip()[:LONGEST_NAME]
    query = QueryDict(request.POST.get("query", "")[:LONGEST], mutable=True)
    query.pop("page", None)
    back = redirect(f"{reverse(place)}?{query.urlencode()}")
    own = SavedFilter.objects.filter(person=person(request), place=place)
    if not name or not query:
        messages.error(request, _("A filter needs a name and something to filter by."))
        return back
    if own.exclude(name=name).count() >= MOST:
        messages.error(request, _("Twelve filters are kept; forget one first."))
        return back
    try:
        with transaction.atomic():
            own.update_or_create(
                name=name,
                defaults={"query": query.urlencode()},
                create_defaults={
                    "person": person(request),
                    "place": place,
                    "query": query.urlencode(),
                },
            )
    except IntegrityError:
        pass  # the same name was kept in the same instant
    messages.success(request, _("The filter is kept."))
    return back


@require_POST
def drop(request: HttpRequest, filter_id: int) -> HttpResponse:
    """Forget a kept filter."""
    row = get_object_or_404(SavedFilter, pk=filter_id, person=person(request))
    place = row.place
    row.delete()
    messages.success(request, _("The filter is forgotten."))
    return redirect(place)

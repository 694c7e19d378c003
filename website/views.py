"""Home, centers and how it works: what everybody may see."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Min, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assignments.weights import weights_on
from assignments.words import RULE_WORDS, part_words
from bookings.choices import Stage
from bookings.models import Booking, Slot
from bookings.queues import queues
from campaigns.models import Campaign
from centers.choices import ServiceKind
from centers.models import Adviser, Center, District
from designations.models import YearlyReview
from foundation import clock


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What it is, for whom, and the way to the first booking."""
    campaign = Campaign.objects.public().filter(year=clock.today().year).first()
    done = Booking.objects.filter(stage=Stage.CLOSED).count()
    context = {
        "campaign": campaign,
        "centers": open_centers(),
        "done": done,
        "districts": District.objects.count(),
    }
    return render(request, "website/home.html", context)


@login_not_required
def centers(request: HttpRequest) -> HttpResponse:
    """Every center with its next free half-day and the grade of its last year."""
    rows: list[Any] = open_centers()
    graded = YearlyReview.objects.filter(center__in=rows).exclude(grade="")
    last = {review.center_id: review for review in graded.order_by("year")}
    for row in rows:
        row.last_grade = last.get(row.pk)
    return render(request, "website/centers.html", {"centers": rows})


@login_not_required
def how_it_works(request: HttpRequest) -> HttpResponse:
    """The steps, how a provider is chosen, the rules of the campaign."""
    campaign = Campaign.objects.public().order_by("-year").first()
    weights = weights_on(clock.today())
    context = {
        "campaign": campaign,
        "weights": weights,
        "parts": part_words(dict(weights.points)),
        "rules": [str(words) for words in RULE_WORDS.values()],
    }
    return render(request, "website/how_it_works.html", context)


def open_centers() -> list[Center]:
    """Designated centers with `next_free` (a Slot or None), `wait`, `next_release`."""
    at = clock.now()
    free = Q(slots__in=Slot.objects.bookable(at))
    rows = list(
        Center.objects.public(clock.today())
        .select_related("district")
        .prefetch_related(
            "serves", "services", Prefetch("advisers", Adviser.objects.active())
        )
        .annotate(first_free=Min("slots__starts_at", filter=free))
    )
    firsts = {
        (slot.center_id, slot.starts_at): slot
        for slot in Slot.objects.bookable(at).filter(
            center__in=rows, starts_at__in=[row.first_free for row in rows]
        )
    }
    waits = queues([row.pk for row in rows], today=clock.today())
    releases = next_releases(at)
    for row in rows:
        row.next_free = firsts.get((row.pk, row.first_free))
        row.wait = waits[row.pk].wait()
        row.next_release = releases.get(row.pk)
    return rows


def next_releases(at: datetime) -> dict[int, datetime]:
    """The next announced moment of release of on-site diagnoses, by center."""
    announced = Slot.objects.filter(
        kind=ServiceKind.VISIT,
        released_at__gt=at,
        is_closed=False,
        service__is_open=True,
    )
    rows = announced.order_by().values_list("center").annotate(Min("released_at"))
    return dict(rows)

"""Who I am, in which role I act, what I was told."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.actions import switch
from accounts.middleware import SESSION_KEY
from bookings.actions import feed_of, renew_feed, revoke_feed
from desks.navigation import MENUS
from face.addresses import site_of
from foundation import clock
from foundation.access.roles import Role
from foundation.notices.models import Message

# What the calendar of a role holds.
CALENDAR_WORDS = {
    Role.COMPANY: gettext_lazy(
        "Your visits and appointments, and by when you have something to do."
    ),
    Role.COORDINATOR: gettext_lazy(
        "The visits of your provider, by when its steps are due, and the last days for "
        "objections to its awards and admission."
    ),
    Role.CONSULTANT: gettext_lazy(
        "The visits you go to, and by when steps of your provider are due."
    ),
    Role.MANAGER: gettext_lazy(
        "Visits and appointments of your center, by when its steps are due, and the "
        "days of its designation."
    ),
    Role.ASSESSOR: gettext_lazy(
        "By when your score sheets are due, and your site visits. What a sheet hides, "
        "the calendar hides, too."
    ),
    Role.OFFICER: gettext_lazy(
        "By when the bureau's steps are due, the last days of public notices, site "
        "visits of experts, and beginning and end of the campaigns."
    ),
    Role.DISTRICT_OFFICER: gettext_lazy(
        "By when your district's steps are due, and site visits and public notices of "
        "its centers."
    ),
    Role.FINANCE: gettext_lazy(
        "By when your steps are due, the last days of public notices of awards, and "
        "beginning and end of the campaigns."
    ),
    Role.AUDITOR: gettext_lazy(
        "The last days of public notices, site visits of experts, and beginning and "
        "end of the campaigns. You have no steps of your own."
    ),
}


def desk(request: HttpRequest) -> HttpResponse:
    """The first place of the acting role."""
    user: Any = request.user
    menu = MENUS.get(user.role)
    return redirect(menu[0].url if user.role and menu else "me")


def me(request: HttpRequest) -> HttpResponse:
    """My roles and my messages; reading the page marks them read."""
    user: Any = request.user
    rows = Message.objects.filter(to=user).order_by("-at", "-pk")
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    shown = list(page)
    unread = [row.pk for row in shown if row.read_at is None]
    if unread:
        Message.objects.filter(pk__in=unread).update(read_at=clock.now())
    offered = settings.TWO_STEPS != "off" and user.has_perm("accounts.use_two_steps")
    feed = feed_of(user)
    context = {
        "page": page,
        "rows": shown,
        "two_steps": offered,
        "has_staff": user.has_perm("accounts.view_staff"),
        "has_stand_ins": user.has_perm("accounts.name_stand_in"),
        "calendar_words": CALENDAR_WORDS.get(user.role, ""),
        "feed": feed,
        "feed_url": f"{site_of(request)}/feeds/{feed.token}.ics" if feed else "",
    }
    return render(request, "desks/me.html", context)


@require_POST
def switch_membership(request: HttpRequest) -> HttpResponse:
    """Act in another of my roles."""
    key = request.POST.get("membership", "")
    user: Any = request.user
    if not key.isdecimal() or not switch(
        user=user, membership_id=int(key), at=clock.now()
    ):
        raise Http404
    request.session[SESSION_KEY] = int(key)
    return redirect("desk")


@require_POST
def calendar(request: HttpRequest) -> HttpResponse:
    """Make, renew or revoke the address of my calendar."""
    if request.POST.get("do") == "revoke":
        revoke_feed(by=request.user, at=clock.now())
        messages.success(request, _("The old address opens nothing any more."))
    else:
        renew_feed(by=request.user, at=clock.now())
        messages.success(request, _("Your calendar has a new address."))
    return redirect(f"{reverse('me')}#calendar")

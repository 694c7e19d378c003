"""Which places each role has in its menu."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from accounts.models import Licence
from bookings.models import WaitingEntry
from foundation.access.roles import Role
from foundation.access.scoping import Reader
from foundation.prepared import prepared
from workflows.models import Due, Enquiry


class Place(NamedTuple):
    """One entry of a menu: URL name, icon, words."""

    url: str
    icon: str
    label: str


PUBLIC = [
    Place("home", "house", _("Home")),
    Place("centers", "map-pin", _("Centers")),
    Place("how_it_works", "route", _("How it works")),
    Place("notices", "megaphone", _("Public notices")),
]
INBOX = Place("inbox", "inbox", _("To do"))
DEADLINES = Place("deadlines", "timer", _("Deadlines"))
CASES = Place("cases", "folder-open", _("Cases"))
TARGETS = Place("targets", "list-checks", _("Target list"))
CONSULTANTS = Place("consultants", "users-round", _("Consultants"))
ASSIGN = Place("assign", "user-check", _("Assign"))
FAIRNESS = Place("fairness", "chart-column", _("Fair shares"))
COMPLAINTS = Place("complaints", "message-square-warning", _("Complaints"))
TIES = Place("ties", "link-2", _("Ties"))
ME = Place("me", "circle-user-round", _("Me"))
ADMISSION = Place("applications", "badge-plus", _("Admission"))
LICENCES = Place("licences", "file-badge", _("Licences"))
WAITS = Place("center_waits", "list-ordered", _("Waiting list"))
DESIGNATIONS = Place("designations", "badge-check", _("Designation of centers"))
CHECKS = Place("spot_checks", "search-check", _("Spot checks"))
PERIODS = Place("periods", "scale", _("Period close"))
CITY = [
    Place("campaign", "flag", _("Campaign")),
    Place("ranking", "award", _("Providers")),
    PERIODS,
]

MENUS: dict[str, list[Place]] = {
    "": PUBLIC,
    Role.COMPANY: [
        Place("book", "calendar-check", _("Book")),
        Place("cases", "folder-open", _("My case")),
        Place("appointments", "calendar-clock", _("My bookings")),
        INBOX,
        Place("people", "users-round", _("Our people")),
        COMPLAINTS,
        TIES,
        ME,
    ],
    Role.COORDINATOR: [
        INBOX,
        CASES,
        DEADLINES,
        CONSULTANTS,
        Place("awards", "hand-coins", _("Ratings")),
        ADMISSION,
        COMPLAINTS,
        TIES,
        ME,
    ],
    Role.CONSULTANT: [INBOX, CASES, COMPLAINTS, ME],
    Role.MANAGER: [
        Place("week", "calendar-days", _("Week")),
        Place("today", "clipboard-check", _("Today")),
        INBOX,
        ASSIGN,
        DEADLINES,
        CASES,
        COMPLAINTS,
        Place("find_firm", "phone-call", _("Book by phone")),
        TARGETS,
        Place("slots", "calendar-cog", _("Slots")),
        WAITS,
        LICENCES,
        DESIGNATIONS,
        ME,
    ],
    Role.ASSESSOR: [INBOX, ME],
    Role.OFFICER: [
        Place("director", "gauge", _("At a glance")),
        INBOX,
        DEADLINES,
        CASES,
        COMPLAINTS,
        TARGETS,
        *CITY,
        ADMISSION,
        DESIGNATIONS,
        FAIRNESS,
        Place("ledger", "book-open-check", _("Ledger")),
        Place("calendar", "calendar-days", _("Calendar")),
        Place("roads", "route", _("Road times")),
        CHECKS,
        Place("doubles", "copy", _("Double files")),
        Place("audit", "shield-check", _("Audit")),
        ME,
    ],
    Role.DISTRICT_OFFICER: [
        Place("district", "map", _("My district")),
        INBOX,
        DESIGNATIONS,
        TARGETS,
        CASES,
        COMPLAINTS,
        DEADLINES,
        ME,
    ],
    Role.FINANCE: [
        INBOX,
        *CITY,
        Place("ledger", "book-open-check", _("Ledger")),
        ME,
    ],
    Role.AUDITOR: [
        Place("audit", "shield-check", _("Audit")),
        Place("ledger", "book-open-check", _("Ledger")),
        CHECKS,
        *CITY,
        ADMISSION,
        DESIGNATIONS,
        CASES,
        COMPLAINTS,
        DEADLINES,
        ME,
    ],
}


def items_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu of the acting role, with counts beside what waits for the person."""
    user = getattr(request, "user", None)
    role = getattr(user, "role", "") if user is not None else ""
    here = request.path
    return [
        {
            "url": reverse(place.url),
            "label": gettext(place.label),
            "icon": place.icon,
            "count": _waiting(place, user),
            "current": _is_here(here, reverse(place.url)),
        }
        for place in MENUS.get(role, PUBLIC)
    ]


def _waiting(place: Place, user: Any) -> int:
    """How much waits there for the person; every page asks."""
    return sum(
        _count.first(rows, user.role, home=user.home_id) or 0
        for rows in COUNTED.get(place, ())
    )


@prepared
def _count(rows: Callable[[Any], Any], role: str) -> Any:
    """How many of the rows somebody in this role has."""
    return rows(Reader(role)).order_by().values_list(Count("pk"), flat=True)


def _licences(reader: Any) -> Any:
    return Licence.objects.visible_to(reader).waiting()


def _waits(reader: Any) -> Any:
    return WaitingEntry.objects.visible_to(reader).open()


COUNTED = {
    INBOX: (Due.objects.for_person, Enquiry.objects.for_person),
    LICENCES: (_licences,),
    WAITS: (_waits,),
}


def _is_here(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)

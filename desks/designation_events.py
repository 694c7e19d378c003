"""A designation's timeline, as the audit log has it."""

from typing import Any

from django.db.models import Q

from designations.models import Designation, YearlyReview
from desks.deeds import DEEDS
from face.items import Event
from foundation.access.roles import Role
from foundation.audit.models import Entry

LEFT_OUT = ("designations.add_paper", "designations.drop_paper")
UNNAMED = ("designations.score", "designations.appoint")
SHOWN = 60


def events_of(found: Designation, user: Any) -> list[Event]:
    """What happened to it and in its years, newest first; experts stay unnamed."""
    years = [str(key) for key in found.reviews.values_list("pk", flat=True)]
    mine = Q(object_type=Designation._meta.label, object_id=str(found.pk))
    theirs = Q(object_type=YearlyReview._meta.label, object_id__in=years)
    rows = Entry.objects.filter(mine | theirs).exclude(deed__in=LEFT_OUT)
    return [_event(row, user) for row in rows.order_by("-at", "-pk")[:SHOWN]]


def _event(row: Entry, user: Any) -> Event:
    blind = row.deed in UNNAMED and user.role not in (Role.OFFICER, Role.AUDITOR)
    label = str(DEEDS.get(row.deed, row.deed))
    if row.object_type == YearlyReview._meta.label:
        label = f"{label} · {row.object_name.rsplit(' ', 1)[-1]}"
    return Event(
        row.at, label, "" if blind else row.actor_name,
        str(row.after.get("reason", "")), icon=ICONS.get(row.deed, "circle-dot"),
    )  # fmt: skip


ICONS = {
    "designations.nurture": "sprout",
    "designations.apply": "file-pen-line",
    "designations.check": "list-checks",
    "designations.return_points": "undo-2",
    "designations.appoint": "users",
    "designations.score": "star",
    "designations.decide": "gavel",
    "designations.publish": "megaphone",
    "designations.object": "message-square-warning",
    "designations.end_notice": "hourglass",
    "designations.grant": "badge-check",
    "designations.grade": "scale",
    "designations.withdraw": "ban",
}

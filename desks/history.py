"""Who changed what when on a booked time, before and after: read from the audit log."""

from typing import Any

from django.utils.translation import gettext as _

from bookings.actions.telling import Booked
from desks.log import entry_row
from foundation.audit.models import Entry

# What everybody who sees the row may read of it; reasons among them, no scores.
TOLD = (
    "bookings.book",
    "bookings.triage",
    "bookings.reschedule",
    "bookings.cancel",
    "bookings.check_in",
    "bookings.undo_check_in",
    "bookings.mark_absent",
    "assignments.confirm",
    "assignments.respond",
    "assignments.reassign",
    "diagnoses.hold_visit",
)
LEFT_OUT = ("accepted", "overridden")
BY_LINK = ("bookings.reschedule", "bookings.cancel")


def history_of(row: Booked) -> list[dict[str, Any]]:
    """The changes, newest first; one query."""
    entries = Entry.objects.filter(
        object_type=row._meta.label, object_id=str(row.pk), deed__in=TOLD
    ).order_by("-at", "-pk")
    return [_told(entry) for entry in entries]


def _told(entry: Entry) -> dict[str, Any]:
    """The entry in words, without what only an auditor makes something of."""
    row = entry_row(entry)
    changes = [change for change in row["changes"] if change["name"] not in LEFT_OUT]
    return {**row, "changes": changes, "who": _who(entry)}


def _who(entry: Entry) -> str:
    """The person; nobody known where a link was used or the system acted."""
    if entry.actor_name:
        return entry.actor_name
    return _("By a link") if entry.deed in BY_LINK else _("The system")

"""Two managers have the same page open: who saves second is told of the first."""

import hashlib
from typing import Any

from django.utils.translation import gettext as _

from centers.models import Adviser, Center, Service
from foundation.audit.models import Entry
from foundation.errors import LostRace


def mark_of(row: Any) -> str:
    """A row as it stands, in a few letters: with its hours and people, or services.

    Of a center only its rule of release: its other columns are not set by its people.
    """
    names = [field.attname for field in row._meta.concrete_fields]
    if isinstance(row, Center):
        names = ["release_ahead", "release_time"]
    facts: list[Any] = [type(row).objects.filter(pk=row.pk).values_list(*names).get()]
    if isinstance(row, Service):
        hours = row.opening_rules.order_by("weekday", "opens")
        facts += hours.values_list("weekday", "opens", "closes", "capacity")
        facts += Adviser.objects.filter(services=row).order_by("pk").values_list("pk")
    elif isinstance(row, Adviser):
        facts += row.services.order_by("pk").values_list("pk")
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def hold_as_seen(row: Service | Adviser | Center, seen: str) -> None:
    """Lock the row, within the transaction of what is done to it.

    Raises LostRace, naming who was first, where it is not as it was `seen`; an empty
    `seen` asks for nothing.
    """
    rows: Any = type(row).objects
    rows.select_for_update(no_key=True).get(pk=row.pk)
    if not seen or seen == mark_of(row):
        return
    made = Entry.objects.filter(object_type=row._meta.label, object_id=str(row.pk))
    who = made.order_by("-at", "-pk").values_list("actor_name", flat=True).first()
    words = _(
        "%(name)s has changed this since you opened the page. What you typed is kept: "
        "look at the page anew in another window, or save again to put yours in its "
        "place."
    )
    raise LostRace(words % {"name": who or _("Somebody")}, winner=who or "")

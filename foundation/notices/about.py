"""Whether a message is still of use: the row it is about says how it stands now."""

from datetime import datetime
from typing import Protocol, cast

from django.apps import apps
from django.db import models


class Ending(Protocol):
    """A row of which people are told, and which may end before they hear of it."""

    def outdated(self, at: datetime) -> str:
        """Why nobody is told of it any more, a catalogue sentence; '' while it is."""


def name_of(row: models.Model | None) -> str:
    """The row as a message keeps it; '' where nothing can make the message useless."""
    return f"{row._meta.label_lower}:{row.pk}" if row is not None else ""


def outdated(about: str, at: datetime) -> str:
    """What has ended meanwhile, in words; '' where the message is still of use."""
    if not about:
        return ""
    label, _colon, key = about.partition(":")
    rows = apps.get_model(label)._base_manager
    row = cast("Ending | None", rows.filter(pk=key).first())
    return row.outdated(at) if row is not None else ""

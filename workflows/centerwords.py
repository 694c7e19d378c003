"""A center's figures of a year in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

LABELS = {
    "booked": _("Diagnoses booked"),
    "accepted": _("Diagnoses accepted"),
    "on_time": _("Own steps on time"),
    "attended": _("Appointments held"),
    "no_shows": _("No-shows"),
    "trained": _("Firms at trainings"),
    "satisfaction": _("Firms' satisfaction"),
    "advisers": _("Advisers"),
}


def figure_rows(figures: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """Label and value of each figure, as they were kept; a dash for none."""
    return [
        (label, _shown(key, figures[key]))
        for key, label in LABELS.items()
        if key in figures
    ]


def _shown(key: str, value: Any) -> str:
    if value is None:
        return "—"
    return f"{value}%" if key == "on_time" else str(value)

"""Facts of the audit log's entries in words: codes, steps, sums."""

from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import TextChoices
from django.utils.translation import gettext

from accounts.choices import FirmRole, Proof, Way
from admissions.choices import ApplicationState
from assignments.choices import Fault
from bookings.choices import AppointmentState, Stage
from campaigns.choices import Mode
from centers.choices import ServiceKind
from face import formats
from foundation.access.roles import Role
from foundation.audit.models import Entry
from outreach.choices import TargetState
from subsidies.choices import GateKind
from workflows.flows.registry import FLOWS
from workflows.models import Due
from workflows.nodes import Human

# Facts that are codes, and the words for them.
CODES: dict[str, type[TextChoices]] = {
    "fault": Fault,
    "firm_role": FirmRole,
    "role": Role,
    "service": ServiceKind,
    "stage": Stage,
    "application_state": ApplicationState,
    "mode": Mode,
    "proof": Proof,
    "state": AppointmentState,
    "way": Way,
    "gate": GateKind,
    "outcome": TargetState,
}

STEP_TITLES: dict[str, str] = {
    node.name: node.title_key
    for flow in FLOWS.values()
    for node in flow.instance.nodes()
    if isinstance(node, Human)
}


def object_words(entry: Entry) -> str:
    """What the entry is about: its kept name; a step by its title, not its key."""
    node, _space, day = entry.object_name.partition(" ")
    title = STEP_TITLES.get(node) if entry.object_type == Due._meta.label else None
    return f"{gettext(title)} {day}" if title else entry.object_name


def fact_words(key: str, value: Any, of: str = "") -> str:
    """A fact of an entry as people read it; `of` is the kind of row it is about."""
    if value is None or value == "":
        return ""
    if key.endswith("_fen") and isinstance(value, int):
        return formats.wan(value)
    if key == "step":
        return gettext(STEP_TITLES.get(value, value))
    if isinstance(value, str) and value in (codes := _codes(key, of)):
        return str(codes[value])
    return _plain(value)


@cache
def _codes(key: str, of: str) -> dict[str, Any]:
    """The words of a fact that is a code; those of the row's own stage go first."""
    words: dict[str, Any] = dict(CODES[key].choices) if key in CODES else {}
    try:
        model: Any = apps.get_model(of)
    except (LookupError, ValueError):
        return words
    if key == getattr(model, "STAGE_FIELD", ""):
        words |= dict(model._meta.get_field(key).flatchoices)
    return words


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(inner) for inner in value)
    return str(value)

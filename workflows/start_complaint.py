"""Begins and ends complaints from outside their steps: filed, taken back."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from complaints.actions import file_complaint, withdraw_complaint
from complaints.models import Complaint
from foundation.errors import LostRace
from workflows import engine
from workflows.flows.complaint import ComplaintFlow
from workflows.models import Due

WITHDRAWN = "withdrawn"  # the outcome of a step that was not done


def begin_complaint(**facts: Any) -> Complaint:
    """File a complaint and start its flow, in one transaction. Raises Refused."""

    def begin(complaint: Complaint) -> None:
        ComplaintFlow.start.run(complaint=complaint)

    return file_complaint(**facts, then=begin)


def take_complaint_back(*, complaint: Complaint, by: Any, at: datetime) -> None:
    """The firm takes it back; its open step leaves the to-do list.

    Raises NotAllowed, or LostRace where it has just been decided or taken back.
    """
    due = Due.objects.open().with_names().filter(complaint=complaint).first()
    if due is None:
        raise LostRace(_("This complaint has been decided or taken back already."))
    engine.complete(
        due=due, by=by, at=at, deed="complaints.withdraw", outcome=WITHDRAWN,
        perform=lambda row, _task: withdraw_complaint(complaint=row, by=by, at=at),
    )  # fmt: skip

"""Begins the flow of an application, and ends it where the provider takes it back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from admissions.actions import submit, take_back
from admissions.models import Application
from foundation.errors import NotAllowed
from workflows.engine import ending
from workflows.flows.admission import AdmissionFlow
from workflows.models import ApplicationProcess


def hand_in(*, application: Application, by: Any, at: datetime) -> Application:
    """Hand an application in and start its flow. Raises Refused, LostRace."""
    with transaction.atomic():
        row = submit(application=application, by=by, at=at)
        AdmissionFlow.start.run(application=row)
    return row


def withdraw(*, application: Application, by: Any, at: datetime) -> None:
    """Take it back; every open step ends. Raises NotAllowed, Refused, Busy."""
    if not by.has_perm("admissions.withdraw", application):
        raise NotAllowed(_("This application is not yours."))
    if application.process_id is None:  # never handed in: no flow to end
        take_back(application=application, by=by, at=at)
        return
    with ending(ApplicationProcess.objects.get(pk=application.process_id)):
        application.refresh_from_db()
        take_back(application=application, by=by, at=at)

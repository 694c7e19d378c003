"""Begins the flow of an application, and ends it where the provider takes it back;
turns it back where somebody objects to the admission."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from admissions.actions import raise_objection, submit, take_back
from admissions.models import Application
from foundation.errors import LostRace, NotAllowed
from providers.models import Provider
from workflows import engine
from workflows.engine import ending
from workflows.flows.admission import AdmissionFlow
from workflows.models import ApplicationProcess, Due

OBJECT = "admissions.object"


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


def object_to(
    *, application: Application, provider: Provider, by: Any, at: datetime, **said: Any
) -> None:
    """The provider's objection ends the notice's step; `said` as `raise_objection`.

    Raises Refused, NotAllowed, Busy, or LostRace where the notice has just ended.
    """
    notices = Due.objects.open().filter(application=application)
    due = notices.filter(node="admission_notice").first()
    if due is None:
        raise LostRace(_("The time for objections has ended."))

    def perform(subject: Any, _task: Any) -> None:
        raise_objection(application=subject, provider=provider, by=by, at=at, **said)
        # The applicant sees its steps, and must not learn there who objected.
        Due.objects.filter(pk=due.pk).update(done_by=None)

    engine.complete(due=due, by=by, at=at, perform=perform, deed=OBJECT)

"""The public notice of an admission, objections to it and what is decided of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from admissions.actions.reviewing import needs_words
from admissions.choices import ApplicationState
from admissions.models import Application, Notice, Objection, ObjectionPaper
from admissions.words import (
    OBJECTED,
    OBJECTION_ANSWERED,
    PUBLISHED,
    REFUSED,
    tell_bureau,
    tell_one,
    tell_provider,
)
from foundation.attachments import MOST_FILES, attached
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.public_notices import last_day_of_notice
from providers.models import Provider


@transaction.atomic
def publish(
    *, application: Application, official_url: str, published_on: date, by: Any,
    at: datetime,
) -> Notice:  # fmt: skip
    """The official page is recorded; five working days run from this day on.

    Raises Refused for a day in the future, or before the decision it publishes.
    """
    decided = application.decided_at
    last = last_day_of_notice(
        published_on, today=local_day(at), decided_on=decided and local_day(decided)
    )
    notice = Notice.objects.create(
        application=application,
        official_url=official_url,
        published_on=published_on,
        ends_on=last,
        by=by,
        at=at,
    )
    record(by=by, deed="admissions.publish", at=at, row=application,
           after={"url": official_url, "on": published_on})  # fmt: skip
    tell_provider(application, PUBLISHED, at=at, last=notice.ends_on)
    return notice


@transaction.atomic
def end_notice(*, application: Application, by: Any, at: datetime) -> None:
    """Nobody objected: on to the agreement. Raises Refused while the clock runs."""
    notice = application.notices.first()
    if notice is None or local_day(at) <= notice.ends_on:
        raise Refused(_("The time for objections has not ended yet."))
    application.move_to(ApplicationState.AGREEING)
    record(by=by, deed="admissions.end_notice", at=at, row=application)


@transaction.atomic
def raise_objection(
    *, application: Application, provider: Provider, real_name: str, text: str,
    by: Any, at: datetime, files: Sequence[File] = (),
) -> Objection:  # fmt: skip
    """A provider objects under a real name, with evidence; the bureau decides again.

    Raises Refused after the last day, to one's own admission, without name or reason,
    for too many files or unfit ones.
    """
    notice = application.notices.first()
    if notice is None or local_day(at) > notice.ends_on:
        raise Refused(_("The time for objections has ended."))
    if provider.pk == application.provider_id:
        raise Refused(_("Nobody objects to the own admission."))
    if not real_name.strip():
        raise Refused(_("Objections without a name are not dealt with."))
    reason = needs_words(text)
    application.move_to(ApplicationState.DECIDING)
    made = Objection.objects.create(
        application=application, provider=provider, real_name=real_name.strip(),
        text=reason, raised_by=by, raised_at=at,
    )  # fmt: skip
    with attached(
        lambda: ObjectionPaper(objection=made), files, most=MOST_FILES, by=by, at=at
    ):
        record(by=by, deed="admissions.object", at=at, row=application,
               after={"text": reason, "name": real_name.strip(),
                      "files": len(files)})  # fmt: skip
        tell_bureau(application, OBJECTED, at=at, reason=reason)
    return made


@transaction.atomic
def decide_objection(
    *, application: Application, upheld: bool, decision: str, by: Any, at: datetime
) -> None:
    """Upheld: not admitted. Rejected: the notice goes on. Who objected is told."""
    text = needs_words(decision)
    objection: Any = application.objections.get(upheld=None)
    changes: dict[str, Any] = {"decision": text, "decided_by": by, "decided_at": at}
    Objection.objects.filter(pk=objection.pk).update(upheld=upheld, **changes)
    if upheld:
        application.move_to(
            ApplicationState.REFUSED, reason=text, decided_by=by, decided_at=at
        )
        tell_provider(application, REFUSED, at=at, reason=text)
    else:
        application.move_to(ApplicationState.NOTICE)
        tell_provider(application, OBJECTION_ANSWERED, at=at, reason=text)
    record(by=by, deed="admissions.decide_objection", at=at, row=application,
           after={"upheld": upheld, "decision": text})  # fmt: skip
    tell_one(objection.raised_by, application, OBJECTION_ANSWERED, at=at, reason=text)

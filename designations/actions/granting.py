"""Public notice, objection, and the designation itself."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centers.models import District
from designations.actions.telling import GRANTED, tell_center
from designations.choices import DesignationState
from designations.models import Designation, Notice, Objection, ObjectionPaper
from foundation.attachments import MOST_FILES, attached
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.public_notices import last_day_of_notice


@transaction.atomic
def publish(
    *,
    designation: Designation,
    official_url: str,
    published_on: date,
    by: Any,
    at: datetime,
) -> Notice:
    """Record the official page; the clock for objections starts with the record.

    Raises Refused for a day in the future.
    """
    last = last_day_of_notice(published_on, today=local_day(at))
    designation.move_to(DesignationState.NOTICE)
    notice: Notice = Notice.objects.create(
        designation=designation, official_url=official_url, published_on=published_on,
        ends_on=last, by=by,
    )  # fmt: skip
    record(by=by, deed="designations.publish", at=at, row=designation,
           after={"url": official_url, "on": published_on})  # fmt: skip
    return notice


@transaction.atomic
def object_to(
    *,
    designation: Designation,
    real_name: str,
    text: str,
    evidence: str,
    by: Any,
    at: datetime,
    files: Sequence[File] = (),
) -> Objection:
    """Record an objection; the designation goes back to the decision.

    Its evidence is words, files or both. Raises Refused once the notice has run out,
    without name, words and evidence, for too many files or unfit ones.
    """
    notice = designation.notices.first()
    if notice is None or local_day(at) > notice.ends_on:
        raise Refused(_("The time for objections has ended."))
    if not (real_name.strip() and text.strip() and (evidence.strip() or files)):
        raise Refused(_("An objection needs a real name, its words and evidence."))
    designation.move_to(DesignationState.DECIDING)
    made: Objection = Objection.objects.create(
        designation=designation, real_name=real_name, text=text, evidence=evidence,
        raised_at=at, raised_by=by,
    )  # fmt: skip
    with attached(
        lambda: ObjectionPaper(objection=made), files, most=MOST_FILES, by=by, at=at
    ):
        record(by=by, deed="designations.object", at=at, row=designation,
               after={"text": text, "evidence": evidence,
                      "files": len(files)})  # fmt: skip
    return made


@transaction.atomic
def end_notice(*, designation: Designation, by: Any, at: datetime) -> None:
    """The notice ran out undisputed. Raises Refused while it runs."""
    last = designation.notices.latest("pk").ends_on
    if local_day(at) <= last:
        raise Refused(_("The notice runs until %(day)s.") % {"day": last})
    designation.move_to(DesignationState.GRANTING)
    record(by=by, deed="designations.end_notice", at=at, row=designation)


@transaction.atomic
def grant(
    *,
    designation: Designation,
    number: str,
    on: date,
    serves: Sequence[District],
    by: Any,
    at: datetime,
) -> None:
    """Designate: from that day the center is public and can be booked.

    The districts named are served by it from now on. Raises Refused for a day in the
    future or before the notice ended, and for a number that is taken.
    """
    last = designation.notices.latest("pk").ends_on
    if not last <= on <= local_day(at):
        raise Refused(_("The day lies between the end of the notice and today."))
    try:
        with transaction.atomic():
            designation.move_to(
                DesignationState.DESIGNATED, number=number, designated_on=on, reason=""
            )
    except IntegrityError as error:
        raise Refused(_("This number has been given already.")) from error
    center = designation.center
    center.designated_on, center.withdrawn_on = on, None
    center.save(update_fields=["designated_on", "withdrawn_on"])
    keys = [district.pk for district in serves]
    before = list(
        District.objects.filter(pk__in=keys).values_list(
            "name_zh", "served_by__name_zh"
        )
    )
    District.objects.filter(pk__in=keys).update(served_by=center)
    tell_center(designation, GRANTED, at=at, number=number)
    record(by=by, deed="designations.grant", at=at, row=designation,
           before={"districts": dict(before)},
           after={"number": number, "on": on,
                  "districts": [row.name_zh for row in serves]})  # fmt: skip

"""Giving a remark, and saying what was done about it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bookings.models import Booking
from centers.models import Center
from directives.choices import DirectiveState
from directives.models import Directive
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.notices.actions import tell

CARRIED_OUT = gettext_noop("Carried out: %(remark)s. %(answer)s")


def give(
    *,
    text: str,
    center: Center | None,
    booking: Booking | None,
    due_on: date,
    by: Any,
    at: datetime,
) -> Directive:
    """Write a remark down; one about a case without a center goes to the case's.

    The caller starts its flow in the same transaction. Raises Refused.
    """
    if due_on < local_day(at):
        raise Refused(_("The day lies in the past."))
    if center is None and booking is not None:
        center = booking.center
    state = DirectiveState.AT_CENTER if center else DirectiveState.AT_BUREAU
    made = Directive.objects.create(
        text=text, center=center, booking=booking, due_on=due_on, state=state,
        given_by=by, given_at=at,
    )  # fmt: skip
    record(by=by, deed="directives.give", at=at, row=made,
           after={"text": text, "on": due_on})  # fmt: skip
    return made


@transaction.atomic
def carry_out(*, directive: Directive, answer: str, by: Any, at: datetime) -> None:
    """Say what was done; whoever gave the remark is told."""
    directive.move_to(
        DirectiveState.DONE, answer=answer, answered_by=by, answered_at=at
    )
    tell(people=[directive.given_by], event="directive_done", text=CARRIED_OUT, at=at,
         link=f"/director/remarks/{directive.pk}/", **_words(directive))  # fmt: skip
    record(by=by, deed="directives.carry_out", at=at, row=directive,
           after={"text": answer})  # fmt: skip


def _words(directive: Directive) -> dict[str, str]:
    return {"remark": directive.text, "answer": directive.answer}

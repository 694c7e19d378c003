"""The firm's sign-off and the center's acceptance."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.choices import Stage
from bookings.models import Booking
from diagnoses.models import (
    Diagnosis,
    SignOff,
)
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from foundation.models import work_calendar

SILENT_WORKING_DAYS = 10


@transaction.atomic
def sign_off(
    *,
    booking: Booking,
    score: int,
    charged_money: bool,
    pushed_product: bool,
    comment: str,
    by: Any,
    at: datetime,
) -> SignOff:
    """The firm signs the report and says how satisfied it is (0-100)."""
    made = _signed(
        booking,
        is_signed=True,
        score=score,
        charged_money=charged_money,
        pushed_product=pushed_product,
        comment=comment,
        silent_reason="",
        at=at,
        by=by,
    )
    booking.move_to(Stage.ACCEPTING)
    record(by=by, deed="diagnoses.sign_off", at=at, row=booking, after={"signed": True})
    return made


def _signed(booking: Booking, **said: Any) -> SignOff:
    """The one sign-off of a case; signed again after a return, it says the latest."""
    made, _new = SignOff.objects.update_or_create(
        diagnosis=booking.diagnosis, defaults=said
    )
    return made


@transaction.atomic
def go_on_unsigned(*, booking: Booking, reason: str, by: Any, at: datetime) -> SignOff:
    """A silent firm never blocks: after two reminders and ten working days the
    manager records why, and the case goes on without a score (domain 2.12)."""
    since: Any = booking.diagnosis.report.passed_at
    waited = work_calendar().between(local_day(since), local_day(at))
    if waited < SILENT_WORKING_DAYS:
        raise Refused(
            _("The firm has ten working days after the review; %(n)s have passed.")
            % {"n": waited}
        )
    made = _signed(
        booking, is_signed=False, score=None, silent_reason=reason, at=at, by=by
    )
    booking.move_to(Stage.ACCEPTING)
    record(
        by=by,
        deed="diagnoses.go_on_unsigned",
        at=at,
        row=booking,
        after={"reason": reason},
    )
    return made


@transaction.atomic
def accept(*, booking: Booking, note: str, by: Any, at: datetime) -> None:
    """Acceptance 验收: from here completion, fee and period count."""
    Diagnosis.objects.filter(pk=booking.diagnosis.pk).update(
        accepted_at=at, accepted_by=by, acceptance_note=note
    )
    booking.move_to(Stage.RATING)
    record(by=by, deed="diagnoses.accept", at=at, row=booking, after={"note": note})

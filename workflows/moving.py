"""A firm moves or cancels its diagnosis, wherever the flow stands before the visit."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from viewflow.workflow.exceptions import FlowLockFailed

from assignments.actions import propose_again, reserve
from assignments.candidates import free_consultants, free_of
from assignments.choices import ProposalState
from bookings.actions import changes, telling
from bookings.arrivals import free_for
from bookings.choices import BEFORE_VISIT, Stage
from bookings.cutoffs import refuse_late
from bookings.models import Booking, Slot
from bookings.serving import Ask
from diagnoses.actions import keep_in_team
from foundation.errors import Busy, LostRace, NotAllowed, Refused
from foundation.notices.choices import MessageState
from foundation.notices.models import Message
from workflows import dues, engine
from workflows.flows.diagnosis import DiagnosisFlow
from workflows.models import DiagnosisProcess, Due

DEED = "bookings.reschedule"


def free_half_days(booking: Booking, *, at: datetime) -> QuerySet[Slot]:
    """The half-days to which the case may move, the earliest first."""
    free = Slot.objects.bookable(at).filter(center=booking.center_id)
    rows: QuerySet[Slot] = free.exclude(pk=booking.slot_id)
    return rows


def move_case(
    *, booking: Booking, slot: Slot, by: Any, at: datetime, reason: str
) -> Booking:
    """Move a case to another half-day of its center; returns it as it then stands.

    Before a provider has accepted it moves at once. Afterwards its lead comes along
    if free on the new half-day; if not, the case goes by way of the step that asks
    for a new date, and a provider is found anew. Raises NotAllowed, Refused, Busy, or
    LostRace; the case then stands as before.
    """
    if not by.has_perm(DEED, booking):
        raise NotAllowed(_("This case is not yours to move."))
    if booking.stage not in BEFORE_VISIT:
        raise Refused(_("Only a visit that lies ahead can be moved."))
    if not reason.strip():
        raise Refused(_("Please say why."))
    process = DiagnosisProcess.objects.get(diagnosis__booking=booking)
    try:
        with _lock(process.pk):
            case = as_seen(booking)
            refuse_late(changes.fixed_slot(case), by=by, at=at)
            Move(case, slot, by, at, reason).go()
            return Booking.objects.with_names().get(pk=case.pk)
    except FlowLockFailed as error:
        raise Busy(_("Just now somebody else is working on this case.")) from error


def _lock(process_pk: int) -> AbstractContextManager[None]:
    held: AbstractContextManager[None] = DiagnosisFlow.lock(process_pk)
    return held


def as_seen(booking: Booking) -> Booking:
    """The case under its lock. Raises LostRace where it is not as it was seen."""
    rows = Booking.objects.with_names().select_related("slot__service", "slot__center")
    case: Booking = rows.get(pk=booking.pk)
    if case.sequence != booking.sequence or case.stage not in BEFORE_VISIT:
        raise LostRace(_("Meanwhile this booking has been changed."))
    return case


@dataclass
class Move:
    """One move of one case, under the lock of its process."""

    case: Booking
    slot: Slot
    by: Any
    at: datetime
    reason: str
    told: bool = False

    def go(self) -> None:
        """By the way of the stage; everybody affected is told, nobody else."""
        waits = self.case.stage == Stage.RESCHEDULING
        if self.slot.pk == self.case.slot_id and not waits:
            raise Refused(_("This is the half-day it stands at already."))
        old, before = self.case.slot, self._provider_people()
        WAYS.get(self.case.stage, Move._shift)(self)
        self.case.refresh_from_db()
        after = {user.pk for user in self._provider_people()}
        gone = [user for user in before if user.pk not in after]
        if not self.told:
            telling.of_moving(self.case, old, at=self.at)
        telling.of_leaving(self.case, old, gone, at=self.at)

    def _provider_people(self) -> list[Any]:
        provider = self.case.provider_id
        return (
            telling.provider_people(self.case, provider, at=self.at) if provider else []
        )

    def _shift(self, keep: tuple[int, ...] = ()) -> None:
        changes.shift(
            booking=self.case,
            slot=self.slot,
            keep=keep,
            by=self.by,
            at=self.at,
            reason=self.reason,
        )

    def _propose_again(self) -> None:
        """The center decides on who is free on the new half-day."""
        self._shift()
        if propose_again(booking=self.case, at=self.at).state != ProposalState.OPEN:
            raise Refused(nobody_words())

    def _ask_again(self) -> None:
        """The provider is asked for the new half-day if anybody of it is free then."""
        meant = set(self.case.reservations.values_list("consultant_id", flat=True))
        free = self._free()
        if not free:
            self._complete("respond", self._find_anew)
            return
        self._shift()
        reserve(self.case, [min(meant & set(free) or free)])

    def _free(self) -> list[int]:
        """Leads of the case's provider who are free on the new half-day."""
        return free_consultants(self._there()).get(self.case.provider_id or 0, [])

    def _there(self) -> Booking:
        """The case as it would stand on the new half-day; not to be saved."""
        return Booking(
            pk=self.case.pk,
            campaign_id=self.case.campaign_id,
            district_id=self.case.district_id,
            company=self.case.company,
            slot=self.slot,
        )

    def _find_anew(self, case: Booking, _task: Any) -> None:
        """Nobody of the provider is free: the case goes to another."""
        self.case = case
        self._shift()
        case.move_to(Stage.PROPOSING, provider=None, agreement=None, assigned_at=None)

    def _keep_or_release(self) -> None:
        """The lead and who of the team is free come along; else all leave the case."""
        team = list(self.case.diagnosis.team.all())
        leads = {member.consultant_id for member in team if member.is_lead}
        if not leads & set(self._free()):
            self._release()
            return
        others = [m.consultant_id for m in team if m.consultant_id not in leads]
        keep = (*leads, *free_of(others, self._there()))
        self._shift(keep)
        keep_in_team(self.case, keep)
        dues.redate(self._due("visit"))

    def _release(self) -> None:
        """By way of the step that asks the firm for a new date, which it has named."""

        def leave(case: Booking, _task: Any) -> None:
            keep_in_team(case, ())
            case.reservations.all().delete()
            case.move_to(
                Stage.RESCHEDULING, provider=None, agreement=None, assigned_at=None
            )

        self._complete("visit", leave)
        step = self._due("reschedule")
        asked = Message.objects.filter(
            link=f"/tasks/{step.task_id}/", state=MessageState.QUEUED
        )
        asked.delete()  # nobody is asked for what the firm has just said
        self._take_new_date()

    def _take_new_date(self) -> None:
        """The firm was asked for a new date: this is its answer."""
        self._complete("reschedule", self._set_new_date)
        self.told = True

    def _set_new_date(self, case: Booking, _task: Any) -> None:
        changes.reschedule(booking=case, slot=self.slot, by=self.by, at=self.at)

    def _due(self, node: str) -> Due:
        """The open step of the case. Raises LostRace where it has moved on."""
        found = Due.objects.with_names().filter(
            booking=self.case, node=node, done_at=None
        )
        due: Due | None = found.first()
        if due is None:
            raise LostRace(_("Meanwhile this step has moved on."))
        return due

    def _complete(self, node: str, perform: Callable[[Any, Any], object]) -> None:
        """End the step the case stands at, as the one who moves it."""
        engine.complete(
            due=self._due(node), by=self.by, at=self.at, deed=DEED, perform=perform
        )


WAYS: dict[str, Callable[[Move], None]] = {
    Stage.CONFIRMING: Move._propose_again,
    Stage.RESPONDING: Move._ask_again,
    Stage.RESCHEDULING: Move._take_new_date,
    Stage.VISITING: Move._keep_or_release,
}


def nobody_words() -> str:
    """Why a half-day cannot be had though it has room."""
    return _(
        "On this half-day no consultant of your sector is free. Please choose another."
    )


def stays_on(case: Booking, slots: Sequence[Slot]) -> set[int] | None:
    """Of these half-days, those on which the accepted lead still comes.

    None while nobody has accepted. As many queries for any number of half-days.
    """
    if case.stage != Stage.VISITING:
        return None
    lead = case.diagnosis.team.filter(is_lead=True).select_related("consultant").first()
    if lead is None:
        return None
    who = lead.consultant_id
    asks = {
        slot.pk: Ask(slot.on, slot.half, case.district_id, case.pk) for slot in slots
    }
    arrivals = free_for(asks.values(), [who])
    return {slot for slot, ask in asks.items() if arrivals.is_free(who, ask)}

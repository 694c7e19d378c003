"""What becomes of a provider's open jobs when it gets no new ones any more: it is
suspended, or has been removed from the pool.

What has not been visited yet goes to others, the half-day kept where anybody can; what
has been visited stays: its provider owes the report.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import people_of
from assignments.actions import propose_again, take_back
from assignments.choices import ProposalState
from bookings.choices import RUNNING, Stage
from bookings.models import Booking
from foundation.access.roles import Role
from foundation.clock import local_day
from foundation.errors import DomainError
from foundation.notices.actions import tell
from providers.actions import lift_suspension, suspend
from providers.models import Provider
from workflows import engine, returning

DEED = "assignments.take_back_suspended"
GOING = (Stage.RESPONDING, Stage.VISITING)
SUSPENDED = gettext_noop(
    "%(provider)s gets no new jobs from %(day)s on. Reason: %(reason)s"
)
LIFTED = gettext_noop(
    "%(provider)s may get new jobs again from %(day)s on. Reason: %(reason)s"
)


@dataclass(frozen=True)
class OpenJob:
    """One open case of a suspended provider; `leaves` = it goes to another."""

    case: Booking
    leaves: bool


@dataclass(frozen=True)
class Outcome:
    """What became of one job: `refused` in words where it could not be taken back."""

    case: Booking
    refused: str = ""


@dataclass(frozen=True)
class Barring:
    """From which day on a provider gets no new jobs, and why."""

    first: date
    reason: str


def barring_of(provider: Provider) -> Barring | None:
    """Its suspension, or its removal from the pool; None while it may get jobs."""
    row = provider.suspensions.not_ended().first()
    if row is not None:
        return Barring(row.starts_on, row.reason)
    last = provider.pool_terms.order_by("admitted_on").last()
    if last is None or last.removed_on is None:
        return None
    return Barring(last.removed_on, last.removed_because)


def open_jobs(provider: Provider, user: Any, day: date) -> list[OpenJob]:
    """Every open case of the provider, those before their visit first.

    A case leaves when its visit lies on `day` or later.
    """
    rows = Booking.objects.visible_to(user).with_names().filter(
        provider=provider, stage__in=RUNNING
    )  # fmt: skip
    jobs = [OpenJob(case, _leaves(case, day)) for case in rows.order_by("slot__on")]
    return sorted(jobs, key=lambda job: not job.leaves)


def _leaves(case: Booking, day: date) -> bool:
    has_day = case.slot is not None and case.slot.on >= day
    return case.stage in GOING and has_day


def suspend_provider(
    *, provider: Provider, starts_on: date, reason: str, by: Any, at: datetime
) -> None:
    """No new jobs from that day on; the provider and the centers are told.

    Raises Refused, or LostRace where it is suspended already.
    """
    row = suspend(provider=provider, starts_on=starts_on, reason=reason, by=by, at=at)
    _tell(SUSPENDED, provider, row.starts_on, reason, at)


def lift(*, provider: Provider, reason: str, by: Any, at: datetime) -> None:
    """New jobs from today on. Raises Refused, or LostRace where nothing stands."""
    lift_suspension(provider=provider, reason=reason, by=by, at=at)
    _tell(LIFTED, provider, local_day(at), reason, at)


def _tell(text: str, provider: Provider, day: date, reason: str, at: datetime) -> None:
    coordinators = people_of(
        deed_roles=frozenset({Role.COORDINATOR}), at=at, provider=provider
    )
    open_at = Booking.objects.filter(provider=provider, stage__in=RUNNING)
    managers = people_of(
        deed_roles=frozenset({Role.MANAGER}), at=at,
        center__in=open_at.order_by().values("center"),
    )  # fmt: skip
    tell(people=coordinators + managers, event="suspension", text=text, at=at,
         provider=provider.name, day=day.isoformat(), reason=reason)  # fmt: skip


def take_jobs_back(
    *, provider: Provider, barring: Barring, by: Any, at: datetime
) -> list[Outcome]:
    """Each job before its visit goes back to its center; one outcome for each.

    A case that the provider was only proposed for gets another proposal. May be
    repeated: what has gone already is not met again.
    """
    words = _("%(provider)s gets no new jobs: %(reason)s") % {
        "provider": provider.name, "reason": barring.reason or "—",
    }  # fmt: skip
    jobs = open_jobs(provider, by, barring.first)
    found = [_taken(job.case, by, at, words) for job in jobs if job.leaves]
    proposed = Booking.objects.visible_to(by).with_names().filter(
        stage=Stage.CONFIRMING,
        slot__on__gte=barring.first,
        proposals__provider=provider,
        proposals__state=ProposalState.OPEN,
    )  # fmt: skip
    return found + [_proposed_anew(case, by, at) for case in proposed]


def _taken(case: Booking, by: Any, at: datetime, words: str) -> Outcome:
    try:
        returning.give_back(
            booking=case, deed=DEED, by=by, at=at, reason=words,
            act=lambda row: take_back(
                booking=row, by=by, at=at, reason=words, deed=DEED
            ),
        )  # fmt: skip
    except DomainError as error:
        return Outcome(case, refused=str(error))
    return Outcome(case)


def _proposed_anew(case: Booking, by: Any, at: datetime) -> Outcome:
    """Another proposal, or, where nobody can keep the half-day, the firm is asked."""
    try:
        with engine.locked(returning.open_step(case)):
            case.refresh_from_db(fields=["stage", "slot"])
            if case.stage != Stage.CONFIRMING:
                return Outcome(case)
            if propose_again(booking=case, at=at).state == ProposalState.OPEN:
                return Outcome(case)
        engine.complete(
            due=returning.open_step(case), by=by, at=at, deed=DEED,
            outcome=returning.RETURNED,
            perform=lambda row, _task: row.move_to(Stage.RESCHEDULING),
        )  # fmt: skip
    except DomainError as error:
        return Outcome(case, refused=str(error))
    return Outcome(case)

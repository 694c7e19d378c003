"""Another consultant goes to a visit: reserved anew, everybody concerned is told."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import people_of
from accounts.models import User
from assignments.actions import agreement_of, reserve
from bookings.actions import telling
from bookings.choices import Stage
from bookings.models import Booking, Reservation
from diagnoses.models import TeamMember
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.audit.models import Entry
from foundation.errors import LostRace, NotAllowed, Refused
from foundation.notices.actions import tell
from providers.models import Consultant
from workflows import dues, engine
from workflows.models import Due
from workflows.replacements import replacements, seat_of

DEED = "assignments.reassign"
STAGES = {Stage.RESPONDING: "respond", Stage.VISITING: "visit"}
GOES = gettext_noop(
    "%(firm)s, visit on %(when)s: you go instead of %(old)s. Reason: %(reason)s"
)
STAYS = gettext_noop(
    "%(firm)s, visit on %(when)s: %(new)s goes instead of you. Reason: %(reason)s"
)
CHANGED = gettext_noop(
    "%(firm)s, visit on %(when)s: %(new)s goes instead of %(old)s. Reason: %(reason)s"
)
FOR_FIRM = gettext_noop("Your diagnosis on %(when)s: %(new)s comes instead of %(old)s.")


def reassign_visit(
    *,
    booking: Booking,
    leaving: Consultant,
    to: Consultant,
    by: Any,
    at: datetime,
    reason: str,
) -> None:
    """Give a person's half-day of a case to another, in one transaction.

    Before the provider has accepted this may be somebody of another provider, who is
    then asked in its place; the center alone may do that. Raises NotAllowed, Refused
    with every reason against the person, Busy, or LostRace saying who was first.
    """
    if not by.has_perm(DEED, booking):
        raise NotAllowed(_("This case is not yours to reassign."))
    if not reason.strip():
        raise Refused(_("Please say why."))
    due = _open_step(booking)
    with engine.locked(due) as activation:
        case = _as_seen(booking, leaving)
        _refuse_unfit(case, leaving, to, by, at)
        old_provider = case.provider_id
        _reserve_anew(case, leaving, to)
        if to.provider_id != old_provider:
            _ask_other_provider(case, to, due, activation, at)
        _record(case, leaving, to, by, at, reason)
        _tell(case, leaving, to, by, at, reason)


def _open_step(booking: Booking) -> Due:
    node = STAGES.get(Stage(booking.stage), "")
    rows = Due.objects.with_names().filter(booking=booking, node=node, done_at=None)
    due: Due | None = rows.first()
    if due is None:
        raise LostRace(_("Meanwhile this step has moved on."))
    return due


def _as_seen(booking: Booking, leaving: Consultant) -> Booking:
    """The case under its lock, if it stands as it was seen. Raises LostRace."""
    case: Booking = Booking.objects.with_names().get(pk=booking.pk)
    if (case.stage, case.sequence) != (booking.stage, booking.sequence):
        raise LostRace(_("Meanwhile this booking has been changed."))
    held = list(case.reservations.select_related("consultant"))
    if leaving.pk not in {row.consultant_id for row in held}:
        last = last_change(case)
        raise LostRace(
            _("Meanwhile %(who)s has given this visit to %(name)s.")
            % {
                "who": last.actor_name if last else "—",
                "name": _(", ").join(row.consultant.name for row in held) or "—",
            },
            winner=last.actor_name if last else "",
        )
    return case


def last_change(case: Booking) -> Entry | None:
    """The last time somebody else was sent to the case's visit."""
    rows = Entry.objects.filter(
        deed=DEED, object_type=Booking._meta.label, object_id=str(case.pk)
    )
    return rows.order_by("-pk").first()


def _refuse_unfit(
    case: Booking, leaving: Consultant, to: Consultant, by: Any, at: datetime
) -> None:
    """Refuse whoever cannot go, by what holds now: the person's time is locked."""
    Consultant.objects.select_for_update().get(pk=to.pk)
    may_choose = by.has_perm("assignments.confirm", case)
    options = replacements(seat_of(case, leaving), pool=may_choose, at=at)
    chosen = next((row for row in options if row.person.pk == to.pk), None)
    if chosen is None:
        raise Refused(_("This person cannot be chosen for the visit."))
    if case.slot is not None:
        _refuse_taken(case, to)
    if chosen.reasons:
        words = _("%(name)s: %(reason)s")
        raise Refused(
            *(words % {"name": to.name, "reason": why} for why in chosen.reasons)
        )


def _refuse_taken(case: Booking, to: Consultant) -> None:
    """Say which visit the person was given meanwhile. Raises LostRace."""
    slot: Any = case.slot
    taken = Reservation.objects.filter(
        consultant=to, on=slot.on, half=slot.half
    ).select_related("booking__company")
    other = taken.exclude(booking=case).first()
    if other is None:
        return
    if other.booking.center_id == case.center_id:
        words = _("%(name)s has been given the visit to %(firm)s on this half-day.")
        raise LostRace(words % {"name": to.name, "firm": other.booking.company.name})
    words = _("%(name)s has another visit on this half-day.")
    raise LostRace(words % {"name": to.name})


def _reserve_anew(case: Booking, leaving: Consultant, to: Consultant) -> None:
    held = case.reservations.exclude(consultant=leaving)
    reserve(case, [*held.values_list("consultant_id", flat=True), to.pk])
    seats = TeamMember.objects.filter(diagnosis__booking=case, consultant=leaving)
    seats.update(consultant=to)


def _ask_other_provider(
    case: Booking, to: Consultant, due: Due, activation: Any, at: datetime
) -> None:
    """The other provider is asked in its place, with the whole term for its answer."""
    case.provider, case.agreement = to.provider, agreement_of(case, to.provider_id)
    case.assigned_at = at
    case.save(update_fields=["provider", "agreement", "assigned_at"])
    if activation.task.owner is not None:
        activation.unassign()
    dues.end_question(due, at)
    Due.objects.filter(pk=due.pk).update(provider=to.provider, opened_at=at)
    moved = Due.objects.with_names().get(pk=due.pk)
    dues.redate(moved)
    moved.refresh_from_db(fields=["due_on"])
    dues.tell_people(moved, dues.NEW_TASK, dues.people_with(moved, at), at)


def _record(
    case: Booking,
    leaving: Consultant,
    to: Consultant,
    by: Any,
    at: datetime,
    reason: str,
) -> None:
    changed = leaving.provider_id != to.provider_id
    record(
        by=by,
        deed=DEED,
        at=at,
        row=case,
        before={
            "consultant": leaving.name,
            **({"provider": leaving.provider.name} if changed else {}),
        },
        after={
            "consultant": to.name,
            **({"provider": to.provider.name} if changed else {}),
            "reason": reason,
        },
    )


def _tell(
    case: Booking,
    leaving: Consultant,
    to: Consultant,
    by: Any,
    at: datetime,
    reason: str,
) -> None:
    """Both consultants, their coordinators and the center; the firm once it is sure."""
    facts = {
        **telling.facts_of(case, case.slot),
        "old": leaving.name,
        "new": to.name,
        "reason": reason,
    }
    groups = [
        (GOES, _consultant(to, at)),
        (STAYS, _consultant(leaving, at)),
        (CHANGED, _offices(case, {leaving.provider_id, to.provider_id}, at)),
    ]
    if case.stage == Stage.VISITING:
        groups.append((FOR_FIRM, telling.firm_people(case, at=at)))
    told = {by.pk}
    for text, people in groups:
        new = [person for person in people if person.pk not in told]
        told |= {person.pk for person in new}
        link = telling.page_of(case)
        tell(
            people=new, event=DEED, text=text, at=at, link=link, about=case, **facts
        )  # fmt: skip


def _consultant(person: Consultant, at: datetime) -> list[User]:
    return people_of(
        deed_roles=frozenset({Role.CONSULTANT}), at=at, consultant=person.pk
    )


def _offices(case: Booking, providers: set[int], at: datetime) -> list[User]:
    coordinators = people_of(
        deed_roles=frozenset({Role.COORDINATOR}), at=at, provider__in=providers
    )
    managers = people_of(
        deed_roles=frozenset({Role.MANAGER}), at=at, center=case.center_id
    )
    return coordinators + managers

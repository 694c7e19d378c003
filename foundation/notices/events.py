"""Who is told what: one row per event, readable by an auditor. No row = no message."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from foundation.access.roles import Role


class Group(TextChoices):
    """What a person chooses channels for; `always` is not for choosing."""

    STEPS = "steps", _("Steps and deadlines")
    BOOKINGS = "bookings", _("Bookings and visits")
    DIGESTS = "digests", _("Daily digest")
    ALWAYS = "always", _("Account and sign-in")


class Urgent(TextChoices):
    """What goes out in the quiet hours too."""

    NO = "no", _("never")
    TODAY = "today", _("when it is about today")
    ALWAYS = "always", _("always")


@dataclass(frozen=True)
class Event:
    """What happened, in words, and the roles that are told.

    `phone`: it also goes to a listed phone nobody has an account for; `team`: a
    group's robot says it; `good_for`: after that long it is of no use.
    """

    label: Any
    group: Group
    roles: frozenset[Role]
    urgent: Urgent = Urgent.NO
    phone: bool = False
    team: bool = False
    good_for: timedelta | None = None


class UnknownEvent(LookupError):
    """An event without a row in the table."""


FIRM, CENTER = Role.COMPANY, Role.MANAGER
PROVIDER = (Role.COORDINATOR, Role.CONSULTANT)
STAFF = (CENTER, *PROVIDER)
WORKERS = frozenset(Role) - {Role.DISTRICT_OFFICER, Role.AUDITOR}


def _step(label: Any, *roles: Role) -> Event:
    return Event(label, Group.STEPS, frozenset(roles))


def _team(label: Any, role: Role) -> Event:
    return Event(label, Group.STEPS, frozenset({role}), team=True)


def _booking(
    label: Any, *roles: Role, today: bool = False, phone: bool = True
) -> Event:
    """About a booked time; to the firm's listed phone where nobody has an account."""
    urgent = Urgent.TODAY if today else Urgent.NO
    return Event(label, Group.BOOKINGS, frozenset(roles), urgent=urgent, phone=phone)


def _account(label: Any, *roles: Role, phone: bool = False) -> Event:
    return Event(label, Group.ALWAYS, frozenset(roles), phone=phone)


EVENTS: dict[str, Event] = {
    # steps of the case: everybody who may do the step, when it opens or grows late
    "triage": _step(_("Triage"), CENTER),
    "confirm": _step(_("Confirm the provider"), CENTER),
    "respond": _step(_("Accept or decline the job"), Role.COORDINATOR),
    "reschedule": _step(_("Choose a new date"), FIRM, CENTER),
    "visit": _step(_("Record the site visit"), *PROVIDER),
    "assess": _step(_("On-site assessment"), *PROVIDER),
    "report": _step(_("Write the report"), *PROVIDER),
    "review": _step(_("Review the report"), CENTER),
    "sign_off": _step(_("Read and sign off the report"), FIRM),
    "accept": _step(_("Accept the diagnosis"), CENTER),
    "appoint": _step(_("Appoint two assessors"), Role.OFFICER),
    "score": _step(_("Score the report"), Role.ASSESSOR),
    # steps of the year's close
    "check": _step(_("Check evaluation and awards"), Role.OFFICER),
    "gate_credit": _step(_("Gate: credit check"), Role.OFFICER),
    "gate_duplicate": _step(_("Gate: duplicate-funding check"), Role.OFFICER),
    "gate_decision": _step(_("Gate: collective decision"), Role.OFFICER),
    "publish": _step(_("Publish the notice"), Role.OFFICER),
    "notice": _step(_("Notice period"), Role.OFFICER),
    "decide": _step(_("Decide the objection"), Role.OFFICER),
    "publish_again": _step(_("Publish the corrected award"), Role.OFFICER),
    "order": _step(_("Issue the document number"), Role.OFFICER),
    "pay": _step(_("Record the payment"), Role.FINANCE),
    # remarks of the bureau's head
    "center_acts": _step(_("Carry out the remark"), CENTER),
    "bureau_acts": _step(_("Carry out the remark"), Role.OFFICER),
    "directive_done": _step(_("Remark carried out"), Role.OFFICER),
    # complaints of firms
    "answer_complaint": _step(_("Answer the complaint"), Role.COORDINATOR),
    "decide_complaint": _step(_("Decide the complaint"), Role.OFFICER),
    "complaint_filed": _step(_("Complaint filed"), CENTER, Role.DISTRICT_OFFICER),
    "complaint_answered": _step(_("Complaint answered"), FIRM),
    "complaint_decided": _step(
        _("Complaint decided"), FIRM, Role.COORDINATOR, CENTER, Role.DISTRICT_OFFICER
    ),
    "complaint_withdrawn": _step(
        _("Complaint taken back"), Role.COORDINATOR, CENTER, Role.DISTRICT_OFFICER,
        Role.OFFICER,
    ),
    # steps of an admission to the pool
    "check_application": _step(_("Check the application"), Role.OFFICER),
    "complete_application": _step(_("Complete the application"), Role.COORDINATOR),
    "name_experts": _step(_("Name the experts"), Role.OFFICER),
    "score_application": _step(_("Score the application"), Role.ASSESSOR),
    "decide_application": _step(_("Decide on the admission"), Role.OFFICER),
    "publish_admission": _step(_("Publish the admission"), Role.OFFICER),
    "admission_notice": _step(_("Notice period of the admission"), Role.OFFICER),
    "decide_admission_again": _step(
        _("Decide the objection to the admission"), Role.OFFICER
    ),
    "write_agreement": _step(_("Write the agreement"), Role.OFFICER),
    "confirm_agreement": _step(_("Confirm the agreement"), Role.COORDINATOR),
    "admission": _step(
        _("News of an application for the pool"),
        Role.COORDINATOR,
        Role.OFFICER,
        Role.ASSESSOR,
    ),
    "pool_removal": _step(_("Removed from the pool"), Role.COORDINATOR),
    # designation of centers, and their years
    "apply_designation": _step(_("Apply for the designation"), CENTER),
    "check_candidate": _step(_("District's first check"), Role.DISTRICT_OFFICER),
    "complete_candidate": _step(_("Complete the application"), CENTER),
    "name_center_experts": _step(
        _("Name experts and the day of the visit"), Role.OFFICER
    ),
    "judge_center": _step(_("Judge the center on site"), Role.ASSESSOR),
    "decide_designation": _step(_("Decide the designation"), Role.OFFICER),
    "publish_designation": _step(_("Publish the designation"), Role.OFFICER),
    "designation_notice": _step(_("Public notice of the designation"), Role.OFFICER),
    "grant_designation": _step(_("Designate and hand over the plate"), Role.OFFICER),
    "grade_center": _step(_("Grade the center's year"), Role.OFFICER),
    "mend_center": _step(_("Mend what was found"), CENTER),
    "check_mending": _step(_("Check what was mended"), Role.OFFICER),
    "designation": _step(_("Designation of the center"), CENTER),
    # a campaign
    "publish_rules": _step(_("Publish the rules of the campaign"), Role.OFFICER),
    "open_campaign": _step(_("Open the campaign"), Role.OFFICER),
    "close_campaign": _step(_("Close the campaign"), Role.OFFICER),
    "campaign": _step(
        _("Rules published, campaign opened or closed"),
        CENTER,
        Role.DISTRICT_OFFICER,
        Role.COORDINATOR,
    ),
    # spot checks
    "check_on_site": _step(_("Spot check on site"), Role.OFFICER),
    # what happens besides the steps
    "returned": _step(_("Sent back a step"), FIRM, *STAFF),
    "enquiry": _step(_("Question to another side, or its answer"), *WORKERS),
    "assignments.reassign": _booking(
        _("Somebody else goes to the visit"), FIRM, *STAFF, today=True, phone=False
    ),
    "conflict_found": _step(_("Tie found after the assignment"), CENTER),
    "tie_withdrawn": _step(_("Tie withdrawn"), FIRM, Role.COORDINATOR, CENTER),
    "companies.merge": _account(_("Two files of a firm became one"), FIRM),
    "suspension": _step(
        _("Provider suspended, or not any more"), Role.COORDINATOR, CENTER
    ),
    "stand_in": _step(_("Stand-in named or ended"), *(WORKERS - {FIRM})),
    "award": _step(_("Result, notice and payment of the year"), Role.COORDINATOR),
    "job_failed": _team(_("Background step failed"), Role.OFFICER),
    "differs": _step(_("Stage and open step of a case differ"), Role.OFFICER),
    "audit_root": _team(_("End of the audit log"), Role.AUDITOR),
    "digest": Event(_("Daily digest"), Group.DIGESTS, frozenset(Role)),
    # booked times
    "bookings.book": _booking(_("Booked"), FIRM),
    "bookings.reschedule": _booking(_("New date"), FIRM, *STAFF, today=True),
    "bookings.cancel": _booking(_("Cancelled"), FIRM, *STAFF, today=True),
    "bookings.remind": _booking(_("Reminder of a booked time"), FIRM, today=True),
    "bookings.check_in": _booking(_("Absence put right"), FIRM),
    "bookings.mark_absent": _booking(_("Marked absent"), FIRM),
    "bookings.closed": _booking(
        _("Center closed on a booked day"), FIRM, CENTER, today=True
    ),
    "bookings.refer": _booking(_("Referred to another center"), FIRM),
    "bookings.offer": _booking(_("Free time offered"), FIRM),
    "bookings.offer_lapsed": _booking(_("Offered time not answered"), FIRM),
    "bookings.offer_withdrawn": _booking(_("Offered time withdrawn"), FIRM),
    "bookings.wait_past": _booking(_("Waiting list ended"), FIRM),
    "bookings.remove_wait": _booking(_("Taken off the waiting list"), FIRM),
    "providers.manage_consultants": _booking(
        _("Consultant away on a visit"), CENTER, phone=False
    ),
    "outreach.confirm": _booking(_("Firm asked to confirm"), FIRM),
    # accounts
    "accounts.code": Event(
        _("Code by text message"), Group.ALWAYS, frozenset(), urgent=Urgent.ALWAYS,
        phone=True, good_for=timedelta(minutes=10),
    ),
    "accounts.invite": _account(_("Invitation to a firm's file"), phone=True),
    "accounts.bind": _account(_("Somebody joined the firm"), FIRM),
    "accounts.end_membership": _account(
        _("Parted from the firm, or from the staff"), *Role
    ),
    "accounts.hand_over": _account(_("Firm's file handed over"), FIRM),
    "accounts.submit_licence": _account(_("Licence handed in"), FIRM, CENTER),
    "accounts.decide_licence": _account(_("Licence decided"), FIRM),
}  # fmt: skip


EARLIER = _step(_("Message of an earlier kind"))


def event_of(name: str) -> Event:
    """The event's row. Raises UnknownEvent: who is told is decided in the table."""
    try:
        return EVENTS[name]
    except KeyError:
        raise UnknownEvent(
            f"{name!r} has no row in foundation/notices/events.py"
        ) from None


def kept_event(name: str) -> Event:
    """The row of a kept message's event, which an earlier version may have named."""
    return EVENTS.get(name, EARLIER)


def is_urgent(event: Event, values: dict[str, Any], today: date) -> bool:
    """Whether it goes out in the quiet hours.

    A message about a time carries it as `when` (2026-11-25 09:00), the time it was
    moved from as `before`.
    """
    if event.urgent == Urgent.TODAY:
        days = (str(values.get(name, ""))[:10] for name in ("when", "before"))
        return today.isoformat() in days
    return event.urgent == Urgent.ALWAYS

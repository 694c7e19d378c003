"""What the audit log's deeds and facts are called."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext, gettext_lazy

from accounts.choices import FirmRole, Way
from admissions.choices import ApplicationState
from assignments.choices import Fault
from bookings.choices import AppointmentState, Stage
from campaigns.choices import Mode
from centers.choices import ServiceKind
from centers.models import Service
from desks.deeds_of_admissions import ADMISSION_DEEDS, ADMISSION_FACTS
from desks.deeds_of_campaigns import CAMPAIGN_DEEDS, CAMPAIGN_FACTS
from desks.deeds_of_designations import DESIGNATION_DEEDS, DESIGNATION_FACTS
from face import formats
from foundation.access.roles import Role
from foundation.audit.models import Entry
from outreach.choices import TargetState
from subsidies.choices import GateKind
from workflows.flows.registry import FLOWS
from workflows.models import Due
from workflows.nodes import Human

DEEDS = (
    {
        "accounts.bind": gettext_lazy("Connected to the firm"),
        "accounts.decide_licence": gettext_lazy("Licence decided"),
        "accounts.end_membership": gettext_lazy("Parted from the firm"),
        "accounts.end_stand_in": gettext_lazy("Stand-in ended"),
        "accounts.enrol": gettext_lazy("Registered"),
        "accounts.hand_over": gettext_lazy("Firm's file handed over"),
        "accounts.invite": gettext_lazy("Listed contact invited"),
        "accounts.invite_colleague": gettext_lazy("Colleague invited"),
        "accounts.name_stand_in": gettext_lazy("Stand-in named"),
        "accounts.prove_phone": gettext_lazy("Phone proven"),
        "accounts.send_code": gettext_lazy("Code sent"),
        "accounts.sign_in": gettext_lazy("Signed in"),
        "accounts.submit_licence": gettext_lazy("Licence handed in"),
        "accounts.switch": gettext_lazy("Changed role"),
        "accounts.withdraw_invitation": gettext_lazy("Invitation withdrawn"),
        "assignments.confirm": gettext_lazy("Provider decided"),
        "assignments.declare_tie": gettext_lazy("Tie declared"),
        "assignments.withdraw_tie": gettext_lazy("Tie withdrawn"),
        "assignments.enter_bid": gettext_lazy("Result of the bidding entered"),
        "assignments.find_clash": gettext_lazy("Tie found after the assignment"),
        "assignments.say_facts": gettext_lazy("Legal person and e-mail named"),
        "assignments.settle_clash": gettext_lazy("Tie settled"),
        "assignments.propose": gettext_lazy("Provider proposed"),
        "assignments.give_back": gettext_lazy("Visit given back by the provider"),
        "assignments.reassign": gettext_lazy("Somebody else goes to the visit"),
        "assignments.respond": gettext_lazy("Provider answered"),
        "assignments.take_back": gettext_lazy("Taken back from the provider"),
        "assignments.take_back_suspended": gettext_lazy(
            "Taken back from a suspended provider"
        ),
        "audit.export": gettext_lazy("Audit log exported"),
        "bookings.answer_offer": gettext_lazy("Offered time answered"),
        "bookings.book": gettext_lazy("Booked"),
        "bookings.cancel": gettext_lazy("Cancelled"),
        "bookings.check_in": gettext_lazy("Checked in"),
        "bookings.end_wait": gettext_lazy("Waiting list left behind"),
        "bookings.join_list": gettext_lazy("Waiting list joined"),
        "bookings.leave_list": gettext_lazy("Waiting list left"),
        "bookings.manage_list": gettext_lazy("Taken off the waiting list"),
        "bookings.manage_slots": gettext_lazy("Slot changed"),
        "bookings.mark_absent": gettext_lazy("Marked absent"),
        "bookings.refer": gettext_lazy("Referred to another center"),
        "bookings.renew_feed": gettext_lazy("Calendar address made"),
        "bookings.offer": gettext_lazy("Free time offered"),
        "bookings.reschedule": gettext_lazy("New date"),
        "bookings.revoke_feed": gettext_lazy("Calendar address revoked"),
        "bookings.triage": gettext_lazy("Triage decided"),
        "centers.manage_roads": gettext_lazy("Road times entered"),
        "centers.manage_services": gettext_lazy("Services or hours changed"),
        "city.import_holidays": gettext_lazy("Holidays entered"),
        "city.load": gettext_lazy("City data loaded"),
        "complaints.answer": gettext_lazy("Complaint answered"),
        "complaints.decide": gettext_lazy("Complaint decided"),
        "complaints.file": gettext_lazy("Complaint filed"),
        "complaints.go_on_unanswered": gettext_lazy(
            "Complaint went on without an answer"
        ),
        "complaints.withdraw": gettext_lazy("Complaint taken back"),
        "diagnoses.accept": gettext_lazy("Accepted"),
        "diagnoses.assess": gettext_lazy("Assessed on site"),
        "diagnoses.go_on_unsigned": gettext_lazy("Went on unsigned"),
        "diagnoses.hold_visit": gettext_lazy("Site visit recorded"),
        "diagnoses.read_report": gettext_lazy("Report read"),
        "diagnoses.return_assessment": gettext_lazy("Assessment to be made again"),
        "diagnoses.return_to_review": gettext_lazy("Report returned to the review"),
        "diagnoses.return_to_signing": gettext_lazy("To be signed again"),
        "diagnoses.return_visit": gettext_lazy("Visit record void"),
        "diagnoses.review_report": gettext_lazy("Report reviewed"),
        "diagnoses.sign_off": gettext_lazy("Signed by the firm"),
        "diagnoses.write_report": gettext_lazy("Report handed in"),
        "directives.carry_out": gettext_lazy("Remark carried out"),
        "directives.give": gettext_lazy("Remark given"),
        "notices.choose": gettext_lazy("Ways of messages chosen"),
        "notices.export": gettext_lazy("Outbox exported"),
        "notices.resend": gettext_lazy("Message sent again"),
        "outreach.ask": gettext_lazy("Firm asked to confirm"),
        "outreach.call": gettext_lazy("Call recorded"),
        "outreach.confirm": gettext_lazy("Date confirmed by link"),
        "outreach.decline": gettext_lazy("Date declined by link"),
        "outreach.export": gettext_lazy("Target list exported"),
        "outreach.import": gettext_lazy("Target list read in"),
        "outreach.open_file": gettext_lazy("Firm's file opened"),
        "outreach.set_goals": gettext_lazy("Goals set"),
        "providers.add_consultant": gettext_lazy("Consultant added"),
        "companies.merge": gettext_lazy("Two files of a firm merged"),
        "companies.part": gettext_lazy("Merge of two files undone"),
        "providers.lift_suspension": gettext_lazy("Suspension lifted"),
        "providers.manage_consultants": gettext_lazy("Consultant's time changed"),
        "providers.suspend": gettext_lazy("Provider suspended"),
        "ratings.appoint_assessors": gettext_lazy("Assessors appointed"),
        "ratings.draw_spot_checks": gettext_lazy("Spot checks drawn"),
        "ratings.spot_check": gettext_lazy("Spot check recorded"),
        "ratings.finish": gettext_lazy("Rated and closed"),
        "ratings.score": gettext_lazy("Score sheet handed in"),
        "subsidies.close": gettext_lazy("Year closed"),
        "subsidies.decide_objection": gettext_lazy("Objection decided"),
        "subsidies.end_notice": gettext_lazy("Notice ended"),
        "subsidies.evaluate": gettext_lazy("Evaluated"),
        "subsidies.issue_document": gettext_lazy("Payment ordered"),
        "subsidies.object": gettext_lazy("Objection raised"),
        "subsidies.open_period": gettext_lazy("Year opened"),
        "subsidies.pay": gettext_lazy("Payment recorded"),
        "subsidies.publish": gettext_lazy("Published"),
        "subsidies.record_gates": gettext_lazy("Gate recorded"),
        "workflows.answer": gettext_lazy("Question answered"),
        "workflows.ask": gettext_lazy("Question asked, the clock stands"),
        "workflows.claim": gettext_lazy("Step taken"),
        "workflows.escalate": gettext_lazy("Next level told"),
        "workflows.expire": gettext_lazy("Question ended without an answer"),
        "workflows.migrate_flow": gettext_lazy(
            "Running cases moved to a flow's version"
        ),
        "workflows.drop_decision": gettext_lazy("Pending decision dropped"),
        "workflows.prepare_decision": gettext_lazy("Decision kept as pending"),
        "workflows.publish_decision": gettext_lazy("Pending decision published"),
        "workflows.reassign": gettext_lazy("Step handed over"),
        "workflows.release": gettext_lazy("Step put back"),
        "workflows.retry": gettext_lazy("Background step tried again"),
        "workflows.take_back": gettext_lazy("Question taken back"),
        "workflows.urge": gettext_lazy("Urged"),
    }
    | DESIGNATION_DEEDS
    | CAMPAIGN_DEEDS
    | ADMISSION_DEEDS
)
# What an entry's facts are called.
FACTS = (
    {
        **{field.name: field.verbose_name for field in Service._meta.fields},
        "about": gettext_lazy("about"),
        "accepted": gettext_lazy("accepted"),
        "approved": gettext_lazy("approved"),
        "again": gettext_lazy("evaluated again because"),
        "assessor": gettext_lazy("assessor"),
        "award_fen": gettext_lazy("award"),
        "awards": gettext_lazy("results"),
        "blocked": gettext_lazy("held back"),
        "booked": gettext_lazy("bookings there"),
        "changed": gettext_lazy("changed"),
        "closed": gettext_lazy("closed"),
        "complaint": gettext_lazy("complaint"),
        "consultant": gettext_lazy("consultant"),
        "created": gettext_lazy("created"),
        "days": gettext_lazy("days"),
        "decision": gettext_lazy("decision"),
        "districts": gettext_lazy("districts"),
        "dropped": gettext_lazy("taken out"),
        "evidence": gettext_lazy("evidence"),
        "fault": gettext_lazy("whose doing"),
        "files": gettext_lazy("files"),
        "findings": gettext_lazy("findings"),
        "firm_role": gettext_lazy("in the firm"),
        "flow": gettext_lazy("flow"),
        "flow_version": gettext_lazy("version of the flow"),
        "gate": gettext_lazy("gate"),
        "hours": gettext_lazy("weekly hours"),
        "late": gettext_lazy("after the cut-off"),
        "lead": gettext_lazy("lead"),
        "leave": gettext_lazy("leave"),
        "is_active": gettext_lazy("active"),
        "left_fen": gettext_lazy("left of the budget"),
        "level": gettext_lazy("level"),
        "may_lead": gettext_lazy("may lead"),
        "moment": gettext_lazy("released at"),
        "name": gettext_lazy("name"),
        "no_show": gettext_lazy("nobody there"),
        "nodes": gettext_lazy("renamed steps"),
        "note": gettext_lazy("note"),
        "notes": gettext_lazy("notes"),
        "number": gettext_lazy("number"),
        "on": gettext_lazy("on"),
        "open": gettext_lazy("open besides"),
        "outcome": gettext_lazy("outcome"),
        "overridden": gettext_lazy("another than proposed"),
        "owner": gettext_lazy("with"),
        "passed": gettext_lazy("passed"),
        "people": gettext_lazy("people"),
        "person": gettext_lazy("person"),
        "phone": gettext_lazy("phone"),
        "photos": gettext_lazy("photos"),
        "points": gettext_lazy("points to revise"),
        "provider": gettext_lazy("provider"),
        "reason": gettext_lazy("reason"),
        "refused": gettext_lazy("refused because"),
        "released": gettext_lazy("slots released"),
        "role": gettext_lazy("role"),
        "rows": gettext_lazy("rows"),
        "roads": gettext_lazy("minutes on the road"),
        "score": gettext_lazy("score"),
        "sectors": gettext_lazy("sectors"),
        "service": gettext_lazy("service"),
        "signed": gettext_lazy("signed"),
        "slot": gettext_lazy("booked time"),
        "stage": gettext_lazy("stage"),
        "source": gettext_lazy("source"),
        "state": gettext_lazy("state"),
        "stays": gettext_lazy("stays on the list"),
        "taken_back": gettext_lazy("announcements taken back"),
        "team": gettext_lazy("team"),
        "text": gettext_lazy("text"),
        "total": gettext_lazy("total"),
        "total_fen": gettext_lazy("sum of awards"),
        "unchanged": gettext_lazy("unchanged"),
        "until": gettext_lazy("until"),
        "upheld": gettext_lazy("upheld"),
        "url": gettext_lazy("address"),
        "version": gettext_lazy("version"),
        "veto": gettext_lazy("veto"),
        "voucher": gettext_lazy("voucher number"),
        "visits": gettext_lazy("visits concerned"),
        "way": gettext_lazy("way"),
        "weekdays": gettext_lazy("weekdays"),
        "widened_by": gettext_lazy("visits added"),
    }
    | DESIGNATION_FACTS
    | CAMPAIGN_FACTS
    | ADMISSION_FACTS
)
# Facts that are codes, and the words for them.
CODES: dict[str, type[TextChoices]] = {
    "fault": Fault,
    "firm_role": FirmRole,
    "role": Role,
    "service": ServiceKind,
    "stage": Stage,
    "application_state": ApplicationState,
    "mode": Mode,
    "state": AppointmentState,
    "way": Way,
    "gate": GateKind,
    "outcome": TargetState,
}

STEP_TITLES: dict[str, str] = {
    node.name: node.title_key
    for flow in FLOWS.values()
    for node in flow.instance.nodes()
    if isinstance(node, Human)
}


def object_words(entry: Entry) -> str:
    """What the entry is about: its kept name; a step by its title, not its key."""
    node, _space, day = entry.object_name.partition(" ")
    title = STEP_TITLES.get(node) if entry.object_type == Due._meta.label else None
    return f"{gettext(title)} {day}" if title else entry.object_name


def fact_words(key: str, value: Any) -> str:
    """A fact of an entry as people read it."""
    if value is None or value == "":
        return ""
    if key.endswith("_fen") and isinstance(value, int):
        return formats.wan(value)
    if key == "step":
        return gettext(STEP_TITLES.get(value, value))
    codes = CODES.get(key)
    if codes is not None and value in codes.values:
        return str(codes(value).label)
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(inner) for inner in value)
    return str(value)

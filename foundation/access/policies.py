"""Who may do what: one row per deed, readable by an auditor. No row = no."""

from dataclasses import dataclass
from typing import Any

from foundation.access.roles import Role
from foundation.access.scoping import is_visible


@dataclass(frozen=True)
class Policy:
    """The roles that may do a deed; `on_row` = only to a row they can see.

    `owner` = of a firm's people its owner alone.
    """

    roles: frozenset[Role]
    on_row: bool = True
    owner: bool = False


def on_row(*roles: Role) -> Policy:
    """A deed done to one visible row."""
    return Policy(frozenset(roles))


def of_owner() -> Policy:
    """A deed of a firm's owner, done to the firm's own rows."""
    return Policy(frozenset({Role.COMPANY}), owner=True)


def anywhere(*roles: Role) -> Policy:
    """A deed that has no row yet, or concerns the whole city."""
    return Policy(frozenset(roles), on_row=False)


POLICIES: dict[str, Policy] = {
    # booking
    "bookings.book": anywhere(Role.COMPANY),
    "bookings.cancel": on_row(Role.COMPANY, Role.MANAGER),
    "bookings.reschedule": on_row(Role.COMPANY, Role.MANAGER),
    "bookings.join_list": anywhere(Role.COMPANY),
    "bookings.leave_list": on_row(Role.COMPANY),
    "bookings.answer_offer": on_row(Role.COMPANY),
    "bookings.view_list": anywhere(Role.MANAGER),
    "bookings.manage_list": on_row(Role.MANAGER),
    "bookings.view_appointments": anywhere(Role.COMPANY, Role.MANAGER),
    "bookings.check_in": on_row(Role.MANAGER),
    "bookings.undo_check_in": on_row(Role.MANAGER),
    "bookings.mark_absent": on_row(Role.MANAGER),
    "bookings.manage_slots": on_row(Role.MANAGER),
    "centers.manage_services": on_row(Role.MANAGER),
    # target lists
    "outreach.view": anywhere(Role.MANAGER, Role.DISTRICT_OFFICER, Role.OFFICER),
    "outreach.import": anywhere(Role.MANAGER, Role.DISTRICT_OFFICER, Role.OFFICER),
    "outreach.call": on_row(Role.MANAGER, Role.DISTRICT_OFFICER),
    "outreach.invite": on_row(Role.MANAGER, Role.DISTRICT_OFFICER),
    "outreach.set_goals": on_row(Role.DISTRICT_OFFICER, Role.OFFICER),
    "bookings.find_firm": anywhere(Role.MANAGER),
    "bookings.book_for": on_row(Role.MANAGER),
    # the case
    "bookings.triage": on_row(Role.MANAGER),
    "assignments.confirm": on_row(Role.MANAGER),
    "assignments.view": anywhere(Role.MANAGER, Role.OFFICER),
    "assignments.optimise": anywhere(Role.MANAGER, Role.OFFICER),
    "assignments.see_why": on_row(Role.MANAGER, Role.OFFICER, Role.AUDITOR),
    "assignments.view_fairness": anywhere(Role.MANAGER, Role.OFFICER, Role.AUDITOR),
    "assignments.declare_tie": anywhere(Role.MANAGER, Role.COORDINATOR, Role.COMPANY),
    "assignments.withdraw_tie": on_row(Role.MANAGER, Role.COORDINATOR, Role.COMPANY),
    "assignments.say_facts": anywhere(Role.COORDINATOR, Role.COMPANY),
    "assignments.settle_clash": on_row(Role.MANAGER),
    "assignments.take_back": on_row(Role.MANAGER),
    "assignments.give_back": on_row(Role.COORDINATOR),
    "bookings.refer": on_row(Role.MANAGER),
    "assignments.respond": on_row(Role.COORDINATOR),
    "assignments.reassign": on_row(Role.MANAGER, Role.COORDINATOR),
    "diagnoses.hold_visit": on_row(Role.COORDINATOR, Role.CONSULTANT),
    "diagnoses.assess": on_row(Role.COORDINATOR, Role.CONSULTANT),
    "diagnoses.write_report": on_row(Role.COORDINATOR, Role.CONSULTANT),
    "diagnoses.review_report": on_row(Role.MANAGER),
    "diagnoses.return_visit": on_row(Role.MANAGER, Role.COORDINATOR),
    "diagnoses.return_assessment": on_row(Role.MANAGER, Role.COORDINATOR),
    "diagnoses.return_to_review": on_row(Role.COMPANY, Role.MANAGER),
    "diagnoses.return_to_signing": on_row(Role.MANAGER),
    "diagnoses.sign_off": on_row(Role.COMPANY),
    "diagnoses.go_on_unsigned": on_row(Role.MANAGER),
    "diagnoses.accept": on_row(Role.MANAGER),
    "ratings.score": on_row(Role.ASSESSOR),
    "ratings.draw_spot_checks": anywhere(Role.OFFICER),
    "ratings.view_spot_checks": anywhere(Role.OFFICER, Role.AUDITOR),
    "ratings.spot_check": on_row(Role.OFFICER),
    "ratings.appoint_assessors": on_row(Role.OFFICER),
    "workflows.reassign": on_row(Role.MANAGER, Role.OFFICER, Role.COORDINATOR),
    "workflows.answer": on_row(Role.COMPANY, Role.COORDINATOR, Role.MANAGER),
    "workflows.urge": on_row(
        Role.COMPANY,
        Role.COORDINATOR,
        Role.MANAGER,
        Role.OFFICER,
        Role.DISTRICT_OFFICER,
    ),
    "workflows.view_deadlines": anywhere(
        Role.COORDINATOR,
        Role.MANAGER,
        Role.OFFICER,
        Role.DISTRICT_OFFICER,
        Role.AUDITOR,
    ),
    # the period
    "subsidies.open_period": anywhere(Role.OFFICER),
    "subsidies.evaluate": on_row(Role.OFFICER),
    "subsidies.record_gates": on_row(Role.OFFICER),
    "subsidies.publish": on_row(Role.OFFICER),
    "subsidies.object": on_row(Role.COORDINATOR),
    "subsidies.decide_objection": on_row(Role.OFFICER),
    "subsidies.end_notice": on_row(Role.OFFICER),
    "subsidies.issue_document": on_row(Role.OFFICER),
    "subsidies.pay": on_row(Role.FINANCE),
    "subsidies.view_own_awards": anywhere(Role.COORDINATOR),
    "subsidies.view_award": on_row(
        Role.COORDINATOR, Role.OFFICER, Role.FINANCE, Role.AUDITOR
    ),
    "ratings.view_evaluation": on_row(
        Role.COORDINATOR, Role.OFFICER, Role.FINANCE, Role.AUDITOR
    ),
    # two files of one firm
    "companies.find_doubles": anywhere(Role.OFFICER),
    "companies.merge": on_row(Role.OFFICER),
    # suspension
    "providers.suspend": on_row(Role.OFFICER),
    "assignments.take_back_suspended": on_row(Role.OFFICER),
    # people's time
    "providers.view_consultants": anywhere(Role.COORDINATOR, Role.MANAGER),
    "providers.add_consultant": anywhere(Role.COORDINATOR),
    "providers.manage_consultants": on_row(Role.COORDINATOR),
    "centers.manage_roads": anywhere(Role.OFFICER),
    # people and their firms
    "accounts.view_people": anywhere(Role.COMPANY),
    "accounts.manage_people": of_owner(),
    "accounts.view_staff": anywhere(Role.COORDINATOR, Role.MANAGER, Role.OFFICER),
    "accounts.end_staff_membership": on_row(
        Role.COORDINATOR, Role.MANAGER, Role.OFFICER
    ),
    "accounts.name_stand_in": anywhere(
        Role.COORDINATOR,
        Role.CONSULTANT,
        Role.MANAGER,
        Role.OFFICER,
        Role.DISTRICT_OFFICER,
        Role.FINANCE,
    ),
    "accounts.view_licences": anywhere(Role.MANAGER),
    "accounts.decide_licence": on_row(Role.MANAGER),
    "accounts.use_two_steps": anywhere(
        Role.MANAGER,
        Role.OFFICER,
        Role.DISTRICT_OFFICER,
        Role.FINANCE,
        Role.AUDITOR,
    ),
    # complaints of firms
    "complaints.view": anywhere(
        Role.COMPANY,
        Role.COORDINATOR,
        Role.CONSULTANT,
        Role.MANAGER,
        Role.DISTRICT_OFFICER,
        Role.OFFICER,
        Role.AUDITOR,
    ),
    "complaints.file": on_row(Role.COMPANY),
    "complaints.withdraw": on_row(Role.COMPANY),
    "complaints.answer": on_row(Role.COORDINATOR),
    "complaints.go_on_unanswered": on_row(Role.OFFICER),
    "complaints.decide": on_row(Role.OFFICER),
    # admission of providers to the pool
    "admissions.manage_calls": anywhere(Role.OFFICER),
    "admissions.view": anywhere(Role.OFFICER, Role.AUDITOR, Role.COORDINATOR),
    "admissions.view_all": anywhere(Role.OFFICER, Role.AUDITOR),
    "admissions.open": on_row(
        Role.OFFICER, Role.AUDITOR, Role.COORDINATOR, Role.ASSESSOR
    ),
    "admissions.apply": anywhere(Role.COORDINATOR),
    "admissions.edit": on_row(Role.COORDINATOR),
    "admissions.withdraw": on_row(Role.COORDINATOR),
    "admissions.check": on_row(Role.OFFICER),
    "admissions.complete": on_row(Role.COORDINATOR),
    "admissions.name_experts": on_row(Role.OFFICER),
    "admissions.score": on_row(Role.ASSESSOR),
    "admissions.decide": on_row(Role.OFFICER),
    "admissions.publish": on_row(Role.OFFICER),
    "admissions.end_notice": on_row(Role.OFFICER),
    "admissions.object": anywhere(Role.COORDINATOR),
    "admissions.decide_objection": on_row(Role.OFFICER),
    "admissions.read_objection": on_row(Role.OFFICER, Role.AUDITOR, Role.COORDINATOR),
    "admissions.offer": on_row(Role.OFFICER),
    "admissions.confirm": on_row(Role.COORDINATOR),
    "admissions.remove": on_row(Role.OFFICER),
    # remarks of the bureau's head
    "directives.give": anywhere(Role.OFFICER),
    "directives.carry_out_at_center": on_row(Role.MANAGER),
    "directives.carry_out_at_bureau": on_row(Role.OFFICER),
    # designation of centers
    "designations.view": anywhere(
        Role.MANAGER, Role.DISTRICT_OFFICER, Role.OFFICER, Role.AUDITOR
    ),
    "designations.nurture": anywhere(Role.OFFICER),
    "designations.end_nurturing": on_row(Role.OFFICER),
    "designations.apply": on_row(Role.MANAGER),
    "designations.complete": on_row(Role.MANAGER),
    "designations.set_hours": on_row(Role.MANAGER),
    "designations.read_paper": on_row(
        Role.MANAGER, Role.DISTRICT_OFFICER, Role.OFFICER, Role.AUDITOR, Role.ASSESSOR
    ),
    "designations.read_objection": on_row(
        Role.DISTRICT_OFFICER, Role.OFFICER, Role.AUDITOR
    ),
    "designations.check": on_row(Role.DISTRICT_OFFICER),
    "designations.appoint": on_row(Role.OFFICER),
    "designations.score": on_row(Role.ASSESSOR),
    "designations.decide": on_row(Role.OFFICER),
    "designations.publish": on_row(Role.OFFICER),
    "designations.end_notice": on_row(Role.OFFICER),
    "designations.grant": on_row(Role.OFFICER),
    "designations.open_review": anywhere(Role.OFFICER),
    "designations.grade": on_row(Role.OFFICER),
    "designations.rectify": on_row(Role.MANAGER),
    "designations.check_cure": on_row(Role.OFFICER),
    # the whole city
    "city.import_holidays": anywhere(Role.OFFICER),
    "campaigns.draft": anywhere(Role.OFFICER),
    "campaigns.publish_rules": on_row(Role.OFFICER),
    "campaigns.open": on_row(Role.OFFICER),
    "campaigns.close": on_row(Role.OFFICER),
    "campaigns.view": anywhere(
        Role.OFFICER, Role.FINANCE, Role.AUDITOR, Role.DISTRICT_OFFICER
    ),
    "providers.view_ranking": anywhere(Role.OFFICER, Role.FINANCE, Role.AUDITOR),
    "subsidies.view_periods": anywhere(Role.OFFICER, Role.FINANCE, Role.AUDITOR),
    "subsidies.view_ledger": anywhere(Role.OFFICER, Role.FINANCE, Role.AUDITOR),
    "workflows.read_flows": anywhere(
        Role.MANAGER, Role.OFFICER, Role.DISTRICT_OFFICER, Role.FINANCE, Role.AUDITOR
    ),
    "workflows.set_term": anywhere(Role.OFFICER),
    "bookings.set_absence_terms": anywhere(Role.OFFICER),
    "workflows.view_jobs": anywhere(Role.AUDITOR, Role.OFFICER),
    "workflows.retry": anywhere(Role.OFFICER),
    # decisions kept until several of them are published together
    "workflows.view_pending": anywhere(Role.OFFICER, Role.AUDITOR),
    "workflows.publish_decisions": anywhere(Role.OFFICER),
    "notices.view_outbox": anywhere(Role.OFFICER),
    "notices.resend": on_row(Role.OFFICER),
    "audit.read": anywhere(Role.AUDITOR, Role.OFFICER),
    "bookings.view_progress": anywhere(
        Role.DISTRICT_OFFICER, Role.OFFICER, Role.AUDITOR
    ),
}


def allows(user: Any, deed: str, row: Any = None) -> bool:
    """Whether this person, in the present role, may do the deed (to this row)."""
    policy = POLICIES.get(deed)
    if policy is None or user.role not in policy.roles:
        return False
    if policy.owner and not user.is_owner:
        return False
    if not policy.on_row:
        return True
    return row is not None and is_visible(user, row)


def deeds_of(role: str) -> list[str]:
    """Every deed a role may do, in the table's order."""
    return [deed for deed, policy in POLICIES.items() if role in policy.roles]

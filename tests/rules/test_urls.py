"""Every address x every role: 200 for its own, 404 for a stranger."""

import pytest
from django.urls import get_resolver, reverse

from foundation import clock
from tests.journey import Journey, open_due

ROLES = [
    "firm", "other_firm", "coordinator", "other_coordinator", "consultant", "manager",
    "other_manager", "assessor", "officer", "district_officer",
    "other_district_officer", "finance", "auditor",
]  # fmt: skip
CITY = {"officer", "finance", "auditor"}
INSIDERS = {"firm", "coordinator", "consultant", "manager", "district_officer"} | CITY
STAFF = CITY | {
    "manager", "other_manager", "district_officer", "other_district_officer"
}  # fmt: skip
PUBLIC = {
    "home", "centers", "how_it_works", "notices", "register", "sign_in", "bind",
    "waiting_rule", "center_notices", "admission", "admission_notices", "pool",
}  # fmt: skip
REACHING = {"manager", "other_manager", "district_officer", "other_district_officer"}

# name -> who gets 200 (everybody else signed in gets 404); arguments by name.
EXPECTED = {
    "home": set(ROLES),
    "centers": set(ROLES),
    "center_notices": set(ROLES),
    "designations": REACHING | {"officer", "auditor"},
    "designation_decisions": {"officer", "auditor"},
    "nurture_center": {"officer"},
    "how_it_works": set(ROLES),
    "notices": set(ROLES),
    "me": set(ROLES),
    "my_messages": set(ROLES),
    "inbox": set(ROLES),
    "cases": set(ROLES),
    "deadlines": {
        "coordinator",
        "other_coordinator",
        "manager",
        "other_manager",
        "officer",
        "district_officer",
        "other_district_officer",
        "auditor",
    },
    "book": {"firm", "other_firm"},
    "week": {"manager", "other_manager"},
    "assign": {"manager", "other_manager", "officer"},
    "fairness": {"manager", "other_manager", "officer", "auditor"},
    "ties": {
        "manager",
        "other_manager",
        "coordinator",
        "other_coordinator",
        "firm",
        "other_firm",
    },
    "why_provider": {"manager", "officer", "auditor"},
    "slots": {"manager", "other_manager"},
    "complaints": set(ROLES) - {"assessor", "finance"},
    "complain": {"firm"},
    "add_slot": {"manager", "other_manager"},
    "services": {"manager", "other_manager"},
    "advisers": {"manager", "other_manager"},
    "add_adviser": {"manager", "other_manager"},
    "find_firm": {"manager", "other_manager"},
    "book_by_phone": {"manager"},
    "consultants": {"coordinator", "other_coordinator", "manager", "other_manager"},
    "add_consultant": {"coordinator", "other_coordinator"},
    "consultant": {"coordinator", "manager"},
    "change_consultant": {"coordinator"},
    "roads": {"officer"},
    "calendar": {"officer"},
    "change_slot": {"manager"},
    "case": INSIDERS,
    "case_flow": INSIDERS,
    "flow_file": STAFF,
    "flows": STAFF,
    "set_term": {"officer"},
    "absence_terms": STAFF,
    "cancel_case": {"firm", "manager"},
    "change_case": {"firm", "manager"},
    "case_calendar": INSIDERS,
    "appointments": {"firm", "other_firm", "manager", "other_manager"},
    "today": {"manager", "other_manager"},
    "waiting_rule": set(ROLES),
    "waits": {"firm", "other_firm"},
    "join_list": {"firm", "other_firm"},
    "center_waits": {"manager", "other_manager"},
    "booked": INSIDERS,
    "campaign": CITY | {"district_officer", "other_district_officer"},
    "district": {"officer", "auditor", "district_officer", "other_district_officer"},
    "ranking": CITY,
    "suspend_provider": {"officer"},
    "doubles": {"officer"},
    "new_campaign": {"officer"},
    "spot_checks": {"officer", "auditor"},
    "periods": CITY,
    "ledger": CITY,
    "audit": {"officer", "auditor"},
    "jobs": {"officer", "auditor"},
    "outbox": {"officer"},
    "director": {"officer"},
    "awards": {"coordinator", "other_coordinator"},
    "admission": set(ROLES),
    "admission_notices": set(ROLES),
    "pool": set(ROLES),
    "applications": {"coordinator", "other_coordinator", "officer", "auditor"},
    "calls": {"officer", "auditor"},
    "new_call": {"officer"},
    "bind": set(ROLES),
    "people": {"firm", "other_firm"},
    "staff": {
        "coordinator",
        "other_coordinator",
        "manager",
        "other_manager",
        "officer",
    },
    "licences": {"manager", "other_manager"},
    "mfa_index": STAFF,
    "targets": REACHING | {"officer"},
    "earlier": REACHING | {"officer"},
    "send_in_list": REACHING | {"officer"},
    "target_progress": REACHING | {"officer"},
    "target_goals": {"district_officer", "other_district_officer"},
}
# Answered otherwise: a redirect, another method, or tested with rows of their own.
ELSEWHERE = {
    "register", "sign_in", "sign_out", "desk", "switch_membership", "set_language",
    "task", "claim", "release", "hand_over", "report",
    # test_returning.py, test_stand_ins.py and test_jobs.py of tests/flows open these
    "send_back", "refer", "end_case", "retry_job", "remark",
    "stand_ins", "end_stand_in", "hand_over_many", "keep_filter", "drop_filter",
    # tests/pages/test_deadline_pages.py
    "urge", "ask", "question", "take_back_question",
    "notice_detail", "provider",
    # tests/pages/test_slot_pages.py and test_booking_page.py open these
    "service", "new_service", "release_rule", "add_exception", "drop_exception",
    "plan_slots", "release_slots",
    "take_back_release", "day_slots", "hold", "free_slots",
    "open_year", "period", "end_notices", "evaluation", "award", "objection",
    # tests/pages/test_first_time.py, test_firm_people.py, test_licence_pages.py and
    # test_two_steps.py open these
    "by_code", "code", "code_again", "prove_phone", "invitation", "register_start",
    "bind_ways", "bind_by_contact", "bind_by_licence", "bind_legal_person",
    "openid_connect_login", "openid_connect_callback", "account_login",
    "end_membership", "hand_over_firm", "withdraw_invitation", "licence",
    "licence_picture", "mfa_authenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_reauthenticate",
    "account_reauthenticate",
    # tests/pages/test_target_pages.py
    "list_rows", "target", "call_target", "book_for", "invite_target",
    "confirm_booking",
    # tests/pages/test_phone_pages.py
    "hold_by_phone", "open_firm_file",
    # tests/pages/test_appointment_pages.py, test_booking_links.py and test_feeds.py
    "appointment", "change_appointment", "cancel_appointment", "appointment_calendar",
    "check_in", "undo_check_in", "mark_absent", "my_calendar", "change_by_link",
    "cancel_by_link",
    "calendar_by_link", "feed",
    # tests/pages/test_staff_page.py
    "end_staff",
    # tests/pages/test_adviser_pages.py
    "change_adviser", "set_adviser_active",
    # tests/pages/test_people_pages.py
    "set_consultant_active", "enter_leave", "drop_leave", "reassign_visit",
    # tests/flows/test_admission.py and tests/pages/test_admission_pages.py
    "call", "publish_call", "apply", "application", "edit_application",
    "save_application", "upload_evidence", "withdraw_application",
    "object_to_admission", "admission_file", "remove_evidence", "remove_provider",
    "public_call", "register_provider", "admission_objection_paper",
    # tests/flows/test_pending_decisions.py
    "call_decisions", "drop_decision",
    # tests/flows/test_drafts.py
    "keep_draft", "discard_draft",
    # tests/pages/test_assign_pages.py
    "withdraw_tie",
    # tests/pages/test_campaign_flow.py
    "edit_campaign", "take_campaign_up",
    # tests/pages/test_spot_checks.py
    "spot_draw", "visit_photo",
    # tests/pages/test_merging.py
    "merge_firms", "part_firms",
    # tests/pages/test_suspension.py
    "take_suspended_back", "lift_suspension",
    # tests/pages/test_assign_pages.py
    "optimise", "confirm_many", "tie_facts", "settle_clash",
    # tests/flows/test_complaints.py
    "complaint", "take_complaint_back", "complaint_evidence",
    # tests/flows/test_designation.py and tests/pages/test_designation_pages.py
    "designation", "end_nurturing", "open_review", "open_reviews", "center_review",
    "designation_draft", "center_papers", "center_paper", "drop_center_paper",
    "designation_objection_paper", "designation_hours",
    # tests/pages/test_outbox_pages.py
    "resend_message",
    # tests/pages/test_waiting_pages.py
    "leave_list", "come_back_to_list", "center_wait", "answer_offer",
}  # fmt: skip


@pytest.fixture
def journey(cast, jobs_inline, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = Journey(cast)
    made.confirm()
    if made.booking.provider_id != cast.provider.pk:  # the insiders are this one's
        cast.provider, cast.other_provider = cast.other_provider, cast.provider
        for role in ("coordinator", "consultant"):
            mine, other = cast.people[role], cast.people[f"other_{role}"]
            cast.people[role], cast.people[f"other_{role}"] = other, mine
    return made


def address(name, journey):
    if name in (
        "case",
        "case_flow",
        "booked",
        "cancel_case",
        "change_case",
        "case_calendar",
        "why_provider",
        "complain",
    ):
        return reverse(name, args=[journey.booking.number])
    cast = journey.cast
    own = {
        "book_by_phone": cast.company.pk,
        "consultant": cast.provider.consultants.first().pk,
        "change_consultant": cast.provider.consultants.first().pk,
        "suspend_provider": cast.provider.pk,
        "change_slot": journey.booking.slot_id,
        "flow_file": "diagnosis",
        "set_term": "review",
    }
    return reverse(name, args=[own[name]] if name in own else [])


def status(client, user, url):
    client.force_login(user)
    return client.get(url).status_code


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_address_answers_each_role_as_expected(client, journey, name):
    url = address(name, journey)
    seen = {role: status(client, journey.cast.people[role], url) for role in ROLES}
    wanted = {role: 200 if role in EXPECTED[name] else 404 for role in ROLES}
    if name in ("cancel_case", "change_case"):  # who only sees the case is sent to it
        wanted |= dict.fromkeys(INSIDERS - EXPECTED[name], 302)
    assert seen == wanted


@pytest.mark.parametrize("name", sorted(EXPECTED.keys() - PUBLIC))
def test_nobody_unknown_gets_past_the_sign_in(client, journey, name):
    answer = client.get(address(name, journey))
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/")


def test_every_address_is_in_one_of_the_lists():
    names = set()

    def walk(patterns, inside=""):
        for pattern in patterns:
            if getattr(pattern, "app_name", "") == "admin":
                continue
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns)
            elif pattern.name:
                names.add(pattern.name)

    walk(get_resolver().url_patterns)
    demo_only = {"demo_sign_in", "guide"}
    assert names - demo_only - EXPECTED.keys() - ELSEWHERE == set()


def test_the_step_itself_is_404_for_a_stranger_and_the_case_for_a_looker_on(
    client, journey
):
    due = open_due(journey.booking, "respond")
    url = f"/tasks/{due.task_id}/"
    assert status(client, journey.cast.coordinator, url) == 200
    for stranger in ("other_firm", "other_coordinator", "other_manager", "assessor"):
        assert status(client, journey.cast.people[stranger], url) == 404
    client.force_login(journey.cast.manager)
    assert client.get(url).url == f"/cases/{journey.booking.number}/"


def test_a_stranger_cannot_do_a_step_by_sending_its_form(client, journey):
    due = open_due(journey.booking, "respond")
    client.force_login(journey.cast.other_coordinator)
    answer = client.post(f"/tasks/{due.task_id}/", {"decision": "accept"})
    assert answer.status_code == 404
    due.refresh_from_db()
    assert due.done_at is None


def test_a_stranger_who_knows_code_and_phone_sees_nothing_of_a_firm(client, cast):
    answer = client.post(
        "/register/",
        {
            "credit_code": cast.company.credit_code,
            "name": "冒名企业",
            "district": str(cast.center.district.pk),
            "town": "某镇",
            "sector": "34",
            "size": "small",
            "contact_name": "冒名",
            "phone": cast.company.contact_phone,
            "password": "guess what 12",
        },
    )
    assert answer.status_code == 422
    assert cast.company.name not in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert clock.now() is not None

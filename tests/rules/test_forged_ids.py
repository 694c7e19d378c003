"""Ids of others, sent to every address that takes them: none found, nothing moved."""

from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.urls import reverse

from accounts.actions import invite_colleague
from accounts.models import Invitation, Licence, Membership
from bookings.choices_waitlist import WaitState
from bookings.models import Booking, Slot, WaitingEntry
from centers.choices import ServedBy
from centers.models import Adviser, AdviserLeave, Closure, ExtraHours
from companies.models import RegisterFact
from foundation.access.roles import Role
from foundation.credit_codes import with_check
from outreach.models import Upload
from providers.models import Leave
from tests.cast import make_user
from tests.factories.appointments import clinic, free, made
from tests.factories.cases import taken_case
from tests.factories.lists import of_company

# Who may do something there with these rows; everybody else is a stranger.
CENTER, FIRM, PROVIDER = {"manager"}, {"firm"}, {"coordinator"}
BOTH = CENTER | FIRM
LISTS = {"manager", "officer", "district_officer"}
ROOMS = {
    "appointments": {
        "change_appointment": BOTH,
        "cancel_appointment": BOTH,
        "check_in": CENTER,
        "undo_check_in": CENTER,
        "mark_absent": CENTER,
    },
    "cases": {
        "change_case": BOTH,
        "cancel_case": BOTH,
        "reassign_visit": CENTER | PROVIDER,
    },
    "waiting lists": {
        "leave_list": FIRM,
        "come_back_to_list": FIRM,
        "center_wait": CENTER,
    },
    "services": dict.fromkeys(
        ["service", "drop_exception", "change_slot", "change_adviser",
         "set_adviser_active", "book_by_phone", "hold_by_phone", "open_firm_file"],
        CENTER,
    ),
    "lists": dict.fromkeys(
        ["list_rows", "target", "call_target", "book_for", "invite_target"], LISTS
    ),
    "people": {
        "end_membership": FIRM,
        "hand_over_firm": FIRM,
        "withdraw_invitation": FIRM,
        "licence": CENTER,
        "end_staff": CENTER | {"officer"},
    },
    "consultants": {
        **dict.fromkeys(
            ["change_consultant", "set_consultant_active", "enter_leave", "drop_leave"],
            PROVIDER,
        ),
    },
}  # fmt: skip
# Of these rooms, but read only, or an id of nobody's rows.
READ_ONLY = {
    "appointment", "appointment_calendar", "case_calendar", "booked", "consultant",
    "licence_picture", "day_slots",
    "add_exception",  # its ids are in the form: the test below
    "case", "case_flow", "report",
}  # fmt: skip
# Who only sees the case is sent to it.
TO_CASE: dict[str, set[int]] = {"change_case": {302}, "cancel_case": {302}}
FORM = {
    "reason": "越权", "deed": "off", "off-reason": "越权", "outcome": "reached",
    "do": "drop", "decision": "approve", "active": "", "name": "越权",
    "first_on": "2026-03-09", "last_on": "2026-03-10", "contact_name": "越权",
    "contact_phone": "13900000009", "is_closed": "on", "by_visits": "1",
}  # fmt: skip


def moved_by(cast, monday):
    """One row of each kind, all of the insider's firm, center and provider."""
    service = clinic(cast)
    row = made(cast, free(cast)[0])
    came = made(cast, free(cast)[9])
    case = taken_case(cast, cast.provider, date(2026, 5, 20))
    Booking.objects.filter(pk=case.pk).update(company=cast.company)
    consultant = cast.provider.consultants.first()
    need = {"first_on": date(2026, 3, 9), "last_on": date(2026, 3, 20)}
    left = {"state": WaitState.LEFT, "ended_at": monday}
    waits = [
        WaitingEntry.objects.create(
            company=cast.company, center=cast.center, service=service,
            joined_at=monday, joined_by=cast.firm, **need, **more,
        )
        for more in ({}, left)
    ]  # fmt: skip
    adviser = Adviser.objects.create(center=cast.center, name="甲", title_zh="主任")
    days = {"first_on": date(2026, 3, 30), "last_on": date(2026, 3, 31)}
    colleague = make_user("同事", Role.COMPANY, 90, company=cast.company)
    other_manager = make_user("副主任", Role.MANAGER, 91, center=cast.center)
    newcomer = make_user("来人", Role.COMPANY, 92, company=cast.other_company)
    invite_colleague(
        company=cast.company, name="同事", phone="13500000001", by=cast.firm, at=monday
    )
    return SimpleNamespace(
        service=service, row=row, came=came, case=case, consultant=consultant,
        waits=waits, adviser=adviser,
        exceptions={
            "closure": Closure.objects.create(center=cast.center, **days),
            "extra": ExtraHours.objects.create(
                service=service, opens="18:00", closes="19:00", capacity=1, **days
            ),
            "leave": AdviserLeave.objects.create(adviser=adviser, **days),
        },
        upload=Upload.objects.create(
            kind="targets", campaign=cast.campaign, center=cast.center, name="武进",
            at=monday, by=cast.manager,
        ),
        target=of_company(cast, cast.company),
        colleague=Membership.objects.get(user=colleague),
        staff=Membership.objects.get(user=other_manager),
        invitation=Invitation.objects.get(),
        licence=Licence.objects.create(
            company=cast.company, person=newcomer, kind="png", at=monday
        ),
        leave=Leave.objects.create(consultant=consultant, **days),
        fact=RegisterFact.objects.create(
            credit_code=with_check("91320412MA9990001"), name="登记企业",
            district=cast.center.district, sector="34", size="small",
        ),
    )  # fmt: skip


def keys_of(name, rows):
    """The arguments of the address, once for each row that can stand there."""
    numbers = {"row": [rows.row.number], "case": [rows.case.number]}
    one = {
        "change_appointment": numbers["row"],
        "cancel_appointment": numbers["row"],
        "check_in": numbers["row"],
        "undo_check_in": numbers["row"],
        "mark_absent": numbers["row"],
        "change_case": numbers["case"],
        "cancel_case": numbers["case"],
        "reassign_visit": [*numbers["case"], rows.consultant.pk],
        "leave_list": [rows.waits[0].pk],
        "come_back_to_list": [rows.waits[1].pk],
        "center_wait": [rows.waits[0].pk],
        "service": [rows.service.pk],
        "change_slot": [rows.row.slot_id],
        "change_adviser": [rows.adviser.pk],
        "set_adviser_active": [rows.adviser.pk],
        "book_by_phone": [rows.row.company_id],
        "hold_by_phone": [rows.row.company_id],
        "open_firm_file": [rows.fact.credit_code],
        "list_rows": [rows.upload.pk],
        "end_membership": [rows.colleague.pk],
        "hand_over_firm": [rows.colleague.pk],
        "withdraw_invitation": [rows.invitation.pk],
        "licence": [rows.licence.pk],
        "end_staff": [rows.staff.pk],
        "drop_leave": [rows.leave.pk],
    }
    if name == "drop_exception":
        return [[kind, row.pk] for kind, row in rows.exceptions.items()]
    if name in ROOMS["lists"] and name not in one:
        return [[rows.target.pk]]
    return [one.get(name) or [rows.consultant.pk]]


def everything():
    """All rows but sessions: what nobody may have moved."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
        if model._meta.label not in ("sessions.Session", "accounts.Session")
    }


def differences(before, after):
    return {name for name in before if before[name] != after[name]}


@pytest.mark.parametrize("room", ROOMS)
def test_whoever_sends_a_form_to_the_row_of_others_finds_none_and_moves_nothing(
    cast, client, monday, room
):
    rows = moved_by(cast, monday)
    urls = [
        (may, {403, 404} | TO_CASE.get(name, set()), reverse(name, args=keys))
        for name, may in ROOMS[room].items()
        for keys in keys_of(name, rows)
    ]
    strangers = dict(cast.people)
    before, let_in = None, []
    for role, user in strangers.items():
        client.force_login(user)
        before = before or everything()
        for may, turned, url in urls:
            if role not in may:
                status = client.post(url, FORM).status_code
                if status not in turned:
                    let_in.append((role, url, status))
    assert let_in == []
    assert differences(before, everything()) <= {"accounts.User"}


# --- Ids in the form ------------------------------------------------------------------
def sent_with_foreign_ids(cast, rows):
    """Forms of people about their own rows that name somebody else's: who, where, what.

    What is theirs is of the other center and firm; `rows` are of the insider's.
    """
    visit, place = rows.visit.pk, rows.row.slot_id
    other = cast.other_center
    mine = Adviser.objects.create(center=other, name="乙", title_zh="主任")
    advice = clinic(SimpleNamespace(center=other))
    their_visit = other.services.get(kind="visit").pk
    days = {"first": "2026-03-30", "last": "2026-03-31", "reason": "越权"}
    hours = {"opens": "18:00", "closes": "19:00", "capacity": "1"}

    def prefixed(kind, **more):
        return {f"{kind}-{key}": value for key, value in {**days, **more}.items()}

    own = made(
        cast, free(SimpleNamespace(center=other))[0], company=cast.other_company,
        by=cast.other_firm,
    )  # fmt: skip
    need = {"first_on": date(2026, 3, 9), "last_on": date(2026, 3, 20)}
    wait = WaitingEntry.objects.create(
        company=cast.other_company, center=other, service=advice,
        joined_at=own.booked_at, joined_by=cast.other_firm, **need,
    )  # fmt: skip
    target = of_company(cast, cast.other_company)
    terms = {
        "is_open": "on", "served_by": ServedBy.ADVISERS, "minutes": 30,
        "buffer_before": 0, "buffer_after": 0, "notice_hours": 0, "cutoff_hours": 4,
        "horizon_days": 30, "open_per_firm": 1, "hours-TOTAL_FORMS": 0,
        "hours-INITIAL_FORMS": 0,
    }  # fmt: skip
    adviser = {"name": "乙", "title_zh": "主任", "weekdays": ["0"]}
    about = {"firm": cast.other_firm, "manager": cast.other_manager}
    return [
        ("firm", "book", [], {"slot": visit, "truthful": "on"}),
        ("firm", "book", [], {"slot": place, "service": "clinic"}),
        ("firm", "hold", [], {"slot": visit}),
        ("firm", "hold", [], {"slot": place, "service": "clinic"}),
        ("firm", "join_list", [], {"service": rows.service.pk, **need}),
        ("firm", "change_appointment", [own.number], {"slot": place, "reason": "越权"}),
        ("manager", "add_slot", [],
         {"service": rows.service.pk, "on": "2026-03-30", "begins": "18:00",
          "capacity": 1}),
        ("manager", "add_exception", ["closure"],
         prefixed("closure", service=rows.service.pk)),
        ("manager", "add_exception", ["extra"],
         prefixed("extra", service=rows.service.pk, **hours)),
        ("manager", "add_exception", ["leave"],
         prefixed("leave", adviser=rows.adviser.pk)),
        ("manager", "drop_exception", ["closure", rows.exceptions["closure"].pk], {}),
        ("manager", "service", [advice.pk], {**terms, "advisers": [rows.adviser.pk]}),
        ("manager", "change_adviser", [mine.pk],
         {**adviser, "services": [rows.service.pk]}),
        ("manager", "add_adviser", [], {**adviser, "name": "丙",
                                        "services": [rows.service.pk]}),
        ("manager", "center_wait", [wait.pk],
         {"deed": "offer", "offer-slot": place, "offer-reason": "越权"}),
        ("manager", "book_by_phone", [cast.other_company.pk],
         {"slot": place, "service": "clinic"}),
        ("manager", "hold_by_phone", [cast.other_company.pk],
         {"slot": place, "service": "clinic"}),
        ("manager", "book_for", [target.pk], {"slot": visit}),
        ("manager", "change_appointment", [own.number],
         {"slot": place, "reason": "越权"}),
        ("manager", "change_appointment", [own.number],
         {"slot": their_visit, "reason": "越权"}),
    ], about  # fmt: skip


def test_an_id_of_others_in_the_form_of_one_s_own_page_is_refused(cast, client, monday):
    rows = moved_by(cast, monday)
    rows.visit = Slot.objects.filter(center=cast.center, kind="visit").first()
    forms, people = sent_with_foreign_ids(cast, rows)
    before, went = everything(), []
    for who, name, keys, form in forms:
        client.force_login(people[who])
        answer = client.post(reverse(name, args=keys), form)
        moved = differences(before, everything()) - {"accounts.User"}
        if answer.status_code not in (403, 404, 409, 422) or moved:
            went.append((who, name, answer.status_code, moved))
    assert went == []


def test_every_address_with_an_id_in_these_rooms_is_walked():
    modules = ("appointments", "people", "targets", "waitlist", "firm")
    names = {
        pattern.name
        for module in modules
        for pattern in import_module(f"desks.urls_{module}").urlpatterns
        if "<" in str(pattern.pattern)
    }
    walked = {name for room in ROOMS.values() for name in room}
    assert names - walked - READ_ONLY == set()

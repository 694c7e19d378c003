"""What is done to calls and applications, and everything that is refused."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError

from accounts.actions import send_code
from accounts.choices import Purpose
from accounts.models import Code, Membership, User
from admissions import actions as act
from admissions.actions.registering import refuse_known
from admissions.choices import ApplicationState
from admissions.models import Application, Call, Evidence, Opinion
from assignments.candidates import Pool
from campaigns.models import Agreement
from foundation import clock
from foundation.access.roles import Role
from foundation.audit.models import Entry
from foundation.credit_codes import with_check
from foundation.errors import LostRace, NotAllowed, Refused
from foundation.notices.models import Message
from providers.models import PoolTerm, Provider
from providers.pool import admit, may_come_in
from tests.admission import (
    PDF,
    Applying,
    call_facts,
    fresh,
    make_call,
    make_newcomer,
    offer_facts,
)
from tests.journey import Journey
from workflows.start_admission import withdraw


@pytest.fixture
def call(cast):
    return make_call(cast)


# --- Calls --------------------------------------------------------------------
def test_a_call_needs_days_in_order_and_weights_of_a_hundred(cast):
    at = clock.now()
    facts = call_facts(cast.campaign)
    wrong = {**facts, "closes_on": facts["opens_on"] - timedelta(days=1)}
    with pytest.raises(Refused, match="before the first"):
        act.save_call(call=None, facts=wrong, by=cast.officer, at=at)
    half = {**facts, "criteria": facts["criteria"][:1]}
    with pytest.raises(Refused, match="100"):
        act.save_call(call=None, facts=half, by=cast.officer, at=at)
    assert Call.objects.count() == 0


def test_a_call_is_published_when_it_is_whole_and_then_stays(cast):
    at, by = clock.now(), cast.officer
    facts = call_facts(cast.campaign, evidence=[], criteria=[])
    call = act.save_call(call=None, facts=facts, by=by, at=at)
    Call.objects.filter(pk=call.pk).update(
        opens_on=date(2026, 1, 1), closes_on=date(2026, 1, 2)
    )
    call.refresh_from_db()
    with pytest.raises(Refused) as refused:
        act.publish_call(call=call, by=by, at=at)
    assert len(refused.value.reasons) == 3
    whole = act.save_call(call=call, facts=call_facts(cast.campaign), by=by, at=at)
    act.publish_call(call=whole, by=by, at=at)
    with pytest.raises(LostRace):
        act.publish_call(call=whole, by=by, at=at)
    with pytest.raises(LostRace):
        act.save_call(call=whole, facts=facts, by=by, at=at)


# --- Applying -----------------------------------------------------------------
def test_before_the_first_and_after_the_last_day_the_days_are_named(cast, call):
    provider, user = make_newcomer()
    for days, word in ((-1, "from"), (15, "until")):
        with pytest.raises(Refused, match=word):
            act.begin(
                call=call,
                provider=provider,
                by=user,
                at=clock.now() + timedelta(days=days),
            )
    late = Applying(cast, call, n=2).fill()
    with pytest.raises(Refused, match="until"):
        act.submit(
            application=late.row,
            by=late.coordinator,
            at=clock.now() + timedelta(days=15),
        )


def test_who_is_in_the_pool_without_an_end_does_not_apply(cast, call):
    with pytest.raises(Refused, match="already"):
        act.begin(
            call=call, provider=cast.provider, by=cast.coordinator, at=clock.now()
        )
    PoolTerm.objects.filter(provider=cast.provider).update(removed_on=date(2026, 6, 1))
    act.begin(call=call, provider=cast.provider, by=cast.coordinator, at=clock.now())


def test_a_second_application_for_a_call_is_refused_until_the_first_is_given_up(cast):
    one = Applying(cast)
    facts = {"call": one.call, "provider": one.provider, "by": one.coordinator}
    with pytest.raises(Refused, match="There is an application"):
        act.begin(at=clock.now(), **facts)
    withdraw(application=one.row, by=one.coordinator, at=clock.now())
    again = act.begin(at=clock.now(), **facts)
    with pytest.raises(IntegrityError):
        Application.objects.filter(pk=one.row.pk).update(state=ApplicationState.DRAFT)
    assert again.pk != one.row.pk


def test_a_draft_keeps_what_is_there_and_only_own_people(cast):
    one = Applying(cast)
    by, at = one.coordinator, clock.now()
    act.save_draft(application=one.row, facts={"quota": 3}, by=by, at=at)
    assert (fresh(one.row).quota, fresh(one.row).saved_at) == (3, at)
    strangers = list(cast.provider.consultants.all())
    with pytest.raises(Refused, match="own consultants"):
        act.save_draft(application=one.row, facts={"team": strangers}, by=by, at=at)


def test_everything_missing_is_listed_at_once(cast):
    one = Applying(cast)
    assert len(act.lacks(one.row)) == 7
    with pytest.raises(Refused) as refused:
        act.submit(application=one.row, by=one.coordinator, at=clock.now())
    assert len(refused.value.reasons) == 7
    one.fill()
    assert act.lacks(fresh(one.row)) == []


def test_what_was_handed_in_stays_as_it_is(cast):
    one = Applying(cast).hand_in()
    by, at = one.coordinator, clock.now()
    paper = Evidence.objects.first()
    with pytest.raises(LostRace):
        act.save_draft(application=one.row, facts={"quota": 1}, by=by, at=at)
    with pytest.raises(LostRace):
        act.add_evidence(
            application=one.row, item="licence", upload=ContentFile(PDF), by=by, at=at
        )
    with pytest.raises(LostRace):
        act.remove_evidence(evidence=paper, by=by, at=at)


def test_a_paper_is_for_an_item_of_the_call_and_can_be_taken_away(
    cast, django_capture_on_commit_callbacks
):
    one = Applying(cast).fill()
    by, at = one.coordinator, clock.now()
    with pytest.raises(Refused, match="does not ask"):
        act.add_evidence(
            application=one.row, item="x", upload=ContentFile(PDF), by=by, at=at
        )
    paper = Evidence.objects.first()
    store, name = paper.file.storage, paper.file.name
    assert (paper.kind, paper.original_name, paper.size) == (
        "pdf",
        "营业执照.pdf",
        len(PDF),
    )
    assert store.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        act.remove_evidence(evidence=paper, by=by, at=at)
    assert not store.exists(name)
    assert len(act.lacks(fresh(one.row))) == 1
    assert Entry.objects.get(deed="admissions.remove_evidence").before["sha256"]


def test_a_file_that_is_none_leaves_nothing(cast):
    one = Applying(cast)
    with pytest.raises(Refused, match="picture"):
        act.add_evidence(
            application=one.row,
            item="licence",
            upload=ContentFile(b"MZ", "x.pdf"),
            by=one.coordinator,
            at=clock.now(),
        )
    assert Evidence.objects.count() == 0


def test_nobody_else_takes_it_back_and_an_ended_one_stays(cast):
    one = Applying(cast).hand_in()
    with pytest.raises(NotAllowed):
        withdraw(application=fresh(one.row), by=cast.other_coordinator, at=clock.now())
    one.do("check_application", cast.officer, act.refuse, reason="不符")
    with pytest.raises(Refused, match="any more"):
        withdraw(application=fresh(one.row), by=one.coordinator, at=clock.now())


def test_experts_are_told_when_it_is_taken_back(cast):
    one = Applying(cast).to_experts()
    first, second = Opinion.objects.all()
    one.score(first, 70)
    withdraw(application=fresh(one.row), by=one.coordinator, at=clock.now())
    told = Message.objects.filter(event="admission", text__contains="back")
    assert {row.to for row in told} == {cast.officer, second.assessor}


# --- The bureau and its experts -----------------------------------------------
def test_each_decision_of_the_check_has_its_words(cast):
    one = Applying(cast).hand_in()
    facts = {"application": one.row, "by": cast.officer, "at": clock.now()}
    with pytest.raises(Refused, match="credit check"):
        act.pass_check(credit_check=" ", **facts)
    with pytest.raises(Refused, match="say why"):
        act.ask_to_complete(points=" ", **facts)
    with pytest.raises(Refused, match="say why"):
        act.refuse(reason="", **facts)


def test_it_is_handed_in_again_only_when_nothing_is_missing(cast):
    one = Applying(cast).hand_in()
    one.do("check_application", cast.officer, act.ask_to_complete, points="补材料")
    act.remove_evidence(
        evidence=Evidence.objects.first(), by=one.coordinator, at=clock.now()
    )
    with pytest.raises(Refused, match="Missing"):
        one.do("complete_application", one.coordinator, act.complete)
    assert fresh(one.row).state == ApplicationState.COMPLETING


def test_experts_have_no_tie_to_the_applicant_its_controller_or_its_phones(cast):
    one = Applying(cast)
    at = clock.now()
    people = act.eligible_experts(one.row, at=at)
    assert {row.pk for row in people} == {cast.assessor.pk, cast.second_assessor.pk}
    Membership.objects.create(
        user=cast.assessor,
        role=Role.COORDINATOR,
        provider=one.provider,
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 2, 1),
    )
    consultant = one.provider.consultants.first()
    consultant.phone = cast.second_assessor.phone
    consultant.save()
    assert list(act.eligible_experts(one.row, at=at)) == []
    sister, _user = make_newcomer(9, "姊妹公司")
    for row in (sister, one.provider):
        Provider.objects.filter(pk=row.pk).update(controller="某集团")
    third = User.objects.create_user("13877770000", None, name="评审三")
    for role, home in ((Role.ASSESSOR, {}), (Role.COORDINATOR, {"provider": sister})):
        Membership.objects.create(
            user=third, role=role, starts_on=date(2025, 1, 1), **home
        )
    row = Application.objects.get(pk=one.row.pk)
    assert list(act.eligible_experts(row, at=at)) == []


def test_at_least_two_of_them_are_named(cast):
    one = Applying(cast).hand_in()
    facts = {"application": one.row, "by": cast.officer, "at": clock.now()}
    with pytest.raises(Refused, match="At least two"):
        act.name_experts(people=[cast.assessor, cast.assessor], **facts)
    with pytest.raises(Refused, match="must not belong"):
        act.name_experts(people=[cast.assessor, cast.manager], **facts)


def test_a_sheet_is_whole_and_handed_in_once(cast):
    one = Applying(cast).to_experts()
    sheet = Opinion.objects.first()
    facts = {"opinion": sheet, "by": sheet.assessor, "at": clock.now()}
    said = {"people": "好", "price": "好"}
    with pytest.raises(Refused, match="sentence"):
        act.score(scores={"people": 1, "price": 1}, sentences={}, **facts)
    with pytest.raises(Refused, match="0 to 100"):
        act.score(scores={"people": 101, "price": 1}, sentences=said, **facts)
    act.score(scores={"people": 90, "price": 60}, sentences=said, **facts)
    assert str(sheet.total) == "78.00"
    third = User.objects.create_user("13877770000", None, name="评审三")
    Membership.objects.create(
        user=third, role=Role.ASSESSOR, starts_on=date(2025, 1, 1)
    )
    swap = {"by": cast.officer, "at": clock.now(), "reason": "出差"}
    with pytest.raises(Refused, match="submitted"):
        act.replace_expert(opinion=sheet, to=third, **swap)
    other = Opinion.objects.last()
    with pytest.raises(Refused, match="must not belong"):
        act.replace_expert(opinion=other, to=cast.assessor, **swap)
    assert fresh(one.row).state == ApplicationState.ASSESSING


def test_below_the_threshold_the_admission_is_an_exception(cast):
    one = Applying(cast).scored(50, 60)
    row = fresh(one.row)
    assert (str(row.score), act.is_below(row)) == ("55.00", True)
    one.do("decide_application", cast.officer, act.decide, reason="填补本市空白")
    after = Entry.objects.get(deed="admissions.decide").after
    assert after == {
        "state": "notice", "reason": "填补本市空白", "score": "55.00",
        "exception": True,
    }  # fmt: skip


def test_an_admission_is_refused_with_a_reason(cast):
    one = Applying(cast).scored(50, 60)
    with pytest.raises(Refused, match="say why"):
        one.do("decide_application", cast.officer, act.refuse, reason=" ")
    one.do("decide_application", cast.officer, act.refuse, reason="低于分数线")
    assert fresh(one.row).state == ApplicationState.REFUSED
    assert one.coordinator.messages.last().worded().endswith("低于分数线")


# --- Notice and objection -----------------------------------------------------
def test_a_notice_is_neither_of_the_future_nor_older_than_its_decision(cast):
    one = Applying(cast).scored(80, 80)
    one.do("decide_application", cast.officer, act.decide, reason="好")
    for days, words in ((1, "future"), (-1, "older")):
        with pytest.raises(Refused, match=words):
            one.do(
                "publish_admission",
                cast.officer,
                act.publish,
                official_url="https://example.gov/1",
                published_on=clock.today() + timedelta(days=days),
            )


def test_objections_are_in_time_with_name_and_reason_and_of_others(cast):
    one = Applying(cast).in_notice()
    row = fresh(one.row)
    facts = {"application": row, "by": cast.other_coordinator, "at": clock.now()}
    good = {"provider": cast.other_provider, "real_name": "王", "text": "假"}
    for wrong, words in (
        ({"at": clock.now() + timedelta(days=20)}, "has ended"),
        ({"provider": one.provider}, "own admission"),
        ({"real_name": " "}, "without a name"),
        ({"text": ""}, "say why"),
    ):
        with pytest.raises(Refused, match=words):
            act.raise_objection(**{**facts, **good, **wrong})
    with pytest.raises(Refused, match="not ended"):
        act.end_notice(application=row, by=cast.officer, at=clock.now())


def test_a_decided_objection_is_told_to_both_sides(cast):
    one = Applying(cast).in_notice()
    raised = {"provider": cast.other_provider, "real_name": "王", "text": "假"}
    by, at = cast.other_coordinator, clock.now()
    for upheld, state in (
        (False, ApplicationState.NOTICE),
        (True, ApplicationState.REFUSED),
    ):
        row = fresh(one.row)
        act.raise_objection(application=row, by=by, at=at, **raised)
        act.decide_objection(
            application=row, upheld=upheld, decision="经查", by=cast.officer, at=at
        )
        assert fresh(one.row).state == state
    assert by.messages.filter(event="admission").count() == 2
    assert "经查" in one.coordinator.messages.last().worded()


# --- Registering --------------------------------------------------------------
def code_for(credit_code, phone="13511110001"):
    return send_code(
        purpose=Purpose.PROVIDER,
        phone=phone,
        about=credit_code,
        address="",
        at=clock.now(),
    )


def test_a_new_provider_has_its_coordinator_and_no_place_in_the_pool(cast):
    code = with_check("91320411MA9000001")
    sent = code_for(code)
    facts = {"code": sent.code, "firm": "己公司", "person": "孙新", "at": clock.now()}
    with pytest.raises(Refused, match="not the code"):
        act.register_provider(typed="x", **facts)
    user, seat = act.register_provider(typed=sent.text, **facts)
    assert (seat.role, seat.provider.name, user.name) == (
        Role.COORDINATOR,
        "己公司",
        "孙新",
    )
    assert not Provider.objects.in_pool(clock.today()).filter(name="己公司").exists()
    Code.objects.update(sent_at=clock.now() - timedelta(minutes=5))
    again = code_for(code, "13511110002")
    with pytest.raises(Refused, match="known already"):
        act.register_provider(
            code=again.code, typed=again.text, firm="x", person="x", at=clock.now()
        )
    again.code.refresh_from_db()
    assert again.code.used_at is None
    with pytest.raises(Refused, match="known already"):
        refuse_known(code)
    refuse_known(with_check("91320411MA9000002"))
    assert Entry.objects.get(deed="admissions.register").actor == user


# --- Agreement and pool -------------------------------------------------------
def test_every_fault_of_an_offer_is_said_at_once(cast):
    one = Applying(cast).undisputed()
    facts = offer_facts(cast) | {
        "districts": [],
        "quota": 0,
        "starts_on": date(2026, 2, 2),
        "ends_on": date(2026, 2, 1),
    }
    with pytest.raises(Refused) as refused:
        one.do("write_agreement", cast.officer, act.offer, facts=facts)
    assert len(refused.value.reasons) == 4


def test_agreement_and_pool_are_written_together_or_not_at_all(cast):
    one = Applying(cast).offered()
    PoolTerm.objects.create(provider=one.provider, admitted_on=date(2026, 1, 1))
    with pytest.raises(Refused, match="in the pool"):
        one.do("confirm_agreement", one.coordinator, act.confirm)
    assert not Agreement.objects.filter(provider=one.provider).exists()
    PoolTerm.objects.filter(provider=one.provider).delete()
    other = Applying(cast, one.call, n=2).admitted()
    one.do("confirm_agreement", one.coordinator, act.confirm)
    numbers = Agreement.objects.filter(number__startswith="RK")
    assert list(numbers.values_list("number", flat=True)) == [
        "RK-2026-001",
        "RK-2026-002",
    ]
    assert fresh(other.row).state == ApplicationState.ADMITTED
    assert one.provider.sectors.get().sector == "34"


def test_a_provider_has_one_agreement_a_campaign(cast):
    one = Applying(cast).offered()
    Agreement.objects.create(
        campaign=cast.campaign,
        provider=one.provider,
        number="X-1",
        quota=1,
        fee_fen=1,
        signed_on=date(2026, 1, 1),
    )
    with pytest.raises(Refused, match="agreement for the campaign"):
        one.do("confirm_agreement", one.coordinator, act.confirm)


def test_an_agreement_that_is_not_wanted_can_be_ended_by_the_bureau(cast):
    one = Applying(cast).offered()
    with pytest.raises(Refused, match="say why"):
        one.do("confirm_agreement", one.coordinator, act.decline, reason="")
    one.do("confirm_agreement", one.coordinator, act.decline, reason="价低")
    one.do("write_agreement", cast.officer, act.refuse, reason="未达成一致")
    assert fresh(one.row).state == ApplicationState.REFUSED
    assert one.row.offers.get().declined_because == "价低"


def test_terms_of_the_pool_do_not_overlap_and_a_race_is_refused_in_words(cast):
    provider, _user = make_newcomer()
    first, last = date(2026, 3, 1), date(2026, 6, 30)
    admit(provider=provider, first=first, last=last, sectors=["34"])
    assert may_come_in(provider, clock.today())
    for start in (first, last):
        with pytest.raises(Refused, match="in these days"):
            admit(provider=provider, first=start, last=last, sectors=[])
    admit(
        provider=provider, first=date(2026, 7, 1), last=date(2026, 8, 1), sectors=["35"]
    )


def test_a_term_of_no_day_stays_in_the_way_of_another_from_that_day(cast):
    provider, _user = make_newcomer()
    day = date(2026, 3, 1)
    PoolTerm.objects.create(provider=provider, admitted_on=day, removed_on=day)
    with pytest.raises(Refused, match="in these days"):
        admit(provider=provider, first=day, last=date(2026, 4, 1), sectors=[])


def test_removal_needs_a_reason_and_a_day_to_come_and_happens_once(cast):
    at, by, provider = clock.now(), cast.officer, cast.provider
    facts = {"provider": provider, "by": by, "at": at}
    today = clock.today()
    with pytest.raises(Refused, match="say why"):
        act.remove_from_pool(on=today, reason=" ", **facts)
    with pytest.raises(Refused, match="past"):
        act.remove_from_pool(on=today - timedelta(days=1), reason="x", **facts)
    act.remove_from_pool(on=today, reason="转包", **facts)
    with pytest.raises(LostRace):
        act.remove_from_pool(on=today, reason="转包", **facts)
    entry = Entry.objects.get(deed="admissions.remove")
    assert (entry.before, entry.after["reason"]) == ({"on": None}, "转包")


def test_a_removed_provider_gets_no_job(cast):
    booking = Journey(cast).booking
    at = clock.now()

    def barred() -> set[int]:
        pool = Pool([booking], at=at)
        return {row.provider for row in pool.candidates(booking) if row.suspended}

    assert barred() == set()
    act.remove_from_pool(
        provider=cast.provider, on=clock.today(), reason="转包", by=cast.officer, at=at
    )
    assert barred() == {cast.provider.pk}

"""Every stage against every deed that leads back, away or out: allowed, or why not."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assignments.actions import take_back
from assignments.models import GivenBack
from bookings.choices import Stage
from bookings.models import Booking
from foundation import clock
from foundation.audit.models import Entry
from foundation.errors import DomainError, NotAllowed, Refused
from ratings.events import late_by_provider
from tests.journey import Journey, fresh, open_due
from workflows import engine, returning
from workflows.models import Due

# The steps that lead to each stage from a fresh booking.
TO = {
    Stage.CONFIRMING: [],
    Stage.RESPONDING: ["confirm"],
    Stage.VISITING: ["confirm", "respond"],
    Stage.ASSESSING: ["confirm", "respond", "visit"],
    Stage.REPORTING: ["confirm", "respond", "visit", "assess"],
    Stage.REVIEWING: ["confirm", "respond", "visit", "assess", "report"],
    Stage.SIGNING: ["confirm", "respond", "visit", "assess", "report", "review"],
    Stage.ACCEPTING: [
        "confirm", "respond", "visit", "assess", "report", "review", "sign_off",
    ],
}  # fmt: skip
BACK_TO = {
    Stage.RESPONDING: Stage.CONFIRMING,
    Stage.VISITING: Stage.CONFIRMING,
    Stage.ASSESSING: Stage.VISITING,
    Stage.REPORTING: Stage.ASSESSING,
    Stage.SIGNING: Stage.REVIEWING,
    Stage.ACCEPTING: Stage.SIGNING,
}


@pytest.fixture
def at_stage(cast, jobs_inline, django_capture_on_commit_callbacks):
    def go(stage):
        with django_capture_on_commit_callbacks(execute=True):
            journey = Journey(cast)
        for step in TO[stage]:
            getattr(journey, step)()
        journey.booking.refresh_from_db()
        assert journey.booking.stage == stage
        return journey

    return go


def back(journey, by=None, reason="登记有误"):
    returning.send_back(
        booking=fresh(journey.booking), by=fresh(by or journey.cast.manager),
        at=clock.now(), reason=reason,
    )  # fmt: skip
    journey.booking.refresh_from_db()


@pytest.mark.parametrize("stage", sorted(BACK_TO))
def test_each_step_goes_one_back_with_a_reason_and_can_be_done_again(at_stage, stage):
    journey = at_stage(stage)
    due = open_due(journey.booking, Due.objects.open().get().node)
    with pytest.raises(Refused):
        back(journey, reason=" ")
    back(journey)
    assert journey.booking.stage == BACK_TO[stage]
    due.refresh_from_db()
    assert due.outcome == "returned"
    entry = Entry.objects.filter(deed=returning.BACK[stage].deed).get()
    assert entry.after["reason"] == "登记有误"
    assert Due.objects.open().filter(booking=journey.booking).count() == 1


@pytest.mark.parametrize("stage", [Stage.CONFIRMING, Stage.REVIEWING])
def test_where_there_is_no_way_back_the_words_say_why(at_stage, stage):
    journey = at_stage(stage)
    with pytest.raises(Refused) as refused:
        back(journey)
    assert refused.value.reasons == (str(returning.NO_WAY_BACK[stage]),)


def test_every_stage_has_a_way_back_or_words_for_why_not():
    assert set(returning.BACK) | set(returning.NO_WAY_BACK) == set(Stage)
    assert set(returning.BACK) & set(returning.NO_WAY_BACK) == set()


def test_a_returned_case_runs_on_to_its_rating(at_stage):
    journey = at_stage(Stage.ACCEPTING)
    back(journey)
    journey.sign_off(score=70)
    journey.accept()
    assert journey.booking.stage == Stage.RATING
    assert journey.booking.diagnosis.sign_off.score == 70


def test_a_case_taken_back_frees_the_consultants_and_is_proposed_anew(at_stage):
    journey = at_stage(Stage.VISITING)
    back(journey)
    booking = fresh(journey.booking)
    assert booking.provider is None
    assert booking.reservations.count() == 0
    journey.confirm()
    journey.respond()
    assert journey.booking.stage == Stage.VISITING


def test_the_firm_may_say_that_the_report_is_not_right_and_nobody_else_s_firm(at_stage):
    journey = at_stage(Stage.SIGNING)
    with pytest.raises(NotAllowed):
        back(journey, by=journey.cast.people["other_firm"])
    back(journey, by=journey.cast.firm, reason="设备数量不对")
    assert journey.booking.stage == Stage.REVIEWING
    journey.review(passed=False, points="请核对设备数量")
    assert journey.booking.stage == Stage.REPORTING


@pytest.mark.parametrize("stage", [s for s in TO if s in returning.AFTER_VISIT])
def test_after_the_visit_the_center_ends_a_case_cleanly_and_the_firm_cannot(
    at_stage, stage
):
    journey = at_stage(stage)
    case = fresh(journey.booking)
    with pytest.raises(Refused):
        engine.cancel_case(
            booking=case, by=fresh(journey.cast.firm), at=clock.now(), reason="不要了"
        )
    engine.cancel_case(
        booking=fresh(case), by=fresh(journey.cast.manager), at=clock.now(),
        reason="企业停产",
    )  # fmt: skip
    assert fresh(case).stage == Stage.CANCELLED
    assert Due.objects.open().filter(booking=case).count() == 0


def test_an_accepted_case_is_neither_returned_nor_cancelled(at_stage):
    journey = at_stage(Stage.ACCEPTING)
    journey.accept()
    for deed in (
        lambda: back(journey),
        lambda: engine.cancel_case(
            booking=fresh(journey.booking), by=fresh(journey.cast.manager),
            at=clock.now() + timedelta(hours=1), reason="x",
        ),
    ):  # fmt: skip
        with pytest.raises(DomainError):
            deed()
    assert fresh(journey.booking).stage == Stage.RATING


def test_a_case_is_referred_to_another_center_where_the_firm_chooses_a_date(
    client, at_stage
):
    journey = at_stage(Stage.CONFIRMING)
    cast = journey.cast
    other = cast.people["other_manager"].acting.center
    client.force_login(cast.manager)
    url = reverse("refer", args=[journey.booking.number])
    assert client.get(url).status_code == 200
    assert client.post(url, {"to": other.pk, "reason": ""}).status_code == 422
    sent = client.post(url, {"to": other.pk, "reason": "本中心设备检修"})
    assert sent.status_code == 302
    case = fresh(journey.booking)
    assert (case.stage, case.center, case.slot) == (Stage.RESCHEDULING, other, None)
    assert open_due(case, "reschedule").center == other
    assert not Booking.objects.visible_to(fresh(cast.manager)).exists()
    client.force_login(cast.people["other_manager"])
    assert client.get(reverse("case", args=[case.number])).status_code == 200


def test_the_pages_of_a_case_offer_what_its_stage_allows(client, at_stage):
    journey = at_stage(Stage.SIGNING)
    number = journey.booking.number
    client.force_login(journey.cast.firm)
    page = client.get(reverse("case", args=[number]))
    assert page.context["way_back"].deed == "diagnoses.return_to_review"
    url = reverse("send_back", args=[number])
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    client.force_login(journey.cast.manager)
    assert client.get(reverse("end_case", args=[number])).status_code == 200
    assert client.get(reverse("refer", args=[number])).status_code == 302
    client.force_login(journey.cast.people["other_manager"])
    for name in ("send_back", "refer", "end_case"):
        assert client.get(reverse(name, args=[number])).status_code == 404
    client.force_login(journey.cast.manager)
    assert client.post(url, {"reason": "第三页有误"}).status_code == 302
    assert client.get(url).status_code == 302


def test_an_assessment_that_comes_back_starts_from_its_answers(client, at_stage):
    journey = at_stage(Stage.REPORTING)
    back(journey)
    client.force_login(journey.coordinator())
    due = open_due(journey.booking, "assess")
    page = client.get(reverse("task", args=[due.task_id]))
    assert page.context["form"]["S01"].value() == 2


def give(journey, by, *, at, **fault):
    with clock.set_to(at):
        returning.send_back(
            booking=fresh(journey.booking), by=fresh(by), at=at, reason="顾问住院",
            **fault,
        )  # fmt: skip
    journey.booking.refresh_from_db()


@pytest.mark.parametrize(("hours", "late"), [(25, False), (23, True)])
def test_a_provider_gives_a_visit_back_and_is_not_proposed_for_it_again(
    at_stage, hours, late
):
    journey = at_stage(Stage.VISITING)
    provider, slot = journey.booking.provider, journey.booking.slot
    give(journey, journey.coordinator(), at=slot.starts_at - timedelta(hours=hours))
    assert journey.booking.stage in (Stage.CONFIRMING, Stage.RESCHEDULING)
    kept = GivenBack.objects.get()
    assert (kept.provider, kept.fault, kept.is_late) == (provider, "gave_back", late)
    assert kept.starts_at == slot.starts_at
    assert not journey.booking.proposals.filter(state="open", provider=provider)
    counted = late_by_provider(kept.at.year)
    said = {"case": journey.booking.number, "on": slot.on.isoformat(),
            "fault": "gave_back"}  # fmt: skip
    assert counted == ({provider.pk: [said]} if late else {})
    entry = Entry.objects.filter(deed="assignments.give_back").get()
    assert entry.after == {"reason": "顾问住院", "late": late}


def test_a_visit_that_has_begun_is_not_given_back_and_nobody_else_s_is(at_stage):
    journey = at_stage(Stage.VISITING)
    begins = journey.booking.slot.starts_at
    with pytest.raises(Refused):
        give(journey, journey.coordinator(), at=begins)
    others = {journey.cast.coordinator, journey.cast.other_coordinator}
    with pytest.raises(NotAllowed):
        give(journey, (others - {journey.coordinator()}).pop(), at=clock.now())
    assert GivenBack.objects.count() == 0


def test_the_center_says_that_nobody_came_and_the_firm_is_asked_for_a_new_date(
    at_stage,
):
    journey = at_stage(Stage.VISITING)
    manager, begins = journey.cast.manager, journey.booking.slot.starts_at
    with pytest.raises(Refused):  # not yet
        give(journey, manager, at=begins - timedelta(hours=1), fault="absent")
    give(journey, manager, at=begins + timedelta(hours=3), fault="absent")
    assert journey.booking.stage == Stage.RESCHEDULING
    kept = GivenBack.objects.get()
    assert (kept.fault, kept.is_late) == ("absent", True)
    assert Entry.objects.get(deed="assignments.take_back").after["fault"] == "absent"


def test_a_case_nobody_has_accepted_is_nobody_s_fault(at_stage):
    journey = at_stage(Stage.RESPONDING)
    with pytest.raises(Refused):
        take_back(
            booking=fresh(journey.booking), by=journey.cast.manager, at=clock.now(),
            reason="没有回音", fault="gave_back",
        )  # fmt: skip


def test_the_page_asks_the_center_whose_doing_it_is_and_tells_the_provider_the_price(
    at_stage, client
):
    journey = at_stage(Stage.VISITING)
    url = reverse("send_back", args=[journey.booking.number])
    client.force_login(journey.cast.manager)
    answer = client.post(url, {"reason": "没有来"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"fault"}
    client.force_login(journey.coordinator())
    assert client.get(url).context["more"]
    assert client.post(url, {"reason": "顾问住院"}).url == reverse("cases")
    assert client.get(url).status_code == 404
    assert GivenBack.objects.count() == 1

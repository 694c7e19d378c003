"""What the deeds to a designation refuse, each in words, and leave as it was."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from centers.models import Center
from designations import actions
from designations.checking import faults_of, is_met, mean_of
from designations.choices import DesignationState as State
from designations.choices import ReviewState, SheetState
from designations.models import (
    Checklist,
    Designation,
    Notice,
    Objection,
    Paper,
    Sheet,
    YearlyReview,
)
from foundation import clock
from foundation.errors import LostRace, Refused
from tests.cast import make_center

PDF = b"%PDF-1.4 evidence"


@pytest.fixture
def row(cast):
    center = make_center("jintan", "金坛", 9)
    Center.objects.filter(pk=center.pk).update(designated_on=None)
    return Designation.objects.create(
        center=Center.objects.get(pk=center.pk), district=center.district,
        checklist=Checklist.on(clock.today()), nurtured_at=clock.now(),
    )  # fmt: skip


@pytest.fixture
def by(cast):
    return {"by": cast.officer, "at": clock.now()}


def put(row, state, **more):
    Designation.objects.filter(pk=row.pk).update(state=state, **more)
    return Designation.objects.get(pk=row.pk)


def noticed(row, cast, ends_on):
    return Notice.objects.create(
        designation=row, official_url="https://example.org/1",
        published_on=clock.today(), ends_on=ends_on, by=cast.officer,
    )  # fmt: skip


def test_a_short_name_is_given_once_and_a_known_phone_gets_a_second_seat(cast, by):
    facts = {"name_zh": "新中心", "address_zh": "路", "phone": "0519-1",
             "hours_zh": "", "hours_en": "", "district": cast.center.district,
             "manager_name": "x", "manager_phone": cast.manager.phone}  # fmt: skip
    with pytest.raises(Refused, match="简称"):
        actions.nurture(slug=cast.center.slug, **facts, **by)
    made = actions.nurture(slug="new", **facts, **by)
    assert cast.manager.memberships.filter(center=made.center).count() == 1
    assert str(made.checklist.points[0]["id"]) == "operator"


def test_nurturing_ends_with_a_reason_and_before_the_application(row, by):
    with pytest.raises(Refused):
        actions.end_nurturing(designation=row, reason=" ", **by)
    with pytest.raises(Refused):
        actions.end_nurturing(designation=put(row, State.DISTRICT), reason="x", **by)


def test_a_draft_that_was_handed_in_meanwhile_is_a_lost_race(row, by):
    put(row, State.COMPLETING)
    with pytest.raises(LostRace):
        actions.save_draft(designation=row, answers={}, at=by["at"])


def test_a_file_belongs_to_a_point_of_the_checklist_and_a_draft_alone_loses_it(
    row, by, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    upload = ContentFile(PDF, "a.pdf")
    with pytest.raises(Refused):
        actions.add_paper(designation=row, upload=upload, point="nothing", **by)
    kept = actions.add_paper(designation=row, upload=upload, point="area", **by)
    Designation.objects.filter(pk=row.pk).update(round=1)
    paper = Paper.objects.select_related("designation").get(pk=kept.pk)
    with pytest.raises(Refused):
        actions.drop_paper(paper=paper, **by)


def test_the_district_gives_letter_points_and_reasons(row, by):
    row = put(row, State.DISTRICT)
    with pytest.raises(Refused):
        actions.forward(designation=row, letter=None, note="", **by)
    with pytest.raises(Refused):
        actions.return_points(designation=row, points=[], reason="x", **by)
    with pytest.raises(Refused):
        actions.reject(designation=row, reason="", **by)


def test_experts_are_two_untied_and_the_day_is_to_come(row, cast, by):
    row = put(row, State.APPOINTING, round=1)
    two, today = [cast.assessor, cast.second_assessor], clock.today()
    for people, day in (
        (two[:1], today),
        ([cast.assessor, cast.manager], today),
        (two, today - timedelta(days=1)),
    ):
        with pytest.raises(Refused):
            actions.appoint(designation=row, people=people, visit_on=day, **by)
    first, second = actions.appoint(designation=row, people=two, visit_on=today, **by)
    with pytest.raises(Refused):
        actions.replace_assessor(sheet=first, to=cast.second_assessor, reason="", **by)
    with pytest.raises(Refused):
        actions.submit_sheet(sheet=first, scores={}, remarks={}, opinion="", **by)
    Sheet.objects.filter(pk=second.pk).update(state=SheetState.SUBMITTED)
    Sheet.objects.filter(pk=first.pk).delete()
    with pytest.raises(Refused):
        actions.replace_assessor(sheet=second, to=cast.assessor, reason="", **by)
    assert str(second).startswith(str(row))


def test_a_decision_needs_its_reason_and_an_objection_to_reject(row, cast, by):
    row = put(row, State.DECIDING)
    for to, reason in ((State.REFUSED, ""), (State.NOTICE, "x")):
        with pytest.raises(Refused):
            actions.decide(designation=row, to=to, reason=reason, **by)
    made = Objection.objects.create(
        designation=row, real_name="周", text="x", evidence="y",
        raised_at=by["at"], raised_by=cast.officer,
    )  # fmt: skip
    with pytest.raises(Refused):
        actions.decide(designation=row, to=State.PUBLISHING, reason="", **by)
    assert str(made).startswith(str(row))


def test_a_notice_is_not_of_tomorrow_and_an_objection_is_whole(row, cast, by):
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Refused):
        actions.publish(
            designation=put(row, State.PUBLISHING), official_url="https://example.org",
            published_on=tomorrow, **by,
        )  # fmt: skip
    assert str(noticed(row, cast, tomorrow)).startswith(str(row))
    with pytest.raises(Refused):
        actions.object_to(
            designation=put(row, State.NOTICE), real_name="", text="x", evidence="y",
            **by,
        )  # fmt: skip


def test_a_number_is_given_once_and_not_before_the_notice_has_ended(row, cast, by):
    today = clock.today()
    noticed(row, cast, today)
    row = put(row, State.GRANTING)
    facts = {"designation": row, "serves": [row.district], **by}
    with pytest.raises(Refused):
        actions.grant(number="1", on=today + timedelta(days=1), **facts)
    actions.adopt_designated()
    Designation.objects.filter(center=cast.center).update(number="1")
    with pytest.raises(Refused):
        actions.grant(number="1", on=today, **facts)
    actions.grant(number="2", on=today, **facts)
    assert Center.objects.get(pk=row.center_id).designated_on == today


def test_without_a_checklist_nothing_is_adopted(cast):
    Checklist.objects.all().delete()
    assert actions.adopt_designated() == 0


def test_a_year_is_graded_with_reasons_and_mended_by_a_day_to_come(cast, by):
    actions.adopt_designated()
    held = Designation.objects.get(center=cast.center)
    year, today = clock.today().year, clock.today()
    review = actions.open_review(designation=held, year=year, **by)
    facts = {"review": review, "figures": {}, **by}
    for more in (
        {"grade": "A", "reasons": ""},
        {"grade": "D", "reasons": "x"},
        {"grade": "D", "reasons": "x", "points": "y", "mend_by": today},
    ):
        with pytest.raises(Refused):
            actions.grade(**facts, **more)
    with pytest.raises(Refused):
        actions.report_cure(review=review, mended="", papers=[], **by)
    with pytest.raises(Refused):
        actions.mend_again(review=review, points="", mend_by=None, **by)
    Designation.objects.filter(pk=held.pk).update(state=State.RECTIFYING)
    YearlyReview.objects.update(state=ReviewState.CHECKING)
    review = YearlyReview.objects.select_related("designation__center").get()
    facts = {"review": review, "successor": None, **by}
    with pytest.raises(Refused):
        actions.withdraw(on=today, reason="", **facts)
    actions.withdraw(on=today, reason="长期不达标", **facts)
    assert Center.objects.get(pk=cast.center.pk).withdrawn_on == today
    assert held not in Designation.objects.running()


def test_two_who_open_the_same_year_make_one(cast, by, monkeypatch):
    actions.adopt_designated()
    held = Designation.objects.get(center=cast.center)
    year = clock.today().year
    actions.open_review(designation=held, year=year, **by)
    seen = Designation.objects.all()
    monkeypatch.setattr("designations.actions.yearly.reviewable", lambda year: seen)
    with pytest.raises(Refused):
        actions.open_review(designation=held, year=year, **by)
    assert YearlyReview.objects.count() == 1


def test_a_point_is_met_by_a_yes_or_by_enough():
    area = {"id": "area", "kind": "number", "least": 500, "paper": True}
    zones = {"id": "zones", "kind": "yes"}
    assert [is_met(area, n) for n in (None, 499, 500)] == [False, False, True]
    assert [is_met(zones, value) for value in (None, False, True)] == [
        False, False, True,
    ]  # fmt: skip
    answers = {"area": {"value": 600}, "zones": {"value": False}}
    found = [
        (fault.point, fault.lack) for fault in faults_of([area, zones], answers, ())
    ]
    assert found == [("area", "paper"), ("zones", "exception")]
    assert (mean_of([80, 91]), mean_of([])) == (85.5, 0.0)

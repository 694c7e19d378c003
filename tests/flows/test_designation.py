"""A center from nurturing to its designation, its years, and the end of it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bookings.models import Slot
from bookings.planning import plan_center
from centers.models import Center
from designations.actions import adopt_designated
from designations.choices import DesignationState, ReviewState
from designations.models import Designation, ObjectionPaper, Paper, YearlyReview
from foundation import clock
from foundation.access.roles import Role
from foundation.audit.models import Entry
from foundation.models import work_calendar
from foundation.notices.models import Message
from foundation.uploads.models import Upload
from tests.cast import make_center, make_user
from tests.journey import Journey, fresh
from workflows import engine
from workflows.models import Due, Prepared

PHONE = "13900001111"
CANDIDATE = {
    "name_zh": "金坛数字化转型促进中心", "name_en": "Jintan center", "slug": "jintan",
    "address_zh": "华城路 1 号", "phone": "0519-80000009",
    "manager_name": "何静", "manager_phone": PHONE,
}  # fmt: skip
HOURS = {"days": [0, 1, 2, 3, 4, 5], "opens": "08:30", "closes": "17:00"}
CLAIMS = {
    "operator": "yes", "area": 620, "zones": "yes", "seats": 60, "staff": 6,
    "manager": "yes", "advisers": 3, "providers": 12, "trial": 7, "firms": 25,
}  # fmt: skip
WITH_PAPER = ("operator", "area", "zones", "staff", "providers", "firms")
OFFICIAL = "https://example.org/notice/7"


def pdf(name="a.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4 evidence", "application/pdf")


def typed(**other):
    values = {**CLAIMS, **other}
    return {f"{key}_value": value for key, value in values.items()}


class Way:
    """One candidate, walked through its pages."""

    def __init__(self, client, cast):
        self.client, self.cast = client, cast
        client.force_login(cast.officer)
        sent = {**CANDIDATE, **HOURS, "district": cast.center.district.pk}
        answer = client.post(reverse("nurture_center"), sent)
        assert answer.status_code == 302
        self.row = Designation.objects.get()
        self.manager = User.objects.get(phone=PHONE)

    @property
    def url(self):
        return reverse("designation", args=[self.row.pk])

    def due(self, node):
        return Due.objects.open().get(node=node)

    def do(self, who, node, **data):
        self.client.force_login(fresh(who))
        due = self.due(node) if isinstance(node, str) else node
        return self.client.post(reverse("task", args=[due.task_id]), data)

    def files(self):
        self.client.force_login(fresh(self.manager))
        for point in WITH_PAPER:
            sent = {"point": point, "file": pdf()}
            url = reverse("center_papers", args=[self.row.pk])
            assert self.client.post(url, sent).status_code == 302

    def apply(self):
        self.files()
        assert self.do(self.manager, "apply_designation", **typed()).status_code == 302

    def forward(self):
        officer = self.cast.district_officer
        sent = {"decision": "forward", "letter": pdf("letter.pdf")}
        assert self.do(officer, "check_candidate", **sent).status_code == 302

    def appoint(self, on=None):
        people = [self.cast.assessor.pk, self.cast.second_assessor.pk]
        sent = {"people": people, "visit_on": on or clock.today()}
        answer = self.do(self.cast.officer, "name_center_experts", **sent)
        assert answer.status_code == 302

    def judge(self):
        for person in (self.cast.assessor, self.cast.second_assessor):
            due = Due.objects.open().get(node="judge_center", assessor=person)
            scores = {f"{key}_score": 90 for key in CLAIMS}
            sent = {
                **scores,
                "area_remark": "层高足够",
                "opinion": "同意",
                "untied": "on",
            }
            assert self.do(person, due, **sent).status_code == 302

    def to_notice(self):
        self.apply()
        self.forward()
        self.appoint()
        self.judge()
        officer = self.cast.officer
        sent = {"to": DesignationState.PUBLISHING}
        assert self.do(officer, "decide_designation", **sent).status_code == 302
        sent = {"official_url": OFFICIAL, "published_on": clock.today()}
        assert self.do(officer, "publish_designation", **sent).status_code == 302

    def designate(self):
        """Ends in the notice's last days; the caller goes on at that moment."""
        self.to_notice()
        with clock.set_to(after_notice()):
            self.grant()

    def grant(self):
        officer = self.cast.officer
        sent = {"decision": "undisputed"}
        assert self.do(officer, "designation_notice", **sent).status_code == 302
        sent = {"number": "评定〔2026〕6号", "on": clock.today(),
                "serves": [self.row.district_id]}  # fmt: skip
        assert self.do(officer, "grant_designation", **sent).status_code == 302
        self.row = fresh(self.row)


@pytest.fixture
def way(client, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Way(client, cast)


def after_notice():
    """A moment after a notice that begins now has run out."""
    return clock.now() + (work_calendar().add(clock.today(), 6) - clock.today())


def kind_of_file(client, url):
    """What is served there; the file is closed again."""
    answer = client.get(url)
    answer.close()
    return answer["Content-Type"]


def words_of(answer):
    return " ".join(str(error) for error in answer.context["form"].non_field_errors())


def test_a_candidate_becomes_a_public_center_step_by_step(way, cast):
    center = way.row.center
    assert not Center.objects.public(clock.today()).filter(pk=center.pk).exists()
    assert Message.objects.filter(event="apply_designation", to=way.manager).exists()
    way.designate()
    assert way.row.state == DesignationState.DESIGNATED
    assert Center.objects.public(way.row.designated_on).filter(pk=center.pk).exists()
    assert fresh(way.row.district).served_by == center
    assert not Due.objects.open().filter(designation=way.row).exists()
    assert Message.objects.filter(event="designation", to=way.manager).exists()
    for person in (cast.officer, cast.auditor, cast.district_officer, way.manager):
        way.client.force_login(fresh(person))
        page = way.client.get(way.url)
        assert page.status_code == 200
        assert bool(page.context["sheets"]) == (person in (cast.officer, cast.auditor))
    way.client.force_login(fresh(cast.other_manager))
    assert way.client.get(way.url).status_code == 404


def test_an_application_names_every_unmet_point_and_one_may_be_an_exception(way):
    sent = typed(area=450, seats="")
    answer = way.do(way.manager, "apply_designation", **sent)
    assert answer.status_code == 422
    words = words_of(answer)
    assert words.count("培训座位") == 1  # no value
    assert words.count("固定场所面积") == 1  # not met, no reason
    assert words.count("签约服务商") == 1  # no file
    way.files()
    reasoned = {**typed(area=450), "area_exception": "二期扩建中,年底达到"}
    assert way.do(way.manager, "apply_designation", **reasoned).status_code == 302
    handed_in = fresh(way.row).submissions.get()
    assert (handed_in.exceptions, handed_in.known["advisers"]) == (["area"], 0)
    way.client.force_login(fresh(way.manager))
    paper = Paper.objects.first()
    way.client.post(reverse("drop_center_paper", args=[paper.pk]))
    assert Paper.objects.filter(pk=paper.pk).exists()  # handed in, it stays


def test_a_draft_is_kept_and_what_makes_no_sense_is_left_out(way, cast):
    url = reverse("designation_draft", args=[way.row.pk])
    way.client.force_login(fresh(way.manager))
    half = {"area_value": "620", "seats_value": "x", "zones_value": "yes"}
    answer = way.client.post(url, half, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    kept = fresh(way.row).answers
    assert [kept[key]["value"] for key in ("area", "seats", "zones")] == [
        620,
        None,
        True,
    ]
    to_papers = {**half, "to_papers": "area"}
    assert "point=area" in way.client.post(url, to_papers).url
    assert way.client.post(url, half).url.startswith("/tasks/")
    way.client.force_login(fresh(cast.other_manager))
    assert way.client.post(url, half).status_code == 404
    way.apply()
    way.client.force_login(fresh(way.manager))
    late = way.client.post(url, half, headers={"HX-Request": "true"})
    assert "已提交" in late.content.decode()
    assert way.client.post(url, half).url == way.url


def test_files_of_a_draft_are_added_shown_and_taken_out(way, cast):
    way.files()
    paper = Paper.objects.filter(point="area").get()
    shown = reverse("center_paper", args=[paper.pk])
    papers = reverse("center_papers", args=[way.row.pk])
    assert kind_of_file(way.client, shown) == "application/pdf"
    assert way.client.get(papers).status_code == 200
    wrong = {"point": "area", "file": SimpleUploadedFile("a.txt", b"words")}
    assert way.client.post(papers, wrong).status_code == 422
    way.client.post(reverse("drop_center_paper", args=[paper.pk]))
    assert not Paper.objects.filter(pk=paper.pk).exists()
    left = Paper.objects.first()
    for stranger in (cast.other_manager, cast.assessor, cast.firm):
        way.client.force_login(fresh(stranger))
        assert (
            way.client.get(reverse("center_paper", args=[left.pk])).status_code == 404
        )


def test_the_district_returns_points_or_sends_it_back_to_nurturing(way, cast):
    way.apply()
    officer = cast.district_officer
    nothing = {"decision": "forward"}
    assert way.do(officer, "check_candidate", **nothing).status_code == 422
    sent = {"decision": "return", "points": ["area"], "reason": "租赁合同不全"}
    assert way.do(officer, "check_candidate", **sent).status_code == 302
    assert fresh(way.row).asked == ["area"]
    page_of_step = way.due("complete_candidate").task_id
    way.client.force_login(fresh(way.manager))
    page = way.client.get(reverse("task", args=[page_of_step]))
    assert [row.id for row in page.context["rows"] if row.asked] == ["area"]
    assert way.do(way.manager, "complete_candidate", **typed()).status_code == 302
    sent = {"decision": "reject", "reason": "试运行不足"}
    assert way.do(officer, "check_candidate", **sent).status_code == 302
    assert fresh(way.row).state == DesignationState.NURTURED
    assert way.due("apply_designation").center == way.row.center
    other = cast.other_district_officer
    way.client.force_login(fresh(other))
    assert way.client.get(way.url).status_code == 404


def test_experts_are_two_blind_to_each_other_and_may_be_replaced(way, cast):
    way.apply()
    way.forward()
    alone = {"people": [cast.assessor.pk], "visit_on": clock.today()}
    assert way.do(cast.officer, "name_center_experts", **alone).status_code == 422
    way.appoint(on=clock.today() + timedelta(days=1))
    due = Due.objects.open().get(node="judge_center", assessor=cast.assessor)
    way.client.force_login(fresh(cast.second_assessor))
    assert way.client.get(reverse("task", args=[due.task_id])).status_code == 404
    way.client.force_login(fresh(cast.assessor))
    assert way.client.get(reverse("task", args=[due.task_id])).status_code == 200
    paper = Paper.objects.first()
    shown = reverse("center_paper", args=[paper.pk])
    assert kind_of_file(way.client, shown) == "application/pdf"
    scores = {f"{key}_score": 80 for key in CLAIMS}
    sent = {**scores, "opinion": "同意", "untied": "on"}
    assert "现场考察当日" in words_of(way.do(cast.assessor, due, **sent))
    third = make_user("third", Role.ASSESSOR, 77)
    way.client.force_login(fresh(cast.officer))
    url = reverse("hand_over", args=[due.task_id])
    answer = way.client.post(url, {"to": third.pk, "reason": "出差"})
    assert answer.status_code == 302
    assert fresh(due).assessor == third
    assert fresh(way.row).sheets.filter(assessor=third).exists()


def test_the_candidate_says_when_it_will_be_open_until_it_has_handed_in(way, cast):
    center = way.row.center
    assert center.hours_zh == "周一至周六 8:30–17:00"
    assert center.hours_en == "Mon–Sat 8:30–17:00"
    url = reverse("designation_hours", args=[way.row.pk])
    way.client.force_login(cast.manager)
    assert way.client.get(url).status_code == 404
    way.client.force_login(fresh(way.manager))
    first = way.client.get(url).context["form"]
    assert first.initial["days"] == [0, 1, 2, 3, 4, 5]
    wrong = {**HOURS, "opens_again": "16:00", "closes_again": "18:00"}
    assert way.client.post(url, wrong).status_code == 422
    half = {**HOURS, "opens_again": "18:00"}
    assert set(way.client.post(url, half).context["form"].errors) == {"closes_again"}
    assert set(way.client.post(url, {"opens": ""}).context["form"].errors) >= {
        "days",
        "opens",
    }
    sent = {"days": [1, 3], "opens": "09:00", "closes": "11:30",
            "opens_again": "13:30", "closes_again": "16:30"}  # fmt: skip
    assert way.client.post(url, sent).url == way.url
    assert fresh(center).hours_zh == "周二、周四 9:00–11:30，13:30–16:30"
    entry = Entry.objects.get(deed="designations.set_hours")
    assert (entry.before["hours_zh"], entry.after["hours_zh"]) == (
        "周一至周六 8:30–17:00", fresh(center).hours_zh,
    )  # fmt: skip
    assert url in way.client.get(way.url).content.decode()
    way.apply()
    way.client.force_login(fresh(way.manager))
    assert way.client.post(url, sent).status_code == 422
    assert url not in way.client.get(way.url).content.decode()


def test_an_objection_goes_back_to_the_decision_and_is_answered(way, cast):
    way.to_notice()
    early = way.do(cast.officer, "designation_notice", decision="undisputed")
    assert "公示期至" in words_of(early)
    public = way.client.get(reverse("center_notices"))
    assert [is_open for _row, is_open in public.context["rows"]] == [True]
    empty = way.do(
        cast.officer, "designation_notice", decision="objection",
        papers=pdf("租约.pdf"),
    )  # fmt: skip
    assert empty.status_code == 422
    assert set(empty.context["form"].errors) == {"real_name", "text"}
    sent = {"decision": "objection", "real_name": "周明", "text": "场地为转租",
            "papers-kept": Upload.objects.get().pk}  # fmt: skip
    assert way.do(cast.officer, "designation_notice", **sent).status_code == 302
    assert fresh(way.row).state == DesignationState.DECIDING
    paper = ObjectionPaper.objects.get()
    shown = reverse("designation_objection_paper", args=[paper.pk])
    for address in (way.url, f"/tasks/{way.due('decide_designation').task_id}/"):
        assert shown in way.client.get(address).content.decode()
    for who, status in ((cast.officer, 200), (cast.district_officer, 200),
                        (way.manager, 404), (cast.assessor, 404)):  # fmt: skip
        way.client.force_login(fresh(who))
        answer = way.client.get(shown)
        assert answer.status_code == status
        answer.close()
    silent = way.do(cast.officer, "decide_designation", to=DesignationState.NOTICE)
    assert silent.status_code == 422
    sent = {"to": DesignationState.NOTICE, "reason": "合同允许转租"}
    assert way.do(cast.officer, "decide_designation", **sent).status_code == 302
    assert fresh(way.row).state == DesignationState.NOTICE
    assert fresh(way.row).objections.get().decided_by == cast.officer
    with clock.set_to(after_notice()):
        late = {"decision": "objection", "real_name": "a", "text": "b", "evidence": "c"}
        assert "异议" in words_of(way.do(cast.officer, "designation_notice", **late))


def test_the_city_may_return_or_refuse_and_nothing_stays_open(way, cast):
    way.apply()
    way.forward()
    way.appoint()
    way.judge()
    way.client.force_login(fresh(cast.officer))
    page = way.client.get(reverse("task", args=[way.due("decide_designation").task_id]))
    scores = page.context["scores"][0]["scores"]
    assert [one["points"] for one in scores] == [90, 90]
    sent = {"to": DesignationState.COMPLETING, "points": ["area"], "reason": "补材料"}
    assert way.do(cast.officer, "decide_designation", **sent).status_code == 302
    assert way.do(way.manager, "complete_candidate", **typed()).status_code == 302
    way.forward()
    way.appoint()  # a second round has sheets of its own
    way.judge()
    no_reason = way.do(cast.officer, "decide_designation", to=DesignationState.REFUSED)
    assert no_reason.status_code == 422
    sent = {"to": DesignationState.REFUSED, "reason": "场地不稳定"}
    assert way.do(cast.officer, "decide_designation", **sent).status_code == 302
    assert fresh(way.row).sheets.count() == 4
    assert not Due.objects.open().filter(designation=way.row).exists()
    assert fresh(way.row.center).designated_on is None


def test_nurturing_can_be_ended_and_leaves_no_task(way, cast):
    url = reverse("end_nurturing", args=[way.row.pk])
    way.client.force_login(fresh(cast.officer))
    assert way.client.get(url).status_code == 200
    assert way.client.post(url, {"reason": ""}).status_code == 422
    assert way.client.post(url, {"reason": "放弃申报"}).status_code == 302
    assert fresh(way.row).state == DesignationState.REFUSED
    assert not Due.objects.open().filter(designation=way.row).exists()
    assert way.client.post(url, {"reason": "再来"}).status_code == 422
    taken = {**CANDIDATE, "district": cast.center.district.pk}
    assert way.client.post(reverse("nurture_center"), taken).status_code == 422


def test_who_comes_second_to_a_step_reads_who_was_first(way, cast):
    due = way.due("apply_designation")
    way.apply()
    answer = way.do(way.manager, due, **typed())
    assert answer.status_code == 409
    assert "何静" in answer.content.decode()


# --- The years ---------------------------------------------------------------


@pytest.fixture
def held(cast):
    """The insider's center, designated before this system kept designations."""
    adopt_designated()
    return Designation.objects.get(center=cast.center)


def act(client, who, node, **data):
    client.force_login(fresh(who))
    due = Due.objects.open().get(node=node)
    return client.post(reverse("task", args=[due.task_id]), data)


def failing(client, cast, held):
    client.force_login(cast.officer)
    url = reverse("open_review", args=[held.pk])
    assert client.post(url, {"year": clock.today().year}).status_code == 302
    review = YearlyReview.objects.get()
    by = clock.today() + timedelta(days=20)
    sent = {"grade": "D", "reasons": "顾问不足", "points": "补足顾问", "mend_by": by}
    assert act(client, cast.officer, "grade_center", **sent).status_code == 302
    return review


def test_all_years_are_opened_at_once_and_each_only_once(client, cast, held):
    client.force_login(cast.officer)
    url = reverse("open_reviews")
    year = clock.today().year
    client.post(url, {"year": year})
    assert YearlyReview.objects.filter(year=year).count() == 2
    client.post(url, {"year": year})
    assert YearlyReview.objects.count() == 2
    client.post(reverse("open_review", args=[held.pk]), {"year": year})
    client.post(reverse("open_review", args=[held.pk]), {"year": year + 1})
    assert YearlyReview.objects.count() == 2
    assert client.get(reverse("designations")).status_code == 200
    due = Due.objects.open().get(node="grade_center", center=cast.center)
    sent = {"grade": "A", "reasons": "服务扎实"}
    page = client.get(reverse("task", args=[due.task_id]))
    assert dict(page.context["figures"])
    assert client.post(reverse("task", args=[due.task_id]), sent).status_code == 302
    review = YearlyReview.objects.get(center=cast.center)
    assert (review.state, review.grade) == (ReviewState.DONE, "A")
    assert client.get(reverse("center_review", args=[review.pk])).status_code == 200
    shown = client.get(reverse("centers")).context["centers"]
    assert {row.slug: row.last_grade for row in shown}["wujin"] == review
    client.force_login(fresh(cast.other_manager))
    assert client.get(reverse("center_review", args=[review.pk])).status_code == 404


def test_a_failing_year_is_mended_and_the_center_designated_as_before(
    client, cast, held, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(cast.officer)
    review = failing(client, cast, held)
    assert fresh(held).state == DesignationState.RECTIFYING
    due = Due.objects.open().get(yearlyreview=review)
    assert (due.node, due.due_on) == ("mend_center", fresh(review).mend_by)
    assert act(client, cast.manager, "mend_center", mended="").status_code == 422
    sent = {"mended": "已补足", "evidence": [pdf()]}
    assert act(client, cast.manager, "mend_center", **sent).status_code == 302
    again = {"decision": "again", "reason": "仍缺一人"}
    assert act(client, cast.officer, "check_mending", **again).status_code == 422
    again["mend_by"] = clock.today() + timedelta(days=9)
    assert act(client, cast.officer, "check_mending", **again).status_code == 302
    act(client, cast.manager, "mend_center", mended="已到岗")
    client.force_login(cast.officer)
    due = Due.objects.open().get(node="check_mending")
    assert client.get(reverse("task", args=[due.task_id])).status_code == 200
    sent = {"decision": "cured", "reason": "整改到位"}
    assert act(client, cast.officer, "check_mending", **sent).status_code == 302
    assert fresh(held).state == DesignationState.DESIGNATED
    assert fresh(review).state == ReviewState.CURED
    assert client.get(reverse("center_review", args=[review.pk])).status_code == 200


def test_a_withdrawal_waits_for_the_booked_and_then_ends_bookability(
    client, cast, held
):
    case = Journey(cast).booking
    review = failing(client, cast, held)
    act(client, cast.manager, "mend_center", mended="无法整改")
    sent = {"decision": "withdraw", "reason": "长期不达标", "withdrawn_on":
            clock.today(), "successor": cast.other_center.pk}  # fmt: skip
    answer = act(client, cast.officer, "check_mending", **sent)
    assert answer.status_code == 422
    assert "1项诊断" in words_of(answer)
    assert answer.context["left"].cases == [case]
    slots = Slot.objects.filter(center=cast.center)
    assert slots.filter(is_closed=False).exists()  # nothing was closed
    engine.cancel_case(booking=case, by=cast.manager, at=clock.now(), reason="转")
    past = {**sent, "withdrawn_on": clock.today() - timedelta(days=1)}
    assert act(client, cast.officer, "check_mending", **past).status_code == 422
    assert act(client, cast.officer, "check_mending", **sent).status_code == 302
    assert fresh(review).state == ReviewState.WITHDRAWN
    assert fresh(held).state == DesignationState.WITHDRAWN
    assert not Slot.objects.bookable(clock.now()).filter(center=cast.center).exists()
    public = Center.objects.public(clock.today())
    assert not public.filter(pk=cast.center.pk).exists()
    assert fresh(cast.company.district).served_by == cast.other_center
    assert not Due.objects.open().filter(yearlyreview=review).exists()
    plan_center(fresh(cast.center), at=clock.now() + timedelta(days=7))
    assert not slots.filter(is_closed=False, on__gte=clock.today()).exists()
    client.force_login(cast.officer)
    assert client.get(reverse("designation", args=[held.pk])).status_code == 200


def test_the_list_asks_the_same_for_one_and_for_thirty(client, cast, held):
    client.force_login(cast.officer)
    url = reverse("designations")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for n in range(30):
        center = make_center(f"c{n}", f"第{n}", 30 + n)
        facts = {"center": center, "district": center.district, "state": "designated"}
        Designation.objects.create(
            checklist=held.checklist, nurtured_at=clock.now(),
            designated_on=clock.today(), **facts,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(url).context["rows"]) == 25
    assert len(few) == len(many)


def test_a_decision_on_a_center_waits_until_it_is_published(way, cast):
    way.apply()
    way.forward()
    way.appoint()
    way.judge()
    officer, url = cast.officer, reverse("designation_decisions")
    sent = {
        "to": "completing",
        "points": ["area"],
        "reason": "面积不足",
        "prepare": "1",
    }
    assert way.do(officer, "decide_designation", **sent).url == url
    assert fresh(way.row).state == DesignationState.DECIDING
    for person in (way.manager, cast.district_officer):
        way.client.force_login(fresh(person))
        assert "面积不足" not in way.client.get(way.url).text
        assert way.client.get(url).status_code == 404
    way.client.force_login(officer)
    assert way.client.get(reverse("designations")).context["pending"] == 1
    row = Prepared.objects.get()
    chosen = {"decision": f"{row.due.task_id}-{row.version}"}
    (line,) = way.client.get(url, chosen).context["lines"]
    assert (line.told[0].people, line.score) == ([way.manager.name], 90)
    assert way.client.post(url, chosen).status_code == 302
    row = fresh(way.row)
    assert (row.state, row.asked) == (DesignationState.COMPLETING, ["area"])

"""A complaint of a firm: filed, answered or not, decided, or taken back."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.choices import ComplaintState
from complaints.models import Complaint, Evidence
from foundation import clock
from foundation.audit.models import Entry
from foundation.json_files import read_json
from foundation.models import work_calendar
from foundation.notices.models import Message
from foundation.uploads import actions as uploads
from foundation.uploads.models import Upload
from ratings.evaluation import evaluate
from ratings.figures import figures_of
from ratings.models import Scheme
from tests.journey import Journey
from workflows import deadlines, engine
from workflows.models import Due, Enquiry
from workflows.start_complaint import begin_complaint, take_complaint_back

pytestmark = pytest.mark.usefixtures("jobs_inline")
SCHEMES = Path(__file__).parent.parent.parent / "ratings/data/schemes.json"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


@pytest.fixture
def journey(cast, django_capture_on_commit_callbacks):
    """A case with the insiders' provider."""
    with django_capture_on_commit_callbacks(execute=True):
        made = Journey(cast)
    made.confirm()
    if made.booking.provider_id != cast.provider.pk:
        cast.provider, cast.other_provider = cast.other_provider, cast.provider
        for role in ("coordinator", "consultant"):
            mine, other = cast.people[role], cast.people[f"other_{role}"]
            cast.people[role], cast.people[f"other_{role}"] = other, mine
    return made


@pytest.fixture
def booking(journey):
    return journey.booking


@pytest.fixture(autouse=True)
def files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def sent(**more):
    return {"key": str(uuid4()), "topic": "charging", "text": "收了三千元", **more}


def picture(name="收据.png"):
    return SimpleUploadedFile(name, PNG)


def file(client, cast, booking, **more):
    client.force_login(cast.firm)
    answer = client.post(reverse("complain", args=[booking.number]), sent(**more))
    assert answer.status_code == 302
    return Complaint.objects.latest("pk")


def task(node):
    return reverse("task", args=[Due.objects.open().get(node=node).task_id])


def answered(client, cast, text="系误会，已退还"):
    client.force_login(cast.coordinator)
    done = client.post(task("answer_complaint"), {"text": text, "evidence": picture()})
    assert done.status_code == 302


def decided(client, cast, **facts):
    client.force_login(cast.officer)
    done = client.post(task("decide_complaint"), {"reasons": "有收据为证", **facts})
    assert done.status_code == 302


def told(event):
    return {message.to.pk for message in Message.objects.filter(event=event, to__gt=0)}


def test_a_complaint_is_filed_answered_and_upheld_through_the_pages(
    client, cast, booking
):
    client.force_login(cast.firm)
    page = client.get(reverse("case", args=[booking.number]))
    assert reverse("complain", args=[booking.number]) in page.content.decode()
    row = file(client, cast, booking, evidence=[picture(), picture("合同.png")])
    assert row.number == f"TS2026-{row.pk:05d}"
    assert [one.original_name for one in row.evidence.all()] == ["收据.png", "合同.png"]
    assert cast.manager.pk in told("complaint_filed")
    assert told("answer_complaint") == {cast.coordinator.pk}
    due = Due.objects.open().get(complaint=row)
    assert due.due_on == work_calendar().add(clock.today(), 5)
    client.force_login(cast.coordinator)
    page = client.get(task("answer_complaint"))
    assert "收了三千元" in page.content.decode()
    assert client.post(task("answer_complaint"), {"text": ""}).status_code == 422
    answered(client, cast)
    assert told("complaint_answered") == {cast.firm.pk}
    assert told("decide_complaint") == {cast.officer.pk}
    client.force_login(cast.officer)
    short = client.post(task("decide_complaint"), {"decision": "uphold"})
    assert short.status_code == 422
    assert set(short.context["form"].errors) == {"consequence", "reasons"}
    decided(client, cast, decision="uphold", consequence="counted")
    row.refresh_from_db()
    assert (row.state, row.veto, row.decided_by) == ("upheld", "", cast.officer)
    assert {cast.firm.pk, cast.coordinator.pk} <= told("complaint_decided")
    assert not Due.objects.open().filter(complaint=row).exists()
    year = clock.today().year
    kept = figures_of(booking.provider or cast.provider, year)["complaints"]
    assert kept == [{"number": row.number, "case": booking.number, "veto": ""}]
    client.force_login(cast.firm)
    page = client.get(reverse("complaint", args=[row.pk])).content.decode()
    assert "系误会" in page
    assert "有收据为证" in page
    timeline = client.get(reverse("case", args=[booking.number])).context["events"]
    assert [one.icon for one in timeline[:3]] == [
        "gavel",
        "message-square-reply",
        "message-square-warning",
    ]


def test_a_veto_is_kept_with_its_ground_and_shown_with_the_provider(
    client, cast, booking
):
    row = file(client, cast, booking)
    answered(client, cast)
    decided(client, cast, decision="uphold", consequence="charging")
    row.refresh_from_db()
    assert row.veto == "charging"
    page = client.get(reverse("provider", args=[row.provider_id]))
    assert [one["complaint"] for one in page.context["complaints"]] == [row]


def test_a_complaint_that_is_not_upheld_counts_nowhere(client, cast, booking):
    row = file(client, cast, booking)
    answered(client, cast)
    decided(client, cast, decision="reject", consequence="charging")
    row.refresh_from_db()
    assert (row.state, row.veto) == ("rejected", "")
    assert figures_of(row.provider, clock.today().year)["complaints"] == []


def test_the_same_form_sent_twice_makes_one_complaint(client, cast, booking):
    form = sent()
    url = reverse("complain", args=[booking.number])
    client.force_login(cast.firm)
    first, again = client.post(url, form), client.post(url, form)
    assert first.url == again.url
    assert Complaint.objects.count() == 1
    assert Due.objects.filter(node="answer_complaint").count() == 1


def test_a_second_open_complaint_is_refused_with_the_way_to_the_first(
    client, cast, booking
):
    row = file(client, cast, booking)
    url = reverse("complain", args=[booking.number])
    page = client.post(url, sent(text="又来收钱", evidence=picture()))
    assert page.status_code == 422
    assert page.context["running"] == row
    assert page.context["form"]["text"].value() == "又来收钱"
    assert reverse("complaint", args=[row.pk]) in page.content.decode()
    assert Evidence.objects.count() == 0
    assert "提交投诉" not in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"topic": ""}, "topic"),
        ({"text": ""}, "text"),
        ({"evidence": [picture() for _n in range(6)]}, "evidence"),
        ({"evidence": SimpleUploadedFile("a.exe", b"MZ")}, "evidence"),
    ],
    ids=["no topic", "no words", "six files", "a program"],
)
def test_what_is_missing_or_unfit_is_said_beside_the_field(
    client, cast, booking, more, field
):
    client.force_login(cast.firm)
    page = client.post(reverse("complain", args=[booking.number]), sent(**more))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert Complaint.objects.count() == 0


def test_files_of_a_form_that_comes_back_are_kept_shown_and_sent_with_the_next_one(
    client, cast, booking, django_capture_on_commit_callbacks
):
    client.force_login(cast.firm)
    url = reverse("complain", args=[booking.number])
    back = client.post(url, sent(text="", evidence=[picture(), picture("合同.png")]))
    assert back.status_code == 422
    first, second = Upload.objects.all()
    page = back.content.decode()
    assert "已保留，尚未提交" in page
    assert f'name="evidence-kept" value="{first.pk}"' in page
    kept = {"evidence-kept": [first.pk, second.pk]}
    out = client.post(url, sent(text="", **kept, **{"evidence-out": second.pk}))
    assert out.status_code == 200
    assert not out.context["form"].errors
    assert Upload.objects.get() == first
    others = upload_of(cast.people["other_firm"])
    with django_capture_on_commit_callbacks(execute=True):
        keys = [first.pk, second.pk, others.pk, "x", 10**30]
        row = file(client, cast, booking, **{"evidence-kept": keys})
    paper = row.evidence.get()
    with paper.file.open() as stored:
        assert (paper.original_name, stored.read()) == ("收据.png", PNG)
    assert Upload.objects.get() == others  # nobody else's file is taken or lost
    assert not first.file.storage.exists(first.file.name)


def test_an_answer_keeps_its_files_as_well_and_the_unused_go_at_night(
    client, cast, booking
):
    file(client, cast, booking)
    client.force_login(cast.coordinator)
    url = task("answer_complaint")
    assert client.post(url, {"text": "", "evidence": picture()}).status_code == 422
    kept = Upload.objects.get()
    five = [picture() for _n in range(5)]
    more = {"text": "好", "evidence": five, "evidence-kept": kept.pk}
    assert client.post(url, more).status_code == 422  # six
    assert client.post(url, {"evidence-kept": kept.pk}).status_code == 422
    Upload.objects.exclude(pk=kept.pk).delete()
    later = clock.now() + timedelta(hours=23)
    assert uploads.sweep(at=later) == 0
    assert uploads.sweep(at=later + timedelta(hours=2)) == 1
    assert Upload.objects.count() == 0


def test_no_more_than_thirty_files_of_a_person_are_kept(cast):
    many = [picture() for _n in range(32)]
    assert len(uploads.keep(files=many, by=cast.firm, at=clock.now())) == 30
    program = SimpleUploadedFile("a.exe", b"MZ")
    assert uploads.keep(files=[program], by=cast.manager, at=clock.now()) == []


def upload_of(person):
    return uploads.keep(files=[picture()], by=person, at=clock.now())[0]


def test_before_a_provider_is_there_the_page_says_why_not(
    client, cast, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        case = Journey(cast).booking
    client.force_login(cast.firm)
    url = reverse("complain", args=[case.number])
    page = client.get(url)
    assert "指派服务商后方可投诉" in page.content.decode()
    assert client.post(url, sent()).status_code == 422


def test_sixty_days_after_the_end_of_the_case_it_is_too_late(client, cast, booking):
    engine.cancel_case(booking=booking, by=cast.firm, at=clock.now(), reason="停产")
    url = reverse("complain", args=[booking.number])
    client.force_login(cast.firm)
    with clock.set_to(clock.now() + timedelta(days=60)):
        assert "提交投诉" in client.get(url).content.decode()
    with clock.set_to(clock.now() + timedelta(days=61)):
        page = client.post(url, sent())
        assert page.status_code == 422
        assert "诊断结束后60天内可以投诉" in page.content.decode()


def test_a_cancelled_case_does_not_end_its_complaint(client, cast, booking):
    row = file(client, cast, booking)
    engine.cancel_case(booking=booking, by=cast.firm, at=clock.now(), reason="停产")
    answered(client, cast)
    decided(client, cast, decision="reject")
    row.refresh_from_db()
    assert row.state == ComplaintState.REJECTED


def test_taken_back_it_leaves_no_step_and_nobody_hears_of_it_again(
    client, cast, booking
):
    row = file(client, cast, booking)
    client.force_login(cast.firm)
    url = reverse("take_complaint_back", args=[row.pk])
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    row.refresh_from_db()
    assert row.state == ComplaintState.WITHDRAWN
    assert cast.coordinator.pk in told("complaint_withdrawn")
    assert cast.officer.pk not in told("complaint_withdrawn")
    assert not Due.objects.open().filter(complaint=row).exists()
    before = Message.objects.count()
    later = clock.now() + timedelta(days=40)
    deadlines.fire(at=later)
    assert Message.objects.filter(event__contains="complaint").count() <= before
    assert not Message.objects.filter(at=later, event__contains="complaint").exists()
    assert client.post(url).status_code == 302  # said in words: nothing is open
    assert row.process.__class__.objects.get(pk=row.process_id).finished is not None
    assert file(client, cast, booking).pk != row.pk  # another may be filed now


def test_taken_back_at_the_bureau_its_officers_hear_of_it(client, cast, booking):
    row = file(client, cast, booking)
    answered(client, cast)
    take_complaint_back(complaint=row, by=cast.firm, at=clock.now())
    assert cast.officer.pk in told("complaint_withdrawn")


def test_who_comes_too_late_is_told_what_happened_and_keeps_the_words(
    client, cast, booking
):
    row = file(client, cast, booking)
    url = task("answer_complaint")
    take_complaint_back(complaint=row, by=cast.firm, at=clock.now())
    client.force_login(cast.coordinator)
    page = client.post(url, {"text": "我们没有收钱"})
    assert page.status_code == 409
    assert "我们没有收钱" in page.content.decode()


def test_a_silent_provider_stops_nothing(client, cast, booking):
    row = file(client, cast, booking)
    due = Due.objects.open().get(complaint=row)
    url = task("answer_complaint")
    with clock.set_to(clock.now().replace(hour=4) + (due.escalate_on - clock.today())):
        client.force_login(cast.officer)
        page = client.get(url)
        assert page.context["may_go_on"] is False
        assert client.post(url, {}).status_code == 422
    with clock.set_to(
        clock.now() + (due.escalate_on - clock.today()) + timedelta(days=1)
    ):
        deadlines.fire(at=clock.now())
        late = Message.objects.filter(event="answer_complaint", at=clock.now())
        assert {cast.manager.pk, cast.officer.pk} <= {one.to_id for one in late}
        page = client.get(reverse("complaint", args=[row.pk]))
        assert page.context["may_go_on"] is True
        assert client.post(url, {}).status_code == 302
        decided(client, cast, decision="uphold", consequence="counted")
    row.refresh_from_db()
    assert (row.answer, row.state) == ("", "upheld")
    assert Entry.objects.filter(deed="complaints.go_on_unanswered").count() == 1


def test_the_bureau_can_ask_the_firm_while_its_clock_stands(client, cast, booking):
    row = file(client, cast, booking)
    answered(client, cast)
    client.force_login(cast.officer)
    due = Due.objects.open().get(complaint=row)
    url = reverse("ask", args=[due.task_id])
    assert url in client.get(reverse("complaint", args=[row.pk])).content.decode()
    asked = client.post(url, {"side": "company", "question": "有收据吗"})
    assert asked.status_code == 302
    question = Enquiry.objects.get()
    client.force_login(cast.firm)
    there = reverse("question", args=[question.pk])
    assert client.post(there, {"answer": "有"}).status_code == 302
    due.refresh_from_db()
    assert due.paused_at is None


def test_only_those_concerned_see_a_complaint_and_its_evidence(client, cast, booking):
    row = file(client, cast, booking, evidence=picture())
    pages = [
        reverse("complaint", args=[row.pk]),
        reverse("complaint_evidence", args=[row.evidence.get().pk]),
    ]
    may = {
        "firm", "coordinator", "consultant", "manager", "district_officer", "officer",
        "auditor",
    }  # fmt: skip
    for name, person in cast.people.items():
        client.force_login(person)
        wanted = 200 if name in may else 404
        for url in pages:
            answer = client.get(url)
            answer.close()
            assert answer.status_code == wanted, (name, url)
    back = reverse("take_complaint_back", args=[row.pk])
    for name in ("coordinator", "officer", "other_firm", "manager"):
        client.force_login(cast.people[name])
        assert client.post(back).status_code == 404


def test_those_who_only_look_are_sent_from_the_step_to_the_complaint(
    client, cast, booking
):
    row = file(client, cast, booking)
    for name in ("firm", "consultant", "manager"):
        client.force_login(cast.people[name])
        answer = client.get(task("answer_complaint"))
        assert answer.url == reverse("complaint", args=[row.pk])


def test_a_case_tells_its_complaints_to_those_who_may_read_them(client, cast, booking):
    row = file(client, cast, booking)
    url = reverse("case", args=[booking.number])
    client.force_login(cast.finance)
    page = client.get(url)
    assert page.context["complaints"] == []
    assert "message-square-warning" not in [one.icon for one in page.context["events"]]
    client.force_login(cast.manager)
    page = client.get(url)
    assert [one["complaint"] for one in page.context["complaints"]] == [row]
    assert page.context["may_complain"] is False


def test_the_evaluation_opens_down_to_the_complaints_behind_c1(client, cast, booking):
    row = file(client, cast, booking)
    answered(client, cast)
    decided(client, cast, decision="uphold", consequence="charging")
    body = {**read_json(SCHEMES)[1], "min_accepted": 0}
    scheme = Scheme.objects.create(
        slug="c1", name_zh="细则", valid_from=clock.today(), body=body
    )
    made = evaluate(
        provider=row.provider, year=clock.today().year, scheme=scheme, at=clock.now()
    )
    assert (made.grade, made.unrated_reason) == ("D", "vetoed")
    page = client.get(reverse("evaluation", args=[made.pk]))
    assert [one["row"] for one in page.context["complaints"]] == [row]
    words = page.content.decode()
    assert "投诉成立并适用一票否决" in words
    assert "10 − 3 × 1起成立的投诉 − 2 × 0次临时取消 = 7分" in words
    client.force_login(cast.finance)  # may not read complaints: the number alone
    page = client.get(reverse("evaluation", args=[made.pk]))
    assert [one["row"] for one in page.context["complaints"]] == [None]
    assert row.number in page.content.decode()


def test_the_step_stands_in_inbox_and_deadlines_and_can_be_urged(client, cast, booking):
    row = file(client, cast, booking)
    due = Due.objects.open().get(complaint=row)
    client.force_login(cast.coordinator)
    assert row.number in client.get(reverse("inbox")).content.decode()
    client.force_login(cast.manager)
    assert row.number in client.get(reverse("deadlines")).content.decode()
    client.post(reverse("urge", args=[due.task_id]))
    due.refresh_from_db()
    assert due.urged_at is not None


def many(cast, booking, count):
    for _n in range(count):
        row = begin_complaint(
            booking=booking, topic="late", text="迟到", files=[], key=uuid4(),
            by=cast.firm, at=clock.now(),
        )  # fmt: skip
        take_complaint_back(complaint=row, by=cast.firm, at=clock.now())


@pytest.mark.parametrize("name", ["officer", "firm", "coordinator", "manager"])
def test_the_list_costs_the_same_for_one_row_and_for_many(client, cast, booking, name):
    client.force_login(cast.people[name])

    def queries():
        client.get(reverse("complaints"))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("complaints")).status_code == 200
        return len(seen)

    many(cast, booking, 1)
    few = queries()
    many(cast, booking, 29)
    assert queries() == few


def test_the_list_is_filtered_by_words_state_and_provider_and_exported(
    client, cast, booking
):
    many(cast, booking, 1)
    row = file(client, cast, booking)
    client.force_login(cast.officer)
    url = reverse("complaints")

    def found(**asked):
        return [one["complaint"] for one in client.get(url, asked).context["rows"]]

    assert found(state="answering") == [row]
    assert found(q=row.number) == [row]
    assert len(found(provider=row.provider_id)) == 2
    assert len(found(q=booking.number)) == 2
    assert found(state="upheld") == []
    lines = client.get(url, {"format": "csv"}).content.decode().splitlines()
    assert len(lines) == 3
    client.force_login(cast.other_firm)
    assert found() == []

"""What a complaint refuses, and what it leaves behind when it does."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError

from complaints.actions import (
    answer_complaint,
    decide_complaint,
    file_complaint,
    go_on_unanswered,
    last_day_to_complain,
    why_not,
    withdraw_complaint,
)
from complaints.choices import ComplaintState
from complaints.models import Complaint, Evidence
from foundation.audit.models import Entry
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from foundation.notices.models import Message
from tests.factories.cases import accepted_case, moment
from tests.journey import fresh

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
AT = moment(date(2026, 4, 7))


@pytest.fixture
def stored(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return lambda: [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.fixture
def case(cast):
    return accepted_case(cast, cast.provider)


def paper(name="a.png", content=PNG):
    return ContentFile(content, name=name)


def file(case, cast, *, at=AT, files=(), key=None, then=lambda _row: None):
    return file_complaint(
        booking=case, topic="quality", text="照抄", files=files, key=key or uuid4(),
        by=cast.firm, at=at, then=then,
    )  # fmt: skip


def test_a_complaint_gets_a_number_and_is_written_down(case, cast, stored):
    row = file(case, cast, files=[paper(), paper("b.pdf", b"%PDF-1.7")])
    assert (row.number, str(row)) == (f"TS2026-{row.pk:05d}", row.number)
    assert [one.kind for one in row.evidence.all()] == ["png", "pdf"]
    assert {one.side for one in row.evidence.all()} == {"company"}
    assert len(stored()) == 2
    entry = Entry.objects.get(deed="complaints.file")
    assert entry.after == {"complaint": row.number, "about": "quality", "files": 2}


def test_the_same_key_gives_the_complaint_of_the_first_time(case, cast):
    key = uuid4()
    assert file(case, cast, key=key) == file(case, cast, key=key)


def test_the_same_form_sent_again_after_the_end_files_nothing_new(case, cast):
    key = uuid4()
    row = file(case, cast, key=key)
    withdraw_complaint(complaint=row, by=cast.firm, at=AT)
    assert file(case, cast, key=key) == row


def test_one_is_open_at_a_time_and_a_refused_one_leaves_no_file(case, cast, stored):
    file(case, cast)
    with pytest.raises(Refused, match="正在处理中"):
        file(case, cast, files=[paper()])
    assert (Complaint.objects.count(), stored()) == (1, [])


def test_the_database_itself_refuses_a_second_open_one(case, cast):
    row = file(case, cast)
    row.pk, row.number, row.form_key = None, "x", uuid4()
    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([paper() for _n in range(6)], "最多上传5个文件"),
        ([paper(), paper("c.exe", b"MZ")], "请选择图片"),
    ],
)
def test_unfit_evidence_files_nothing(case, cast, stored, files, why):
    with pytest.raises(Refused, match=why):
        file(case, cast, files=files)
    assert (Complaint.objects.count(), Evidence.objects.count()) == (0, 0)
    assert stored() == []


def test_what_fails_afterwards_leaves_no_bytes(case, cast, stored):
    def fails(_row):
        raise Refused("no")

    with pytest.raises(Refused):
        file(case, cast, files=[paper()], then=fails)
    assert (Complaint.objects.count(), stored()) == (0, [])


def test_without_a_provider_and_long_after_the_end_it_is_refused(case, cast):
    case.ended_at = AT
    assert last_day_to_complain(case) == local_day(AT) + timedelta(days=60)
    assert why_not(case, on=local_day(AT) + timedelta(days=60)) == ""
    late = AT + timedelta(days=61)
    with pytest.raises(Refused, match="诊断结束后60天内"):
        file(case, cast, at=late)
    case.provider = None
    with pytest.raises(Refused, match="指派服务商后"):
        file(case, cast)


def test_an_answer_that_lost_the_race_keeps_no_file(case, cast, stored):
    row = file(case, cast)
    other = fresh(row)
    withdraw_complaint(complaint=row, by=cast.firm, at=AT)
    with pytest.raises(LostRace):
        answer_complaint(
            complaint=other, text="没有", files=[paper()], by=cast.coordinator, at=AT
        )
    assert stored() == []


def test_the_bureau_waits_until_the_last_day_is_over(case, cast):
    row = file(case, cast)
    last = local_day(AT)
    with pytest.raises(Refused, match="仍在答复期内"):
        go_on_unanswered(complaint=row, waited_until=last, by=cast.officer, at=AT)
    later = AT + timedelta(days=1)
    go_on_unanswered(complaint=row, waited_until=last, by=cast.officer, at=later)
    assert (row.state, row.went_on_at, row.answered_at) == ("deciding", later, None)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"reasons": " "}, "请写明理由"),
        ({"upheld": False, "veto": "fraud"}, "投诉成立才能"),
        ({"veto": "rudeness"}, "投诉成立才能"),
    ],
)
def test_a_decision_needs_reasons_and_a_ground_that_there_is(case, cast, facts, why):
    row = file(case, cast)
    answer_complaint(complaint=row, text="无", files=[], by=cast.coordinator, at=AT)
    said = {"upheld": True, "veto": "", "reasons": "属实", **facts}
    with pytest.raises(Refused, match=why):
        decide_complaint(complaint=row, by=cast.officer, at=AT, **said)
    assert fresh(row).state == ComplaintState.DECIDING


def test_a_decided_complaint_is_not_taken_back(case, cast):
    row = file(case, cast)
    answer_complaint(complaint=row, text="无", files=[], by=cast.coordinator, at=AT)
    other = fresh(row)
    decide_complaint(
        complaint=row, upheld=True, veto="fraud", reasons="属实", by=cast.officer, at=AT
    )
    told = Message.objects.count()
    with pytest.raises(LostRace):
        withdraw_complaint(complaint=other, by=cast.firm, at=AT)
    assert (fresh(row).veto, Message.objects.count()) == ("fraud", told)
    entry = Entry.objects.get(deed="complaints.decide")
    assert (entry.before, entry.after["veto"]) == ({"state": "deciding"}, "fraud")

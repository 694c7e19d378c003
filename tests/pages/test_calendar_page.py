"""The bureau enters a new year's holiday notice as a file."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.models import WorkdayException, WorkdayYear, work_calendar

HEAD = "year,day,kind,name_zh\n"
NOTICE = HEAD + "2027,2027-01-01,off,元旦\n2027,2027-01-03,work,元旦\n"


@pytest.fixture
def officer(cast, client):
    client.force_login(cast.officer)
    return client


def send(client, content: bytes | str, **more):
    if isinstance(content, bytes):
        more["file"] = SimpleUploadedFile("2027.csv", content)
    else:
        more["text"] = content
    return client.post("/calendar/", {"source": "2027 年通知", **more})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_year_s_notice_is_a_file(officer, encoding):
    assert send(officer, NOTICE.encode(encoding)).status_code == 302
    calendar = work_calendar()
    assert calendar.is_workday(date(2027, 1, 3))
    assert not calendar.is_workday(date(2027, 1, 1))
    assert 2027 in calendar.years


def test_entering_a_year_again_replaces_it(officer):
    send(officer, NOTICE)
    send(officer, HEAD + "2027,2027-01-04,off,元旦\n")
    days = WorkdayException.objects.filter(year__year=2027)
    assert [row.day for row in days] == [date(2027, 1, 4)]


def test_every_wrong_line_is_named_and_nothing_is_entered_or_lost(officer):
    wrong = NOTICE + "2027,2027-13-01,off,x\n2027,2027-05-01,maybe,x\n"
    answer = send(officer, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 4 行：day：“2027-13-01”不是 2026-09-24 这样的日期" in page
    assert "第 5 行：kind：“maybe”既不是 off 也不是 work" in page
    assert not WorkdayYear.objects.filter(year=2027).exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x81", b"x" * 100_001, ""])
def test_what_is_no_notice_is_refused_with_a_sentence(officer, content):
    assert send(officer, content).status_code == 422


def test_nobody_else_enters_holidays(cast, client):
    for who in (cast.manager, cast.firm, cast.auditor):
        client.force_login(who)
        assert client.get("/calendar/").status_code == 404

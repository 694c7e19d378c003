"""The bureau enters a new year's holiday notice as a file."""

from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bookings.models import Slot
from centers.models import ExtraHours
from foundation.models import WorkdayException, WorkdayYear, work_calendar
from foundation.notices.models import Message
from tests.journey import fresh

HEAD = "year,day,kind,name_zh\n"
NOTICE_2026 = HEAD + "2026,2026-10-01,off,国庆节\n"
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


def test_a_notice_that_comes_late_closes_its_days_and_tells_whom_it_touches(
    cast, client, monday, jobs_inline
):
    slot = cast.slot(5)
    client.force_login(cast.firm)
    client.post("/book/", {"slot": slot.pk, "truthful": "on"})
    Message.objects.all().delete()
    client.force_login(cast.officer)
    late = f"2026,{slot.on},off,临时放假\n"
    page = client.post(
        "/calendar/", {"source": "补充通知", "text": HEAD + late}, follow=True
    ).content.decode()
    assert "已关闭 4 个号源，其中已有 1 个预约" in page  # two centers
    assert cast.center.name in page[page.index("放假日上的预约") :]
    assert fresh(slot).is_closed
    assert not Slot.objects.bookable(monday).filter(on=slot.on).exists()
    told = Message.objects.filter(event="bookings.closed")
    people = (cast.firm, cast.manager, cast.other_manager)
    assert sorted(row.to.pk for row in told) == sorted(one.pk for one in people)
    entered = client.post("/calendar/", {"source": "更正", "text": NOTICE_2026})
    assert entered.status_code == 302
    assert not fresh(slot).is_closed
    assert Slot.objects.bookable(monday).filter(on=slot.on).exists()


def test_extra_hours_on_a_new_day_off_stay_open(cast, officer, monday):
    slot = cast.slot(5)
    ExtraHours.objects.create(
        service=slot.service,
        first_on=slot.on,
        last_on=slot.on,
        opens=time(9),
        closes=time(11, 30),
        capacity=1,
        reason="加班",
    )
    send(officer, HEAD + f"2026,{slot.on},off,临时放假\n")
    assert not fresh(slot).is_closed


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x81", b"x" * 100_001, ""])
def test_what_is_no_notice_is_refused_with_a_sentence(officer, content):
    assert send(officer, content).status_code == 422


def test_nobody_else_enters_holidays(cast, client):
    for who in (cast.manager, cast.firm, cast.auditor):
        client.force_login(who)
        assert client.get("/calendar/").status_code == 404

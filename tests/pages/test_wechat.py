"""In WeChat's own browser nothing needs a file, a printer or a second window."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from bookings.actions import cancel_appointment
from bookings.actions.telling import CHANGE, link_to
from face.files import Paper
from foundation import clock
from tests.factories.appointments import clinic, free, made
from tests.journey import Journey, fresh
from tests.pages.test_appointment_pages import WECHAT

FILES = re.compile(r'href="[^"]*(?:format=(?:csv|xlsx|json)|\.ics|\.bpmn)|data-print')
OPEN_ELSEWHERE = "右上角“···”"


def read(client, url, agent):
    answer = client.get(url, headers={"user-agent": agent})
    assert answer.status_code == 200
    return answer.content.decode()


def offers_files_but_in_wechat(client, url):
    """How the page reads there: where the file can be had, and no link to it."""
    assert FILES.search(read(client, url, "Mozilla/5.0"))
    said = read(client, url, WECHAT)
    assert not FILES.search(said), url
    return said


@pytest.mark.parametrize(
    "name",
    ["cases", "appointments", "today", "targets", "send_in_list", "flows", "fairness",
     "center_waits", "deadlines", "complaints", "target_progress"],
)  # fmt: skip
def test_a_list_of_the_center_says_where_its_file_can_be_had(client, cast, name):
    client.force_login(cast.manager)
    assert OPEN_ELSEWHERE in offers_files_but_in_wechat(client, reverse(name))


def test_a_report_says_where_it_can_be_printed(
    client, cast, jobs_inline, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        walk = Journey(cast)
    for step in (walk.confirm, walk.respond, walk.visit, walk.assess, walk.report):
        step()
    walk.review()
    client.force_login(cast.firm)
    said = offers_files_but_in_wechat(
        client, reverse("report", args=[walk.booking.number])
    )
    assert "微信中不能打印" in said


def test_a_cancelled_booking_leaves_the_calendar_by_a_link_to_copy(client, cast):
    clinic(cast)
    row = made(cast, free(cast)[5])
    cancel_appointment(appointment=row, reason="已解决", by=cast.firm, at=clock.now())
    said = offers_files_but_in_wechat(client, link_to(CHANGE, fresh(row)))
    (copied,) = re.findall(r'data-copy="http://testserver(/[^"]*.ics)"', said)
    assert "METHOD:CANCEL" in Client().get(copied).content.decode()


def test_a_pdf_says_how_it_is_opened_and_a_picture_needs_no_words(rf):
    request = rf.get("/", headers={"user-agent": WECHAT})
    drawn = {
        kind: render_to_string(
            "parts/papers.html",
            {"papers": [Paper(url="/x/", name="证据", kind=kind)]},
            request=request,
        )
        for kind in ("pdf", "png")
    }
    assert OPEN_ELSEWHERE in drawn["pdf"]
    assert OPEN_ELSEWHERE not in drawn["png"]


def test_a_form_whose_page_is_out_of_date_is_refused_in_our_words(cast):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sign-in/", {"login": "1"}, headers={"user-agent": WECHAT})
    assert answer.status_code == 403
    said = answer.content.decode()
    assert '<html lang="zh-hans">' in said
    assert "请重新打开页面" in said

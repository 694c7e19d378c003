"""Whoever reads what is sensitive stands in the audit log, with what was asked for."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.actions import submit_licence
from accounts.models import User
from complaints.models import Evidence
from desks.deeds import DEEDS
from desks.log import entry_row
from diagnoses.models import VisitPhoto
from foundation import clock
from foundation.attachments import attach
from foundation.audit.models import Entry
from tests.journey import Journey, fresh
from workflows.start_complaint import begin_complaint

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


def png(name="a.png"):
    return SimpleUploadedFile(name, PNG, "image/png")


@pytest.fixture
def journey(cast, jobs_inline, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = Journey(cast)
    made.confirm()
    made.respond()
    made.visit()
    return made


def read(client, who, url, **asked):
    """Open it, and return the last entry of the log that is this person's."""
    client.force_login(fresh(who))
    answer = client.get(url, asked)
    assert answer.status_code == 200
    answer.close()
    return Entry.objects.filter(actor=who).latest("pk")


def said(entry):
    return entry.deed, entry.object_name, entry.after


def test_files_of_others_are_not_looked_at_unseen(client, cast, journey):
    case, at = journey.booking, clock.now()
    complaint = begin_complaint(
        booking=case, topic="charging", text="收了三千元", files=[png()],
        key=uuid4(), by=fresh(cast.firm), at=at,
    )  # fmt: skip
    photo = VisitPhoto(visit=case.diagnosis.visits.get())
    attach(photo, png(), by=cast.manager, at=at)
    newcomer = User.objects.create_user("13511112222", None, name="新人")
    licence = submit_licence(
        company=cast.company, picture=png(), by=newcomer, at=at
    )  # fmt: skip
    for name, row, deed, about, who in (
        ("complaint_evidence", Evidence.objects.get(), "complaints.read_evidence",
         complaint, cast.officer),
        ("visit_photo", photo, "diagnoses.see_photo", case, cast.auditor),
        ("licence_picture", licence, "accounts.read_licence", licence, cast.manager),
    ):  # fmt: skip
        entry = read(client, who, reverse(name, args=[row.pk]))
        assert said(entry) == (deed, str(about), {})


@pytest.mark.parametrize(
    ("who", "url", "asked", "deed", "kept"),
    [
        (
            "manager",
            "/appointments/",
            {"format": "csv"},
            "bookings.export_appointments",
            {},
        ),
        (
            "manager",
            "/waiting-list/center/",
            {"format": "csv"},
            "bookings.export_list",
            {},
        ),
        (
            "coordinator",
            "/consultants/",
            {"format": "csv"},
            "providers.export_consultants",
            {},
        ),
        ("officer", "/outbox/", {}, "notices.read", {}),
        (
            "officer",
            "/audit/",
            {"person": "manager"},
            "audit.search",
            {"person": "manager"},
        ),
        (
            "officer",
            "/cases/",
            {"format": "csv", "q": "甲"},
            "bookings.export",
            {"q": "甲"},
        ),
        ("officer", "/complaints/", {"format": "csv"}, "complaints.export", {}),
        ("officer", "/deadlines/", {"format": "csv"}, "workflows.export", {}),
    ],
)
def test_lists_taken_away_and_searches_are_written_down(
    client, cast, who, url, asked, deed, kept
):
    entry = read(client, getattr(cast, who), url, **asked)
    assert said(entry) == (deed, "", {"filter": kept} if kept else {})
    row = entry_row(entry)
    assert row["deed"] == str(DEEDS[deed]) != deed
    assert [change["after"] for change in row["changes"]] == [
        f"{key}: {value}" for key, value in kept.items()
    ]

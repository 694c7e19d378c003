"""A center from nurturing to its designation, its years, and the end of it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Membership, User
from centers.models import Center
from designations.choices import DesignationState, ReviewState
from designations.models import Designation, Paper, YearlyReview
from foundation import clock
from foundation.models import work_calendar
from foundation.notices.models import Message
from tests.journey import fresh
from workflows.models import Due

PHONE = "13900001111"
CANDIDATE = {
    "name_zh": "金坛数字化转型促进中心", "name_en": "Jintan center", "slug": "jintan",
    "address_zh": "华城路 1 号", "phone": "0519-80000009",
    "manager_name": "何静", "manager_phone": PHONE,
}  # fmt: skip
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
        sent = {**CANDIDATE, "district": cast.center.district.pk}
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
            sent = {**scores, "area_remark": "层高足够", "opinion": "同意", "untied": "on"}
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

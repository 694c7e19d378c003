"""How many of a service may be booked in a campaign: set, seen, and used up."""

import pytest
from django.urls import reverse

from bookings.actions import book_appointment
from bookings.models import Appointment
from campaigns.choices import CampaignState
from campaigns.models import Campaign
from foundation import clock
from foundation.audit.models import Entry
from tests.cast import make_company
from tests.factories.appointments import clinic, free, made
from tests.journey import fresh
from tests.pages.reading import page, queries
from tests.pages.test_slot_pages import hours

USED_UP = "2026 年度该服务的名额已用完"


@pytest.fixture
def service(cast):
    """Advice at the center, of which one may be booked in a campaign."""
    return clinic(cast, per_campaign=1)


@pytest.fixture
def booked(cast, service):
    """The one place is used."""
    company = make_company("先到", cast.center.district, 90)
    at = clock.now()
    return book_appointment(company=company, slot=free(cast)[0], by=cast.manager, at=at)


def text(answer):
    return answer.content.decode()


def test_the_manager_sets_it_and_reads_how_much_is_used_also_below_that(
    client, cast, service
):
    made(cast, free(cast)[0])
    url = reverse("service", args=[service.pk])
    client.force_login(cast.manager)
    terms = hours((0, "09:00", "11:30", 2), minutes=30, served_by="nobody")
    assert "2026 年度已用 1 个，共 1 个：有预约取消" in text(client.get(url))
    client.post(url, {**terms, "per_campaign": 3})
    assert fresh(service).per_campaign == 3
    entry = Entry.objects.filter(deed="centers.manage_services").latest("pk")
    kept = (entry.before["per_campaign"], entry.after["per_campaign"])
    assert kept == (1, 3)
    assert "2026 年度已用 1 个，共 3 个。" in text(client.get(url))
    assert client.post(url, {**terms, "per_campaign": 0}).status_code == 422
    client.post(url, {**terms, "per_campaign": ""})
    assert fresh(service).per_campaign is None
    assert "不填即不限。2026 年度已预约 1 个。" in text(client.get(url))


def test_a_diagnosis_has_none_its_district_has_its_quota(client, cast):
    visit = cast.center.services.get(kind="visit")
    said = page(client, cast.manager, "service", visit.pk)
    assert "per_campaign" not in said.context["form"].fields


def test_the_list_of_services_shows_what_is_used_for_any_number_of_them(
    client, cast, service, booked
):
    said = text(page(client, cast.manager, "services"))
    assert "2026 年已预约" in said
    assert "1 / 1<small>已用完</small>" in said
    url = reverse("services")
    few = queries(client, cast.manager, url)
    for kind in ("policy", "tour", "training"):
        cast.center.services.create(kind=kind, per_campaign=5)
    assert queries(client, cast.manager, url) == few


def test_without_an_open_campaign_the_pages_speak_of_none(client, cast, service):
    Campaign.objects.update(state=CampaignState.CLOSED)
    assert "年已预约" not in text(page(client, cast.manager, "services"))
    assert "不填即不限。" in text(page(client, cast.manager, "service", service.pk))


def test_the_picker_says_it_before_anything_is_typed_and_keeps_what_was(
    client, cast, service
):
    slot = free(cast)[1]
    assert USED_UP not in text(page(client, cast.firm, "book", service="clinic"))
    made(cast, free(cast)[0], company=make_company("先到", cast.center.district, 90))
    empty = page(client, cast.firm, "book", service="clinic")
    assert (USED_UP in text(empty), empty.context["month"]) == (True, [])
    assert f"{reverse('join_list')}?service=clinic" in text(empty)
    sent = {"service": "clinic", "slot": slot.pk, "needs": "排产太慢"}
    answer = client.post(reverse("book"), sent)
    assert answer.status_code == 422
    assert f"{USED_UP}。请等待下一批次" in text(answer)
    assert "排产太慢" in text(answer)
    assert f"{USED_UP}。请" in text(client.post(reverse("hold"), sent))
    assert Appointment.objects.count() == 1


def test_the_interface_lists_times_as_long_as_the_open_campaign_has_a_place(
    client, cast, service
):
    def listed():
        answer = client.get(f"/api/centers/{cast.center.slug}/slots/?service=clinic")
        return len(answer.json())

    all_of_them = listed()
    made(cast, free(cast)[0], company=make_company("先到", cast.center.district, 90))
    assert (all_of_them > 0, listed()) == (True, 0)
    service.per_campaign = None
    service.save()
    assert listed() == all_of_them
    service.per_campaign = 1
    service.save()
    Campaign.objects.update(state=CampaignState.CLOSED)
    assert listed() == all_of_them


def test_the_center_that_books_by_phone_is_told_the_same(client, cast, booked):
    client.force_login(cast.manager)
    slot = free(cast)[1]
    url = f"/phone/{cast.company.pk}/"
    said = text(client.get(url, {"service": "clinic"}))
    assert (USED_UP in said, reverse("join_list") in said) == (True, False)
    answer = client.post(url, {"service": "clinic", "slot": slot.pk, "needs": "排产"})
    assert (answer.status_code, f"{USED_UP}。请" in text(answer)) == (422, True)


def test_the_bureau_sees_what_is_used_of_limited_services_per_center(
    client, cast, booked
):
    for who, shown in (
        (cast.officer, True), (cast.district_officer, True),
        (cast.other_district_officer, False),
    ):  # fmt: skip
        said = text(page(client, who, "campaign"))
        assert ("各中心限额服务" in said) == shown
    assert "<b>1</b> / 1" in text(page(client, cast.officer, "campaign"))

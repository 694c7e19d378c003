"""A person's calendar in the person's own program."""

from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse

from bookings.actions import cancel_appointment, feed_of, renew_feed
from bookings.agenda import agenda_of
from bookings.models import Appointment, Booking, CalendarFeed
from foundation import clock
from foundation.errors import Refused
from tests.factories.appointments import clinic, free, made
from tests.journey import Journey, fresh
from tests.pages.reading import page, queries


@pytest.fixture
def journey(cast, jobs_inline, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made_one = Journey(cast, slot=cast.slot(10))
    for step in ("confirm", "respond"):
        with django_capture_on_commit_callbacks(execute=True):
            getattr(made_one, step)()
    clinic(cast)
    made(cast, free(cast)[5])
    return made_one


def address(client, who, do="renew"):
    client.force_login(who)
    client.post(reverse("my_calendar"), {"do": do})
    feed = feed_of(fresh(who))
    client.logout()
    return reverse("feed", args=[feed.token]) if feed else ""


def uids(answer):
    calendar = icalendar.Calendar.from_ical(answer.content)
    return {str(e["UID"]).removesuffix("@wenzhen") for e in calendar.walk("VEVENT")}


def test_each_role_reads_exactly_what_it_may_see(client, cast, journey):
    both = set(Booking.objects.values_list("number", flat=True))
    both |= set(Appointment.objects.values_list("number", flat=True))
    case = {journey.booking.number}
    coordinator = journey.coordinator()
    other = cast.other_coordinator if coordinator == cast.coordinator else (
        cast.coordinator
    )  # fmt: skip
    lead = journey.booking.diagnosis.team.get().consultant.memberships.get().user
    for who, seen in (
        (cast.firm, both), (cast.manager, both), (coordinator, case), (lead, case),
        (cast.other_firm, set()), (cast.other_manager, set()), (other, set()),
    ):  # fmt: skip
        answer = client.get(address(client, who))
        assert answer.status_code == 200
        assert uids(answer) == seen
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"


def test_a_consultant_reads_only_the_visits_it_goes_to(client, cast, journey):
    mine = journey.booking.diagnosis.team.get().consultant
    other = mine.provider.consultants.exclude(pk=mine.pk).get()
    member = mine.memberships.get()
    member.consultant = other
    member.save()
    assert uids(client.get(address(client, member.user))) == set()


@pytest.mark.parametrize("name", ["officer", "assessor", "finance", "auditor"])
def test_other_roles_have_no_calendar(client, cast, name):
    who = cast.people[name]
    with pytest.raises(Refused):
        renew_feed(by=who, at=clock.now())
    assert 'id="calendar"' not in page(client, who, "me").content.decode()
    client.force_login(who)
    assert client.post(reverse("my_calendar"), {"do": "renew"}).status_code == 422
    assert CalendarFeed.objects.count() == 0


def test_what_is_unchanged_is_not_sent_again(client, cast, journey):
    url = address(client, cast.firm)
    first = client.get(url)
    for known in (
        {"If-None-Match": first["ETag"]},
        {"If-None-Match": f'W/{first["ETag"]}, "other"'},
        {"If-Modified-Since": first["Last-Modified"]},
    ):
        again = client.get(url, headers=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
    assert client.get(url, headers={"If-None-Match": '"x"'}).status_code == 200
    assert client.get(url, headers={"If-Modified-Since": "junk"}).status_code == 200


def test_a_change_is_sent_under_a_new_tag_and_date(client, cast, journey):
    url = address(client, cast.firm)
    first = client.get(url)
    row = Appointment.objects.get()
    cancel_appointment(appointment=row, by=cast.firm, at=clock.now(), reason="忙")
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        answer = client.get(
            url,
            headers={
                "If-None-Match": first["ETag"],
                "If-Modified-Since": first["Last-Modified"],
            },
        )
        assert answer.status_code == 200
        assert uids(answer) == {journey.booking.number}
        since = {"If-Modified-Since": first["Last-Modified"]}
        assert client.get(url, headers=since).status_code == 200


def test_head_answers_without_a_body(client, cast, journey):
    answer = client.head(address(client, cast.firm))
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["ETag"]
    assert client.post(address(client, cast.firm)).status_code == 405


def test_renewed_or_revoked_the_old_address_opens_nothing(client, cast, journey):
    first = address(client, cast.firm)
    second = address(client, cast.firm)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert address(client, cast.firm, "revoke") == ""
    assert client.get(second).status_code == 404
    assert address(client, cast.firm, "revoke") == ""


def test_an_unknown_token_is_404(client, db):
    assert client.get("/feeds/x.ics").status_code == 404
    assert client.head("/feeds/x.ics").status_code == 404


def test_who_has_left_the_firm_or_the_product_reads_nothing(client, cast, journey):
    url = address(client, cast.firm)
    cast.firm.memberships.update(ends_on=clock.today())
    assert client.get(url).status_code == 404
    cast.firm.memberships.update(ends_on=None)
    cast.firm.is_active = False
    cast.firm.save()
    assert client.get(url).status_code == 404


def test_the_me_page_shows_the_address_and_offers_to_renew_and_revoke(
    client, cast, journey
):
    assert "feeds/" not in page(client, cast.firm, "me").content.decode()
    url = address(client, cast.firm)
    said = page(client, cast.firm, "me").content.decode()
    assert url in said
    assert 'value="revoke"' in said


def test_it_costs_the_same_for_one_row_and_for_thirty(client, cast, journey):
    url = address(client, cast.firm)
    before = queries(client, None, url)
    for n, slot in enumerate(free(cast)[6:36]):
        Appointment.objects.create(
            number=f"YY-{n}", slot=slot, company=cast.company, contact_name="王强",
            contact_phone="13900000000", booked_at=clock.now(), booked_by=cast.firm,
        )  # fmt: skip
    assert queries(client, None, url) == before


def test_what_is_long_past_leaves_the_calendar(cast, journey):
    late = clock.now() + timedelta(days=90)
    assert agenda_of(cast.firm, at=late) == []

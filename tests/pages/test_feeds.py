"""A person's calendar in the person's own program."""

from datetime import timedelta

import icalendar
import pytest
from django.urls import reverse

from bookings.actions import cancel_appointment, feed_of, renew_feed
from bookings.agenda import agenda_of
from bookings.models import Appointment, Booking, CalendarFeed
from campaigns.models import Campaign
from designations.models import Checklist, Designation, Sheet
from desks.views_me import CALENDAR_WORDS
from foundation import clock
from foundation.access.roles import Role
from foundation.errors import Refused
from ratings.models import Evaluation, Scheme
from subsidies.models import Award, Period, PublicNotice, Rule
from tests.factories.appointments import clinic, free, made
from tests.journey import Journey, fresh, open_due
from tests.pages.reading import page, queries
from workflows.dues import start_clock
from workflows.enquiries import ask
from workflows.models import Due


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
    """The numbers of the booked times."""
    calendar = icalendar.Calendar.from_ical(answer.content)
    found = (str(e["UID"]).removesuffix("@wenzhen") for e in calendar.walk("VEVENT"))
    return {uid for uid in found if not uid.startswith("step-")}


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


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_calendar_and_reads_what_is_in_it(client, cast, role):
    who = cast.people["firm" if role == Role.COMPANY else role]
    said = page(client, who, "me").content.decode()
    assert 'id="calendar"' in said
    assert str(CALENDAR_WORDS[role]) in said
    assert client.get(address(client, who)).status_code == 200


def test_who_has_no_role_has_no_calendar(client, cast):
    cast.assessor.memberships.update(ends_on=clock.today())
    nobody = fresh(cast.assessor)
    assert 'id="calendar"' not in page(client, nobody, "me").content.decode()
    assert client.post(reverse("my_calendar"), {"do": "renew"}).status_code == 422
    with pytest.raises(Refused):
        renew_feed(by=nobody, at=clock.now())
    assert CalendarFeed.objects.count() == 0


def entries(answer):
    """What the calendar shows, by what comes before @ in the UID."""
    calendar = icalendar.Calendar.from_ical(answer.content)
    found = calendar.walk("VEVENT")
    return {str(e["UID"]).removesuffix("@wenzhen"): e for e in found}


def test_steps_stand_on_the_day_they_are_due_until_they_are_done(client, cast, journey):
    due = open_due(journey.booking, "visit")
    coordinator = journey.coordinator()
    url = address(client, coordinator)
    first = client.get(url)
    entry = entries(first)[f"step-{due.pk}"]
    assert entry.decoded("DTSTART") == due.due_on
    assert entry.decoded("DTEND") == due.due_on + timedelta(days=1)
    assert (entry["SEQUENCE"], entry["TRANSP"]) == (0, "TRANSPARENT")
    assert entry["URL"].endswith(reverse("task", args=[due.task_id]))
    assert cast.company.name in entry["SUMMARY"]
    at = clock.now()
    ask(due=due, side="company", question="能提前吗？", by=coordinator, at=at)
    with clock.set_to(at + timedelta(days=2)):
        start_clock(due, clock.now())
        again = client.get(url, headers={"If-None-Match": first["ETag"]})
    moved = entries(again)[f"step-{due.pk}"]
    assert moved["SEQUENCE"] == 2
    assert moved.decoded("DTSTART") == fresh(due).due_on > due.due_on
    assert f"step-{due.pk}" not in entries(client.get(address(client, cast.firm)))
    journey.visit()
    assert f"step-{due.pk}" not in entries(client.get(url))


def test_an_assessor_reads_due_days_and_neither_firm_nor_provider(
    client, cast, jobs_inline, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        journey = Journey(cast, slot=cast.slot(10))
    with django_capture_on_commit_callbacks(execute=True):
        journey.to_rating()
    due = Due.objects.open().get(booking=journey.booking, assessor=cast.assessor)
    answer = client.get(address(client, cast.assessor))
    (entry,) = entries(answer).values()
    assert entry["UID"] == f"step-{due.pk}@wenzhen"
    assert entry.decoded("DTSTART") == due.due_on
    text = icalendar.Calendar.from_ical(answer.content).to_ical().decode()
    for hidden in (
        cast.company.name,
        cast.provider.name,
        cast.other_provider.name,
        journey.booking.number,
        cast.company.credit_code,
    ):
        assert hidden not in text.replace("\r\n ", "")
    other = entries(client.get(address(client, cast.people["second_assessor"])))
    assert f"step-{due.pk}" not in other


def test_the_bureau_reads_last_days_of_notices_and_of_the_campaign(client, cast):
    campaign = Campaign.objects.first()
    today = clock.today()
    period = Period.objects.create(
        year=2025, scheme=Scheme.objects.first(), rule=Rule.objects.first(),
        budget_fen=1, opened_at=clock.now(), opened_by=cast.officer,
    )  # fmt: skip
    evaluation = Evaluation.objects.create(
        year=2025, provider=cast.provider, scheme=period.scheme, accepted=5,
        figures={}, at=clock.now(),
    )  # fmt: skip
    award = Award.objects.create(
        period=period, provider=cast.provider, evaluation=evaluation,
        uncapped_fen=1, capped_fen=1, award_fen=1,
    )  # fmt: skip
    notice = PublicNotice.objects.create(
        award=award, official_url="https://example.test/1", published_on=today,
        ends_on=today + timedelta(days=7), award_fen=1, by=cast.officer,
    )  # fmt: skip
    for name in ("officer", "finance", "auditor", "coordinator"):
        found = entries(client.get(address(client, cast.people[name])))
        entry = found[f"award-notice-{notice.pk}"]
        assert entry.decoded("DTSTART") == notice.ends_on
        assert cast.provider.name in entry["SUMMARY"]
        assert entry["URL"].endswith(reverse("award", args=[award.pk]))
        ends = found.get(f"campaign-end-{campaign.pk}")
        assert (ends is None) == (name == "coordinator")
        assert ends is None or ends.decoded("DTSTART") == (
            campaign.ends_on - timedelta(days=1)
        )
    for name in ("other_coordinator", "manager", "assessor", "firm"):
        found = entries(client.get(address(client, cast.people[name])))
        assert f"award-notice-{notice.pk}" not in found


def test_an_expert_s_site_visit_is_in_the_calendars_of_all_who_go(client, cast):
    day = clock.today() + timedelta(days=9)
    row = Designation.objects.create(
        center=cast.center, district=cast.center.district, visit_on=day, round=2,
        checklist=Checklist.objects.first(), nurtured_at=clock.now(),
    )  # fmt: skip
    Sheet.objects.create(
        designation=row, round=2, assessor=cast.assessor, visit_on=day,
        opened_at=clock.now(),
    )  # fmt: skip
    for name in ("manager", "district_officer", "officer", "auditor", "assessor"):
        found = entries(client.get(address(client, cast.people[name])))
        (entry,) = (e for key, e in found.items() if key.startswith("designation"))
        assert entry.decoded("DTSTART") == day
        assert cast.center.name in entry["SUMMARY"]
    for name in ("other_manager", "finance", "coordinator"):
        found = entries(client.get(address(client, cast.people[name])))
        assert not [key for key in found if key.startswith("designation")]


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

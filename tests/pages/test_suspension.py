"""A provider gets no new jobs: what becomes of its open ones, and the way back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from admissions.actions import remove_from_pool
from assignments.candidates import candidates_for
from assignments.choices import ProposalState
from bookings.choices import Stage
from bookings.models import Booking
from bookings.workforce import consultants
from diagnoses.models import TeamMember
from foundation import clock
from foundation.audit.models import Entry
from foundation.errors import LostRace, Refused
from foundation.notices.models import Message
from providers.actions import lift_suspension, suspend
from providers.models import Suspension
from tests.journey import Journey, fresh, open_due
from workflows import suspending
from workflows.models import Due


@pytest.fixture
def journey(cast, jobs_inline, django_capture_on_commit_callbacks):
    """A case with a proposed provider."""
    with django_capture_on_commit_callbacks(execute=True):
        made = Journey(cast)
    made.booking.refresh_from_db()
    return made


def proposed(case):
    """The provider that the open proposal names."""
    row = case.proposals.filter(state=ProposalState.OPEN).first()
    return row.provider if row else None


def post(client, cast, name, provider, **data):
    client.force_login(cast.officer)
    return client.post(reverse(name, args=[provider.pk]), data, follow=True)


def suspended(cast, provider, starts_on=None, reason="限期整改"):
    return suspend(
        provider=provider, starts_on=starts_on or clock.today(), reason=reason,
        by=cast.officer, at=clock.now(),
    )  # fmt: skip


def taken_back(cast, row):
    barring = suspending.barring_of(row.provider)
    return suspending.take_jobs_back(
        provider=row.provider, barring=barring, by=cast.officer, at=clock.now()
    )


def test_a_visit_goes_to_another_provider_and_the_half_day_stays(client, cast, journey):
    journey.confirm()
    journey.respond()
    case = journey.booking
    old, slot, coordinator = case.provider, case.slot, journey.coordinator()
    Message.objects.all().delete()
    found = post(
        client, cast, "suspend_provider", old,
        starts_on=clock.today().isoformat(), reason="限期整改", back="on",
    )  # fmt: skip
    assert found.context["leaving"] == []
    case.refresh_from_db()
    assert (case.stage, case.provider, case.slot) == (Stage.CONFIRMING, None, slot)
    assert proposed(case) not in (None, old)
    assert TeamMember.objects.count() == 0
    assert Due.objects.get(node="visit").outcome == "returned"
    told = Message.objects.filter(to=coordinator).values_list("event", flat=True)
    assert sorted(told) == ["returned", "suspension"]
    assert Message.objects.filter(to=cast.manager, event="suspension").count() == 1
    entry = Entry.objects.get(deed="assignments.take_back_suspended")
    assert entry.after["reason"].endswith("限期整改")
    journey.confirm()  # the case goes on as any other
    assert journey.booking.provider != old


def test_what_has_been_visited_stays_with_its_provider(client, cast, journey):
    for step in ("confirm", "respond", "visit"):
        getattr(journey, step)()
    old = journey.booking.provider
    page = post(
        client, cast, "suspend_provider", old,
        starts_on=clock.today().isoformat(), reason="限期整改", back="on",
    )  # fmt: skip
    assert [job.leaves for job in page.context["jobs"]] == [False]
    assert fresh(journey.booking).provider == old
    open_due(journey.booking, "assess")


def test_an_open_proposal_is_renewed_or_the_firm_is_asked(cast, journey):
    case = journey.booking
    first = proposed(case)
    assert taken_back(cast, suspended(cast, first)) == [suspending.Outcome(case)]
    second = proposed(case)
    assert second not in (None, first)
    assert taken_back(cast, suspended(cast, second)) == [suspending.Outcome(case)]
    assert fresh(case).stage == Stage.RESCHEDULING
    open_due(case, "reschedule")


def test_a_job_that_cannot_be_taken_back_says_why_and_the_others_go(cast, journey):
    journey.confirm()
    row = suspended(cast, journey.booking.provider)
    Due.objects.filter(node="respond").update(done_at=clock.now())
    (outcome,) = taken_back(cast, row)
    assert (outcome.case, outcome.refused != "") == (journey.booking, True)
    assert fresh(journey.booking).stage == Stage.RESPONDING


def test_a_suspension_bars_from_its_day_on_and_not_before(cast, journey):
    case = journey.booking
    first = proposed(case)
    lead = first.consultants.first()
    day = case.slot.on
    row = suspended(cast, first, starts_on=day + timedelta(days=1))

    def barred():
        found = candidates_for(case, at=clock.now())
        return next(one.suspended for one in found if one.provider == first.pk)

    def away(on):
        people = consultants(case.center, on, on + timedelta(days=2))
        person = next(one for one in people if one.key == lead.pk)
        return person.away != ()

    assert (barred(), away(day - timedelta(days=2))) == (False, False)
    assert suspending.open_jobs(first, cast.officer, row.starts_on) == []
    Suspension.objects.update(starts_on=day)
    assert (barred(), away(day - timedelta(days=1))) == (True, True)


def test_a_removed_providers_visits_go_to_others_too(client, cast, journey):
    journey.confirm()
    old, case = journey.booking.provider, journey.booking
    day = case.slot.on
    remove_from_pool(
        provider=old, on=day, reason="弄虚作假", by=cast.officer, at=clock.now()
    )
    found = candidates_for(case, at=clock.now())
    assert next(one.suspended for one in found if one.provider == old.pk)
    post(client, cast, "take_suspended_back", old)
    case.refresh_from_db()
    assert (case.stage, proposed(case) != old) == (Stage.CONFIRMING, True)


def test_it_is_lifted_with_a_reason_and_kept(client, cast):
    provider = cast.provider
    row = suspended(cast, provider)
    assert provider not in type(provider).objects.in_pool(clock.today())
    page = post(client, cast, "lift_suspension", provider, reason="")
    assert page.status_code == 422
    post(client, cast, "lift_suspension", provider, reason="已整改")
    row.refresh_from_db()
    assert (row.ends_on, row.lifted_because) == (clock.today(), "已整改")
    assert provider in type(provider).objects.in_pool(clock.today())
    client.force_login(cast.officer)
    shown = client.get(reverse("suspend_provider", args=[provider.pk]))
    assert list(shown.context["earlier"]) == [row]
    facts = dict(client.get(reverse("provider", args=[provider.pk])).context["facts"])
    assert facts["暂停承接"].endswith("限期整改")


def test_one_announced_for_later_can_be_called_off(cast):
    later = clock.today() + timedelta(days=9)
    row = suspended(cast, cast.provider, starts_on=later)
    lift_suspension(
        provider=cast.provider, reason="误报", by=cast.officer, at=clock.now()
    )
    row.refresh_from_db()
    assert (row.starts_on, row.ends_on) == (later, later)
    assert not Suspension.objects.on(later).exists()


def test_what_cannot_be_is_refused_in_words(client, cast):
    provider = cast.provider
    with pytest.raises(Refused):
        suspended(cast, provider, reason=" ")
    with pytest.raises(Refused):
        suspended(cast, provider, starts_on=date(2020, 1, 1))
    with pytest.raises(Refused):
        lift_suspension(provider=provider, reason=" ", by=cast.officer, at=clock.now())
    with pytest.raises(LostRace):
        lift_suspension(
            provider=provider, reason="已整改", by=cast.officer, at=clock.now()
        )
    page = post(client, cast, "take_suspended_back", provider)
    assert "已不在暂停承接状态" in page.content.decode()
    suspended(cast, provider)
    with pytest.raises(LostRace):
        suspended(cast, provider)
    page = post(
        client, cast, "suspend_provider", provider,
        starts_on=clock.today().isoformat(), reason="再次",
    )  # fmt: skip
    assert (page.status_code, "再次" in page.content.decode()) == (409, False)


def test_open_jobs_cost_the_same_for_one_and_for_many(
    client, cast, journey, django_assert_max_num_queries
):
    journey.confirm()
    provider = journey.booking.provider
    client.force_login(cast.officer)
    url = reverse("suspend_provider", args=[provider.pk])
    with django_assert_max_num_queries(14):
        assert len(client.get(url).context["jobs"]) == 1
    copy = fresh(journey.booking)
    for n in range(30):
        copy.pk, copy.number = None, f"X{n}"
        copy.company, copy.stage, copy.factory = cast.company, "reporting", n + 2
        copy.save()
    assert Booking.objects.count() > 30
    with django_assert_max_num_queries(14):
        assert len(client.get(url).context["jobs"]) == 31

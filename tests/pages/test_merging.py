"""Two files of one firm become one, and two again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.choices import FirmRole
from accounts.models import Membership
from assignments.models import Conflict
from bookings import places
from bookings.actions import book
from bookings.choices import Stage
from bookings.models import Booking, Hold, Slot
from companies.models import Company, Merge
from foundation import clock
from foundation.audit.models import Entry
from foundation.errors import LostRace, Refused
from foundation.notices.models import Message
from tests.journey import Journey, fresh
from workflows import engine, merging
from workflows.models import Due


@pytest.fixture
def double(cast, jobs_inline, django_capture_on_commit_callbacks):
    """The firm's case, and a second file of the firm without one."""
    with django_capture_on_commit_callbacks(execute=True):
        return Journey(cast)


def booked_by_the_double(cast):
    """A diagnosis of the other file, whose factory stands in the same district."""
    firm = cast.other_company
    firm.district = cast.company.district
    firm.save()
    return book(company=firm, slot=cast.slot(1), by=cast.other_firm, at=clock.now())


def merge(cast, kept, dropped, reason="同一家企业"):
    return merging.merge(
        kept=fresh(kept), dropped=fresh(dropped), reason=reason, by=cast.officer,
        at=clock.now(),
    )  # fmt: skip


def test_everything_moves_and_the_code_leads_to_the_kept_file(client, cast, double):
    kept, dropped = cast.other_company, cast.company
    client.force_login(cast.officer)
    page = client.get(reverse("merge_firms", args=[kept.pk, dropped.pk]))
    assert {str(label): n for label, n in page.context["moves"]} == {
        "诊断单": 1,
        "人员": 1,
    }
    sent = client.post(page.wsgi_request.path, {"reason": "同一家企业"}, follow=True)
    assert "只有一份档案" in sent.content.decode()
    case = fresh(double.booking)
    assert case.company == kept
    assert set(Due.objects.filter(booking=case).values_list("company", flat=True)) == {
        kept.pk
    }
    assert Company.objects.of_code(dropped.credit_code) == kept
    assert dropped not in Company.objects.on_file()
    people = Membership.objects.filter(company=kept, ends_on=None)
    assert people.owners().count() == 1
    assert set(people.values_list("user", flat=True)) == {
        cast.firm.pk, cast.other_firm.pk
    }  # fmt: skip
    told = Message.objects.filter(event="companies.merge")
    assert set(told.values_list("to", flat=True)) == {
        cast.firm.pk, cast.other_firm.pk
    }  # fmt: skip
    entry = Entry.objects.get(deed="companies.merge")
    assert entry.before["credit_code"] == dropped.credit_code
    assert entry.after["moved"]["bookings.Booking"] == 1


def test_undone_each_has_its_own_again(client, cast, double):
    made = merge(cast, cast.other_company, cast.company)
    client.force_login(cast.officer)
    client.post(reverse("part_firms", args=[made.pk]))
    assert fresh(double.booking).company == cast.company
    owners = Membership.objects.owners().filter(
        company__in=[cast.company, cast.other_company]
    )
    assert owners.count() == 2
    assert fresh(cast.company).merged_into is None
    again = client.post(reverse("part_firms", args=[made.pk]), follow=True)
    assert "已经撤销过了" in again.content.decode()


def test_two_running_diagnoses_of_one_campaign_are_refused_by_name(
    client, cast, double
):
    other = booked_by_the_double(cast)
    client.force_login(cast.officer)
    url = reverse("merge_firms", args=[cast.company.pk, cast.other_company.pk])
    (reason,) = client.get(url).context["obstacles"]
    assert other.number in reason
    assert double.booking.number in reason
    page = client.post(url, {"reason": "同一家企业"})
    assert (page.status_code, reason in page.content.decode()) == (422, True)
    engine.cancel_case(
        booking=fresh(double.booking), by=cast.firm, at=clock.now(), reason="重复"
    )
    assert merge(cast, cast.company, cast.other_company).undone_at is None
    assert fresh(other).company == cast.company


def test_two_ended_ones_stay_side_by_side(cast, double):
    other = booked_by_the_double(cast)
    Booking.objects.update(stage=Stage.CLOSED)
    merge(cast, cast.company, cast.other_company)
    assert [fresh(double.booking).factory, fresh(other).factory] == [1, 2]


def test_what_the_kept_file_has_already_stays_behind(cast):
    for firm in (cast.company, cast.other_company):
        Conflict.objects.create(provider=cast.provider, company=firm)
    user = cast.other_firm
    Membership.objects.create(
        user=user, company=cast.company, role="company",
        firm_role=FirmRole.CONTACT, starts_on=clock.today() - timedelta(days=9),
    )  # fmt: skip
    merge(cast, cast.other_company, cast.company)
    assert Conflict.objects.filter(company=cast.other_company).count() == 1
    double = Membership.objects.get(user=user, firm_role=FirmRole.CONTACT)
    assert (double.company, double.ends_on) == (cast.other_company, clock.today())


def test_a_place_kept_for_a_form_is_free_again_and_an_offered_one_goes_along(
    cast, monday
):
    kept, dropped = cast.other_company, cast.company
    slot, offered = cast.slot(), cast.slot(1)
    places.hold(dropped, slot, at=monday)
    Slot.objects.filter(pk=offered.pk).update(taken=1)
    Hold.objects.create(
        company=dropped, slot=offered, until=monday + timedelta(hours=4), for_list=True
    )
    merge(cast, kept, dropped)
    assert (fresh(slot).taken, fresh(offered).taken) == (0, 1)
    hold = Hold.objects.get()
    assert (hold.company, hold.slot) == (kept, offered)


def test_what_cannot_be_is_refused_in_words(client, cast, double):
    with pytest.raises(Refused):
        merge(cast, cast.company, cast.company)
    with pytest.raises(Refused):
        merge(cast, cast.company, cast.other_company, reason=" ")
    made = merge(cast, cast.other_company, cast.company)
    with pytest.raises(LostRace):
        merge(cast, cast.other_company, cast.company)
    assert merging.obstacles(
        fresh(cast.company), fresh(cast.other_company), at=clock.now()
    ) == ["其中一份档案已并入其他档案。"]
    assert Merge.objects.get() == made


def test_files_that_look_alike_are_listed_and_two_codes_compared(client, cast):
    Company.objects.update(contact_phone="13900001111")
    client.force_login(cast.officer)
    page = client.get(reverse("doubles"))
    (group,) = page.context["page"].object_list
    assert {firm.pk for firm in group["firms"]} >= {
        cast.company.pk, cast.other_company.pk
    }  # fmt: skip
    assert "13900001111" not in page.content.decode()
    codes = {"keep": cast.company.credit_code, "drop": cast.other_company.credit_code}
    sent = client.get(reverse("doubles"), codes)
    assert sent.url == reverse(
        "merge_firms", args=[cast.company.pk, cast.other_company.pk]
    )
    wrong = client.get(reverse("doubles"), {**codes, "drop": "12"})
    assert wrong.status_code == 422
    client.force_login(cast.manager)
    assert client.get(reverse("doubles")).status_code == 404

"""The modes of an agreement: turns, lots, second bidding; ties; what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assignments.actions import (
    accept_job,
    bar_provider,
    confirm,
    confirm_as_proposed,
    declare_tie,
    enter_bid,
    find_clashes,
    find_provider,
    keep_provider,
    propose,
    say_facts,
    withdraw_tie,
)
from assignments.choices import ProposalState
from assignments.conflicts import ties_between, ties_of
from assignments.matching import Candidate, by_mode, mode_of, obstacle
from assignments.models import Bid, Clash, Conflict
from assignments.ties import mail_mark, name_mark, phone_mark
from bookings.actions import book
from bookings.choices import Stage
from bookings.models import Booking
from campaigns.models import Agreement
from companies.models import Company
from foundation.audit.models import Entry
from foundation.errors import LostRace, Refused
from foundation.notices.models import Message
from providers.models import Provider
from tests.cast import make_company
from tests.journey import fresh

FINE = {"in_district": True, "in_sector": True, "quota": 9, "load": 0, "free": (1,)}


def candidate(provider, mode, **facts):
    return Candidate(
        provider=provider, mode=mode, number=f"A{provider}", **{**FINE, **facts}
    )


def may(candidates):
    return [one.provider for one in by_mode(candidates) if not obstacle(one)]


def test_only_the_next_in_turn_may_take_a_case_of_the_rotation():
    rows = [candidate(n, "ROTATION", turn=turn) for n, turn in ((1, 2), (2, 1), (3, 1))]
    assert may(rows) == [2]
    assert may([replace(rows[0], turn=0), *rows[1:]]) == [1]


def test_who_may_not_take_the_case_is_passed_over_and_keeps_its_turn():
    rows = [candidate(1, "ROTATION", conflict=True), candidate(2, "ROTATION", turn=4)]
    assert may(rows) == [2]


def test_a_lot_is_never_crossed_even_where_its_holder_cannot_come():
    rows = [candidate(1, "LOT", free=()), candidate(2, "DIRECT", wished=True)]
    assert (mode_of(rows), may(rows)) == ("LOT", [])
    elsewhere = [candidate(1, "LOT", in_district=False), candidate(2, "DIRECT")]
    assert may(elsewhere) == [2]


def test_of_a_second_bidding_only_the_winner_may_take_the_case():
    rows = [candidate(1, "MINI_BID"), candidate(2, "MINI_BID", has_bid=True)]
    assert may(rows) == [2]


def set_mode(cast, mode):
    """Both providers of the cast serve the district under that mode."""
    Agreement.objects.update(mode=mode)


def booked(cast, monday, n=0, company=None):
    booking = book(
        company=company or make_company(f"新{n}", cast.center.district, 300 + n),
        slot=cast.slot(n), by=cast.firm, at=monday,
    )  # fmt: skip
    propose(booking=booking, found=find_provider(booking, at=monday), at=monday)
    return booking


def test_the_rotation_goes_round_while_proposals_are_still_open(cast, monday):
    set_mode(cast, "ROTATION")
    cases = [booked(cast, monday, n) for n in range(4)]
    proposed = [case.proposals.get().provider for case in cases]
    assert proposed == [cast.provider, cast.other_provider] * 2
    for case, provider in reversed(list(zip(cases, proposed, strict=True))):
        confirm(booking=case, provider=provider, by=cast.manager, at=monday)


def test_a_turn_is_not_overridden_whatever_the_reason(cast, monday):
    set_mode(cast, "ROTATION")
    case = booked(cast, monday)
    with pytest.raises(Refused):
        confirm(
            booking=case, provider=cast.other_provider, by=cast.manager, at=monday,
            reason="更近",
        )  # fmt: skip


def test_second_bidding_waits_for_its_result_and_gives_the_case_to_the_winner(
    cast, monday
):
    set_mode(cast, "MINI_BID")
    case = booked(cast, monday)
    assert (case.stage, case.proposals.get().provider) == (Stage.CONFIRMING, None)
    facts = {
        "booking": case, "number": "竞价〔2026〕3号", "reason": "报价最低",
        "by": cast.manager, "at": monday,
    }  # fmt: skip
    with pytest.raises(Refused):
        confirm(
            booking=case, provider=cast.provider, by=cast.manager, at=monday, reason="x"
        )
    with pytest.raises(Refused):
        enter_bid(provider=cast.provider, amounts={}, **facts)
    with pytest.raises(Refused):
        enter_bid(
            provider=cast.provider,
            amounts={cast.provider.pk: 1},
            **{**facts, "number": ""},
        )
    amounts = {cast.provider.pk: 700_000, cast.other_provider.pk: 760_000}
    enter_bid(provider=cast.provider, amounts=amounts, **facts)
    confirm(booking=case, provider=cast.provider, by=cast.manager, at=monday)
    assert case.proposals.get().state == ProposalState.CONFIRMED
    assert (str(Bid.objects.get()), fresh(case).provider) == (
        f"{case.number} {cast.provider}",
        cast.provider,
    )


def test_bids_are_entered_only_where_the_agreements_ask_for_them(cast, monday):
    case = booked(cast, monday)
    with pytest.raises(Refused):
        enter_bid(
            booking=case, provider=cast.provider, amounts={cast.provider.pk: 1},
            number="1", reason="x", by=cast.manager, at=monday,
        )  # fmt: skip


def test_what_was_seen_is_confirmed_or_nothing(cast, monday):
    case = booked(cast, monday)
    proposed = case.proposals.get().provider_id
    with pytest.raises(LostRace):
        confirm_as_proposed(booking=case, seen=proposed + 1, by=cast.manager, at=monday)
    confirm_as_proposed(booking=case, seen=proposed, by=cast.manager, at=monday)
    assert fresh(case).provider_id == proposed


def test_public_mail_ties_nobody_and_written_forms_do_not_matter():
    assert mail_mark("a@qq.com") == mail_mark("nobody") == []
    assert mail_mark("a@Firm.cn") == mail_mark("b@firm.cn")
    assert phone_mark("+86 139-0000-0001") == phone_mark("13900000001")
    assert name_mark("沈 一") == name_mark("沈一")


TIES = {
    "person": {"legal_person": "沈一鸣", "email": ""},
    "domain": {"legal_person": "", "email": "a@same.example"},
}


@pytest.mark.parametrize("kind", TIES)
def test_what_both_sides_say_of_themselves_ties_them(cast, monday, kind):
    say_facts(provider=cast.provider, by=cast.coordinator, at=monday, **TIES[kind])
    assert ties_of(cast.provider.pk, cast.company.pk, on=monday.date()) == []
    say_facts(company=cast.company, by=cast.firm, at=monday, **TIES[kind])
    assert ties_of(cast.provider.pk, cast.company.pk, on=monday.date()) == [kind]
    assert ties_of(cast.other_provider.pk, cast.company.pk, on=monday.date()) == []


def test_a_phone_a_person_or_the_same_code_ties_them(cast):
    phone = cast.provider.consultants.first().phone
    Company.objects.filter(pk=cast.company.pk).update(contact_phone=phone)
    member = cast.other_coordinator.memberships.get()
    member.pk, member.role, member.provider, member.company = (
        None, "company", None, cast.company,
    )  # fmt: skip
    member.ends_on = member.starts_on
    member.save()
    Provider.objects.filter(pk=cast.other_provider.pk).update(
        controller=cast.other_company.name
    )
    found = ties_between(
        [cast.provider.pk, cast.other_provider.pk],
        [cast.company.pk, cast.other_company.pk],
        on=date(2026, 3, 2),
    )
    assert found == {
        (cast.provider.pk, cast.company.pk): {"phone"},
        (cast.other_provider.pk, cast.company.pk): {"staff", "phone"},
        (cast.other_provider.pk, cast.other_company.pk): {"person"},
    }


def declared(cast, monday, provider, company, note="持股"):
    return declare_tie(
        provider=provider, company=company, kind="declared", note=note,
        side="provider", by=cast.coordinator, at=monday,
    )  # fmt: skip


def test_a_declared_tie_needs_words_and_is_kept_once(cast, monday):
    with pytest.raises(Refused):
        declared(cast, monday, cast.provider, cast.company, note=" ")
    declared(cast, monday, cast.provider, cast.company)
    with pytest.raises(Refused):
        declared(cast, monday, cast.provider, cast.company)
    assert Conflict.objects.count() == 1


def test_a_withdrawn_tie_holds_to_its_last_day_and_can_be_declared_again(cast, monday):
    tie = declared(cast, monday, cast.provider, cast.company)
    day, pair = monday.date(), (cast.provider.pk, cast.company.pk)
    facts = {"tie": tie, "by": cast.coordinator, "at": monday, "last_day": day}
    for bad in (
        {"reason": " ", "side": "provider"},
        {"reason": "股权已转让", "side": "company"},
        {"reason": "股权已转让", "side": "center", "last_day": day - timedelta(1)},
    ):
        with pytest.raises(Refused):
            withdraw_tie(**{**facts, **bad})
    withdraw_tie(**facts, reason="股权已转让", side="provider")
    assert ties_of(*pair, on=day) == ["declared"]
    assert ties_of(*pair, on=day + timedelta(1)) == []
    with pytest.raises(LostRace):
        withdraw_tie(**facts, reason="再撤一次", side="center")
    entry = Entry.objects.get(deed="assignments.withdraw_tie")
    assert entry.before == {"provider": cast.provider.name, "note": "持股"}
    assert (entry.after["until"], entry.after["reason"]) == (str(day), "股权已转让")
    declared(cast, monday, cast.provider, cast.company, note="又持股")
    assert ties_of(*pair, on=day + timedelta(1)) == ["declared"]


@pytest.fixture
def clash(cast, monday):
    """A case given away, then the tie comes to light at night."""
    case = booked(cast, monday, company=cast.company)
    confirm(
        booking=case, provider=case.proposals.get().provider, by=cast.manager, at=monday
    )
    assert find_clashes(at=monday) == 0
    declared(cast, monday, fresh(case).provider, cast.company)
    assert (find_clashes(at=monday), find_clashes(at=monday)) == (1, 0)
    return Clash.objects.get()


def test_a_tie_found_later_is_told_and_blocks_the_answer(cast, monday, clash):
    case = clash.booking
    assert clash.kinds == ["declared"]
    assert Message.objects.filter(event="conflict_found").get().to == cast.manager
    with pytest.raises(Refused):
        accept_job(
            booking=case, lead=case.provider.consultants.first(),
            by=cast.coordinator, at=monday,
        )  # fmt: skip


def test_before_the_visit_the_provider_goes_and_is_not_proposed_again(
    cast, monday, clash
):
    case, provider = clash.booking, clash.provider
    with pytest.raises(Refused):
        keep_provider(clash=clash, by=cast.manager, at=monday, reason="无人可换")
    with pytest.raises(Refused):
        bar_provider(booking=case, by=cast.manager, at=monday, reason="")
    bar_provider(booking=case, by=cast.manager, at=monday, reason="持股")
    assert fresh(clash).outcome == "replaced"
    assert {row["rule"] for row in find_provider(case, at=monday)["removed"]
            if row["provider"] == provider.pk} == {"conflict"}  # fmt: skip


def test_after_the_visit_it_is_kept_with_a_reason_and_not_found_again(
    cast, monday, clash
):
    Booking.objects.update(stage=Stage.REPORTING)
    clash = Clash.objects.get()
    with pytest.raises(Refused):
        bar_provider(booking=clash.booking, by=cast.manager, at=monday, reason="持股")
    with pytest.raises(Refused):
        keep_provider(clash=clash, by=cast.manager, at=monday, reason="")
    keep_provider(clash=clash, by=cast.manager, at=monday, reason="现场已完成")
    with pytest.raises(LostRace):
        keep_provider(clash=clash, by=cast.manager, at=monday, reason="再来")
    assert find_clashes(at=monday) == 0


def test_a_tie_that_is_gone_closes_its_row(monday, clash):
    Conflict.objects.all().delete()
    assert find_clashes(at=monday) == 0
    assert fresh(clash).outcome == "gone"

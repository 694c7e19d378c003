"""The audit log: appended, sealed in order, and any change is found."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils.translation import override

from bookings.choices import Stage
from desks.facts import fact_words
from desks.log import entry_row
from foundation.audit.actions import keep_root, record, seal, verify
from foundation.audit.models import Chain, Entry, Root
from tests.factories.cases import taken_case

pytestmark = pytest.mark.django_db


def fill(monday, count):
    for n in range(count):
        record(by=None, deed="tests.deed", at=monday, after={"n": n})


def test_sealed_entries_verify_and_the_unsealed_tail_is_counted(monday):
    fill(monday, 5)
    assert seal(3) == 3
    verdict = verify()
    assert (verdict.checked, verdict.unsealed, verdict.broken) == (3, 2, None)


def test_sealing_goes_on_where_it_stopped(monday):
    fill(monday, 5)
    assert [seal(2), seal(2), seal(2), seal(2)] == [2, 2, 1, 0]
    assert verify().checked == 5


def test_a_changed_entry_is_named(monday, forger):
    fill(monday, 4)
    seal()
    Entry.objects.filter(seq=3).update(after={"n": 99})
    verdict = verify()
    assert (verdict.checked, verdict.broken) == (2, 3)
    assert verdict.why == "changed after it was sealed"


def test_a_removed_entry_is_named(monday, forger):
    fill(monday, 4)
    seal()
    Entry.objects.filter(seq=2).delete()
    assert verify().broken == 2


def test_a_cut_off_end_is_noticed(monday, forger):
    fill(monday, 4)
    seal()
    Entry.objects.filter(seq=4).delete()
    assert verify().broken == 4


def test_a_relinked_entry_is_named(monday, forger):
    fill(monday, 3)
    seal()
    Entry.objects.filter(seq=2).update(previous="0" * 64)
    assert verify().why == "not linked to the one before"


def test_an_entry_is_neither_changed_nor_deleted_through_the_model(monday):
    entry = record(by=None, deed="tests.deed", at=monday)
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()
    assert Entry.objects.count() == 1


def test_an_entry_keeps_who_in_which_role_and_the_values_as_plain_text(cast, monday):
    entry = record(
        by=cast.manager,
        deed="tests.deed",
        at=monday,
        row=cast.company,
        before={"on": monday.date()},
    )
    assert (entry.actor, entry.actor_name, entry.role) == (
        cast.manager,
        "manager",
        "manager",
    )
    assert entry.object_type == "companies.Company"
    assert entry.before == {"on": "2026-03-02"}
    assert str(entry) == "2026-03-02 01:00 manager tests.deed"


def test_the_command_says_how_many_and_ends_with_one_when_broken(
    monday, capsys, forger
):
    fill(monday, 2)
    seal()
    call_command("audit_verify")
    assert capsys.readouterr().out.strip() == "2 checked, 0 unsealed"
    Entry.objects.filter(seq=1).update(deed="tests.other")
    with pytest.raises(SystemExit) as ended:
        call_command("audit_verify")
    assert ended.value.code == 1
    assert "broken at entry 1" in capsys.readouterr().err
    assert str(Chain.objects.get()) == "2"


def test_the_database_refuses_to_change_or_remove_what_is_sealed(monday):
    fill(monday, 2)
    seal()
    for deed in (
        lambda: Entry.objects.filter(seq=1).update(deed="tests.other"),
        lambda: Entry.objects.filter(seq=2).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    assert verify().checked == 2


def test_a_chain_rewritten_from_the_start_is_found_by_the_days_noted_roots(
    monday, forger
):
    fill(monday, 3)
    root = keep_root(monday.date())
    assert (root.seq, keep_root(monday.date())) == (3, None)
    fill(monday, 1)
    seal()
    assert verify().checked == 4
    Entry.objects.filter(seq=2).update(deed="tests.forged")
    Entry.objects.update(seq=None, previous="", seal="")
    Chain.objects.update(last_seq=0, last_seal="")
    seal()
    verdict = verify()
    assert verdict.broken == 3
    assert verdict.why == "not the seal that was noted at the day's end"


def test_entries_cut_off_before_a_noted_root_are_missing(monday, forger):
    fill(monday, 3)
    keep_root(monday.date())
    Entry.objects.filter(seq=3).delete()
    Chain.objects.update(last_seq=2)
    assert verify().why == "missing"
    assert str(Root.objects.get()).startswith("2026-03-02 3 ")


def test_a_row_that_has_moved_says_from_where_to_where_once(cast, monday):
    case = taken_case(cast, cast.provider, monday.date(), stage=Stage.TRIAGE)
    case.move_to(Stage.PROPOSING)
    case.move_to(Stage.CONFIRMING)
    said = record(by=None, deed="bookings.triage", at=monday, row=case,
                  before={"note": ""}, after={"note": "核实"})  # fmt: skip
    assert said.before == {"stage": "triage", "note": ""}
    assert said.after == {"stage": "confirming", "note": "核实"}
    with override("en"):
        shown = [(c["before"], c["after"]) for c in entry_row(said)["changes"]]
    assert shown[0] == ("Triage", "Center confirms the provider")
    again = record(by=None, deed="bookings.triage", at=monday, row=case)
    assert (again.before, again.after) == ({}, {})


def test_a_stage_is_told_in_the_words_of_its_own_kind():
    kinds = ("campaigns.Campaign", "bookings.WaitingOffer", "gone.Kind", "")
    with override("en"):
        told = [fact_words("state", "open", kind) for kind in kinds]
    assert told == ["Open for booking", "Waits for an answer", "open", "open"]

"""Rows of one deed are written together, their keys known before."""

from datetime import datetime
from unittest.mock import ANY

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.models import Process, Task

from centers.models import District
from foundation.audit.models import Entry
from foundation.postgresql.base import DatabaseWrapper
from foundation.prepared import Given, prepared, prepared_change
from foundation.together import NoneLeft, _fields, change, put, together, write
from workflows.flows.diagnosis import DiagnosisFlow


def district(code: str) -> District:
    return District(code=code, name_zh=code, order=1)


def codes() -> list[str]:
    return list(District.objects.order_by("pk").values_list("code", flat=True))


def test_outside_of_a_block_a_row_is_written_at_once(db):
    put(district("1"))
    put(district("2"), district("3"))
    put()
    assert codes() == ["1", "2", "3"]


def test_within_a_block_a_row_has_its_key_and_is_written_with_the_others(db):
    put(district("1"))
    with CaptureQueriesContext(connection) as caught, together(District, District):
        first, second = district("2"), district("3")
        put(first)
        put(second)
        second.name_zh = "what is said until it is written counts"
        assert first.pk
        assert second.pk == first.pk + 1
        assert asked(caught) == [ANY]  # the keys
        assert codes() == ["1"]
    assert codes() == ["1", "2", "3"]
    assert District.objects.get(pk=second.pk).name_zh == second.name_zh
    put(district("4"))
    assert District.objects.get(code="4").pk == second.pk + 1


def test_the_first_row_of_a_table_has_a_key_like_any_other(db):
    with together(Process, Task):
        process = Process(flow_class=DiagnosisFlow)
        task = Task(process=process, flow_task=DiagnosisFlow.start)  # keyless as yet
        put(process)
        put(task)
    assert Task.objects.get().process_id == process.pk == Process.objects.get().pk


def test_a_model_no_key_was_asked_for_gets_it_from_the_database(db, monday):
    with together():
        entry = Entry(at=monday, deed="x")
        put(entry)
        assert entry.pk is None
    assert Entry.objects.get().deed == "x"


def test_what_is_asked_for_in_between_is_written_before(db):
    with together(District):
        put(district("1"))
        write()
        assert codes() == ["1"]
        write()
    assert codes() == ["1"]


def test_nothing_is_written_where_the_block_fails(db):
    def fail():
        with together(District):
            put(district("1"))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    put(district("2"))
    assert codes() == ["2"]


def test_the_database_refuses_at_the_end_of_the_block(db):
    def twice():
        with together():
            put(district("1"))
            put(district("1"))

    with pytest.raises(IntegrityError):
        twice()


@prepared_change
def _one_earlier():
    return District.objects.filter(code=Given("code"), order__gt=0), {
        "order": F("order") - 1
    }


def asked(caught: CaptureQueriesContext) -> list[str]:
    texts = [query["sql"] for query in caught]
    return [text for text in texts if "SAVEPOINT" not in text]


def orders() -> list[int]:
    return list(District.objects.order_by("pk").values_list("order", flat=True))


def test_a_change_happens_with_the_rows_of_the_block(db):
    put(district("1"))
    with together(District):
        put(district("2"))
        change(_one_earlier, code="1")
        assert orders() == [1]
    assert codes() == ["1", "2"]
    assert orders() == [0, 1]


def test_where_a_change_finds_no_row_nothing_of_the_block_is_written(db):
    def one_too_many():
        with together(District):
            put(district("2"))
            change(_one_earlier, code="1")
            change(_one_earlier, code="2")

    put(district("1"))
    with pytest.raises(NoneLeft):
        one_too_many()
    assert codes() == ["1"]
    assert orders() == [1]


def test_outside_of_a_block_a_change_happens_at_once(db):
    put(district("1"))
    change(_one_earlier, code="1")
    with pytest.raises(NoneLeft):
        change(_one_earlier, code="1")
    assert orders() == [0]


@pytest.mark.parametrize("there", [connection, DatabaseWrapper({"OPTIONS": {}})])
@pytest.mark.parametrize(
    "model", apps.get_models(), ids=lambda model: model._meta.label
)
def test_what_is_not_asked_for_is_what_the_field_would_have_said(model, there, monday):
    samples = {int: 7, str: "7", bool: True, datetime: monday, type(None): None}
    for field, kept in _fields(model, True, there.vendor):
        for value in (samples[of] for of in kept):
            assert field.get_db_prep_save(value, there) == value


@prepared
def _order_of():
    return District.objects.filter(code=Given("code")).values_list("order")


def test_a_value_is_looked_up_while_its_row_is_written(db):
    put(District(code="1", name_zh="1", order=7))
    with CaptureQueriesContext(connection) as caught, together():
        put(District(code="2", name_zh="2", order=_order_of.later(code="1")))
        put(
            district("3"),
            District(code="4", name_zh="4", order=_order_of.later(code="1")),
        )
    assert asked(caught) == [ANY]
    put(District(code="5", name_zh="5", order=_order_of.later(code="1")))
    assert orders() == [7, 7, 1, 7, 7]

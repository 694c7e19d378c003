"""What a booking writes has no index that another one covers."""

import pytest
from django.db import connection
from django.db.models import UniqueConstraint

from bookings.models import Booking, Slot
from foundation.notices.models import Message


@pytest.mark.parametrize("model", [Booking, Slot, Message])
def test_no_column_has_an_index_that_begins_a_longer_one(model):
    whole = [index.fields for index in model._meta.indexes if index.condition is None]
    whole += [
        rule.fields
        for rule in model._meta.constraints
        if isinstance(rule, UniqueConstraint) and rule.condition is None
    ]
    begun = {fields[0].lstrip("-") for fields in whole if len(fields) > 1}
    own = {field.name for field in model._meta.concrete_fields if field.db_index}
    assert begun
    assert own & begun == set()


@pytest.mark.parametrize(
    ("table", "read"),
    [
        ("viewflow_process", {"id", "parent_task_id", "artifact_content_type_id"}),
        (
            "viewflow_task",
            {"id", "process_id", "owner_id", "status", "created", "scheduled"},
        ),
        ("viewflow_task_previous", {"id", "from_task_id", "to_task_id"}),
    ],
)
def test_what_every_step_writes_has_no_index_nobody_reads(db, table, read):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table).values()
    begun = [own["columns"][0] for own in found if own["index"] or own["unique"]]
    begun += [own["columns"][0] for own in found if own["primary_key"]]
    assert sorted(set(begun)) == sorted(read)
    assert len([name for name in begun if name != "id"]) == len(read - {"id"})

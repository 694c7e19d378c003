"""What a booking writes has no index that another one covers."""

import pytest
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

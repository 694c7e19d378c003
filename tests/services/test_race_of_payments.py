"""The last payments of a year at the same moment, on both databases."""

import pytest

from tests.services.servers import script

pytestmark = pytest.mark.services


def test_payments_at_the_same_moment_close_the_year_once_and_balance(city):
    answer = script(
        "race_pay.py", {"DJANGO_SETTINGS_MODULE": "config.settings", **city}
    )
    assert answer == {
        "ordered": {"won": 6},
        "paid": {"won": 6},
        "state": "closed",
        "left": 0,
        "broken": "",
    }

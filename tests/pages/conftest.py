"""A year being closed, for the pages that show it."""

import pytest

from foundation import clock
from tests.factories.years import JANUARY, Close, good_year


@pytest.fixture
def close(cast, jobs_inline, django_capture_on_commit_callbacks):
    """The cast's year, opened and evaluated; the clock stands in January."""
    good_year(cast)
    with clock.set_to(JANUARY):
        yield Close(cast, django_capture_on_commit_callbacks)


@pytest.fixture
def noticed(close):
    """The cast's year in public notice."""
    close.to_notice()
    return close

"""Pages of a list that may be long: counted only as far as anybody would turn pages."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property


class LongList(Paginator):
    """Counts one row more than `most`, so that a million cost what those cost.

    What lies beyond is found by the filter; the list says so.
    """

    most = 10_000

    @cached_property
    def count(self) -> int:
        """How many rows, at most one more than `most`."""
        rows: Any = self.object_list
        return int(rows.order_by()[: self.most + 1].count())

    @property
    def is_longer(self) -> bool:
        """Whether there are more rows than are counted."""
        return bool(self.count > self.most)

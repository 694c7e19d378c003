"""The lock every flow holds while a process moves."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.db import OperationalError, transaction
from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.models import Process

from foundation.prepared import Given, prepared


class RowLock:
    """A blocking row lock on the process (bounded by PostgreSQL's lock_timeout).

    On SQLite the transaction itself (BEGIN IMMEDIATE) is the lock.
    """

    def __call__(
        self, flow_class: Any, process_pk: int
    ) -> AbstractContextManager[None]:
        """A context in which nobody else moves the process."""
        return self._held(process_pk)

    @staticmethod
    @contextmanager
    def _held(process_pk: int) -> Iterator[None]:
        with transaction.atomic():
            try:
                found = _held_row.all(pk=process_pk)
            except OperationalError as error:
                raise FlowLockFailed(str(error)) from error
            if not found:
                raise FlowLockFailed(f"process {process_pk} is gone")
            yield


@prepared
def _held_row() -> Any:
    """The process's row, which nobody else gets before the transaction is over."""
    rows = Process.objects.select_for_update().filter(pk=Given("pk"))
    return rows.order_by().values_list("pk")


row_lock = RowLock()

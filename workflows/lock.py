"""The lock every flow holds while a process moves."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.db import OperationalError, transaction
from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.models import Process


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
                row = Process.objects.select_for_update().filter(pk=process_pk)
                found = list(row.values_list("pk"))
            except OperationalError as error:
                raise FlowLockFailed(str(error)) from error
            if not found:
                raise FlowLockFailed(f"process {process_pk} is gone")
            yield


row_lock = RowLock()

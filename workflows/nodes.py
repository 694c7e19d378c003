"""Our own nodes on Viewflow's public extension points."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from viewflow import this
from viewflow.workflow.activation import Activation, has_manage_permission
from viewflow.workflow.base import Edge, Node
from viewflow.workflow.exceptions import FlowRuntimeError
from viewflow.workflow.models import Task
from viewflow.workflow.nodes import (
    AbstractJob,
    AbstractJobActivation,
    Split,
    SplitActivation,
    StartHandle,
    View,
    ViewActivation,
)
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.signals import flow_started, task_finished, task_started
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from foundation import clock
from foundation.together import put, write
from workflows import dispatch, dues
from workflows.routes import StagedNext, StagedRoutes


class BeginActivation(StagedNext, StartHandleActivation):
    """The start of a process, which nobody else can see yet and so nobody locks."""

    @Activation.status.transition(source=STATUS.NEW)
    def execute(self) -> None:
        """Write the start down as done, with the flow's version; open what follows."""
        task_started.send(sender=self.flow_class, process=self.process, task=self.task)
        version = {"version": self.flow_class.version}
        self.process.data = {**self.process.data, **version}
        with transaction.atomic(savepoint=False):
            self.complete()
            flow_started.send(
                sender=self.flow_class, process=self.process, task=self.task
            )
            self.activate_next()

    @Activation.status.super()
    def complete(self) -> None:
        """The start has happened; whatever listens to finished tasks is told."""
        self.task.finished = clock.now()
        self.task.flow_task_type = self.flow_task.task_type
        put(self.task)
        task_finished.send(sender=self.flow_class, process=self.process, task=self.task)


class Begin(StagedRoutes, StartHandle):
    """`Begin(this.begin)`: started by code; `begin` saves the process and links it."""

    activation_class = BeginActivation


class HumanActivation(StagedNext, ViewActivation):
    """A human task: its Due row is born, and ends, with it."""

    @classmethod
    def create(
        cls,
        flow_task: Any,
        prev_activation: Any,
        token: Any,
        data: Any = None,
        seed: Any = None,
    ) -> Any:
        """Persist the task and its Due row, and tell the people who may do it."""
        write()  # whoever is told of the step is asked for by what it is about
        activation = super().create(flow_task, prev_activation, token, data, seed)
        dues.open_due(activation)
        return activation

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.ASSIGNED)
    def take(self, user: Any) -> None:
        """The person who does the step at once; saved with what ends it."""
        self.task.owner = user

    @Activation.status.transition(
        source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.ASSIGNED
    )
    def hand_over(self, user: Any) -> None:
        """Give the task to a person, whoever had it before."""
        self.task.owner = user
        self.task.save(update_fields=["owner", "status"])

    @Activation.status.transition(
        source=[STATUS.NEW, STATUS.ASSIGNED],
        target=STATUS.CANCELED,
        permission=has_manage_permission,
    )
    def cancel(self) -> None:
        """End the task without it having been done."""
        super().cancel.original()
        dues.drop_due(self.task)


class Human(StagedRoutes, View):
    """A step a person does on a page of ours; `deed` names its policy row.

    The days of its `term` (or of the one that `term_for(subject)` names) count from its
    opening, or from the later day that `not_before(subject)` names, before which the
    step cannot be done. A subject may know the day itself: `due_on(subject)`, None
    where it does not.
    """

    activation_class = HumanActivation

    def __init__(
        self,
        *,
        deed: str,
        title: str,
        term: str,
        icon: str = "circle",
        not_before: Callable[[Any], date] | None = None,
        term_for: Callable[[Any], str] | None = None,
        due_on: Callable[[Any], date | None] | None = None,
    ) -> None:
        super().__init__(view=None)
        self.deed, self.title_key, self.term, self.icon = deed, title, term, icon
        self.not_before, self.term_for, self.due_on = not_before, term_for, due_on
        self._owner_permission, self._owner_permission_obj = deed, None

    @property
    def task_title(self) -> str:
        """The step in the reader's words."""
        return gettext(self.title_key)

    @task_title.setter
    def task_title(self, value: str) -> None:
        """Viewflow sets a default from the docstring; the title given here stays."""


class JobActivation(StagedNext, AbstractJobActivation):
    """A background step. The committed task row is the outbox; a message is a hint."""

    @classmethod
    def create(
        cls,
        flow_task: Any,
        prev_activation: Any,
        token: Any,
        data: Any = None,
        seed: Any = None,
    ) -> Any:
        """Write the row as SCHEDULED; once it is committed, hint a worker."""
        task = flow_task.flow_class.task_class(
            process=prev_activation.process,
            flow_task=flow_task,
            flow_task_type=flow_task.task_type,
            token=token,
            status=STATUS.SCHEDULED,
            scheduled=clock.now(),
            data=data or {},
            seed=seed,
        )
        put(task)
        put(Task.previous.through(from_task=task, to_task=prev_activation.task))
        transaction.on_commit(lambda: dispatch.hint_soon(task.pk), robust=True)
        return cls(task)

    @Activation.status.transition(
        source=[STATUS.NEW, STATUS.SCHEDULED, STATUS.STARTED, STATUS.ERROR],
        target=STATUS.CANCELED,
        permission=has_manage_permission,
    )
    def cancel(self) -> None:
        """End the job; a late runner finds itself fenced off."""
        self.task.finished = clock.now()
        self.task.save()

    @Activation.status.transition(
        source=[STATUS.SCHEDULED, STATUS.STARTED, STATUS.ERROR], target=STATUS.STARTED
    )
    def claim(self, lease_seconds: float) -> int | None:
        """Take the job for `lease_seconds`; the number of this attempt (its fence).

        None while another holder's lease runs.
        """
        data = self.task.data or {}
        if time.time() < data.get("lease_until", 0):
            return None
        data["attempt"] = data.get("attempt", 0) + 1
        data["lease_until"] = time.time() + lease_seconds
        self.task.data = data
        self.task.started = clock.now()
        self.task.save(update_fields=["data", "status", "started"])
        attempt: int = data["attempt"]
        return attempt

    @Activation.status.transition(source=STATUS.ERROR, target=STATUS.SCHEDULED)
    def try_again(self) -> None:
        """A person has mended what was wrong: five more attempts."""
        kept = {"error": self.task.data.get("error", ""), "attempt": 0}
        self.task.data = {**self.task.data, **kept, "lease_until": 0}
        self.task.scheduled = clock.now()
        self.task.save(update_fields=["data", "status", "scheduled"])
        transaction.on_commit(lambda: dispatch.hint_soon(self.task.pk), robust=True)

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.ERROR)
    def give_up(self, why: str) -> None:
        """Mark the attempt failed; only the exception's class and words are kept."""
        self.task.data = {**self.task.data, "error": why[:500], "lease_until": 0}
        self.task.save(update_fields=["data", "status"])


class Job(StagedRoutes, AbstractJob):
    """`Job(find, apply=this.method)`.

    find(task) -> JSON: runs in a worker outside any lock, may run more than once;
    apply(activation, result): runs under the lock, in the transaction that completes
    the task, so its effect happens once.
    """

    activation_class = JobActivation
    task_type = "JOB"

    def __init__(
        self,
        find: Callable[[Any], Any],
        *,
        apply: Callable[[Any, Any], None],
        title: str,
    ) -> None:
        super().__init__()
        self.find, self.apply, self.title_key = find, apply, title

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self.find = this.resolve(instance, self.find)
        self.apply = this.resolve(instance, self.apply)

    @property
    def task_title(self) -> str:
        """The step in the reader's words."""
        return gettext(self.title_key)

    @task_title.setter
    def task_title(self, value: str) -> None:
        """Viewflow sets a default from the docstring; the title given here stays."""


class SplitOverActivation(SplitActivation):
    """Opens one branch per item."""

    @Activation.status.super()
    def activate(self) -> None:
        """Ask for the items; none is an error of the flow."""
        self.next_tasks = list(self.flow_task.items(self))
        if not self.next_tasks:
            raise FlowRuntimeError(f"nothing to split over in {self.flow_task.name}")

    @Activation.status.super()
    def create_next(self) -> Iterator[Any]:
        """One task of the branch node per item; the item is its data."""
        tokens = Token.split_token_source(self.task.token, self.task.pk)
        for item in self.next_tasks:
            yield self.flow_task.branch._create(
                prev_activation=self, token=next(tokens), data=item
            )


class SplitOver(Node):
    """`SplitOver(items).Next(branch)`: one parallel branch per item (a dict)."""

    activation_class = SplitOverActivation
    task_type = "PARALLEL_GATEWAY"
    shape = Split.shape
    bpmn_element = "parallelGateway"

    def __init__(self, items: Any) -> None:
        super().__init__()
        self.items, self.branch = items, None

    def Next(self, node: Any) -> "SplitOver":  # noqa: N802 - Viewflow's style
        """The node of each branch."""
        self.branch = node
        return self

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self.items = this.resolve(instance, self.items)
        self.branch = this.resolve(instance, self.branch)

    def _outgoing(self) -> Iterator[Edge]:
        yield Edge(src=self, dst=self.branch, edge_class="default")

"""Which step follows: named by the stage of the flow's subject."""

from collections.abc import Iterator
from typing import Any

from viewflow import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge
from viewflow.workflow.status import STATUS


class StagedRoutes:
    """A node whose next node is named by the stage of the flow's subject.

    `.ByStage({stage: node})` folds the pure decision into the node before: no gateway
    row, and the graph still shows every edge.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._routes: dict[str, Any] = {}
        super().__init__(*args, **kwargs)

    def ByStage(self, routes: dict[str, Any]) -> Any:  # noqa: N802 - Viewflow's style
        """Where to go for each stage the subject may be in afterwards."""
        self._routes = routes
        return self

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)  # type: ignore[misc]
        self._routes = {
            stage: this.resolve(instance, node) for stage, node in self._routes.items()
        }

    def _outgoing(self) -> Iterator[Edge]:
        yield from super()._outgoing()  # type: ignore[misc]
        for stage, node in self._routes.items():
            yield Edge(src=self, dst=node, edge_class="cond_true", label=stage)

    def next_node(self, activation: Any) -> Any:
        """The node that follows, given where the subject now stands."""
        if not self._routes:
            return self._next  # type: ignore[attr-defined]
        subject = activation.process.subject
        return self._routes[getattr(subject, subject.STAGE_FIELD)]


class StagedNext:
    """Creates the one next task of a `StagedRoutes` node."""

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self: Any) -> Iterator[Any]:
        """Create the task of the node the stage asks for."""
        node = self.flow_task.next_node(self)
        if node is not None:
            yield node._create(self, self.task.token, data={}, seed=None)

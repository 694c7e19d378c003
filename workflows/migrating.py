"""Live processes and the versions of their flow: where they stand, and moving them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast
from viewflow.workflow.fields import get_flow_ref
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from foundation.audit.actions import record
from foundation.errors import Refused
from workflows import versions
from workflows.checks import ENDED
from workflows.flows.registry import FLOWS
from workflows.models import Due

DEED = "workflows.migrate_flow"


@dataclass(frozen=True)
class Standing:
    """How many live tasks stand on a node, and what would become of them."""

    node: str
    count: int
    target: str
    fate: str  # stays, renamed, or why it cannot go

    @property
    def blocked(self) -> bool:
        """Whether these tasks have nowhere to go."""
        return self.fate not in ("stays", "renamed")


def live_tasks(name: str) -> Any:
    """The unfinished tasks of a flow; `ref` is the node's reference as it is stored.

    Read as text: a node that is gone from the code has no other name.
    """
    ref = get_flow_ref(FLOWS[name])
    text = Task.objects.annotate(ref=Cast("flow_task", CharField(max_length=255)))
    return text.filter(ref__startswith=f"{ref}.").exclude(status__in=ENDED)


def standings(
    name: str, graph: versions.Graph, names: Mapping[str, str]
) -> list[Standing]:
    """Where the live tasks stand, against a graph they would go on with."""
    refs = live_tasks(name).order_by().values_list("ref", "flow_task_type")
    counted = Counter((ref.rpartition(".")[2], kind) for ref, kind in refs)
    return [
        _standing(node, kind, count, graph, names)
        for (node, kind), count in sorted(counted.items())
    ]


def _standing(
    node: str, kind: str, count: int, graph: versions.Graph, names: Mapping[str, str]
) -> Standing:
    target = names.get(node, node)
    fate = "stays" if target == node else "renamed"
    if target not in graph["nodes"]:
        fate = "its node is gone and has no target"
    elif graph["nodes"][target]["kind"] != kind:
        fate = "its target is a node of another kind"
    elif target not in versions.reachable(graph, {"start"}):
        fate = "its target cannot be reached"
    return Standing(node, count, target, fate)


@transaction.atomic
def migrate(
    *, name: str, names: Mapping[str, str], at: datetime, by: Any = None
) -> list[Standing]:
    """Live processes go on with the graph the code has now, under its version.

    Their tasks' nodes are renamed by `names`, with the deed of each open step; what has
    ended in them keeps its story. Each process is locked first. Raises Refused where a
    live task has no target.
    """
    flow, graph = FLOWS[name], versions.graph_of(name)
    rows = Process.objects.filter(flow_class=get_flow_ref(flow), finished=None)
    live = list(rows.select_for_update().order_by("pk"))
    found = standings(name, graph, names)
    stuck = [row for row in found if row.blocked]
    if stuck:
        raise Refused(*(f"{row.node} ({row.count}): {row.fate}" for row in stuck))
    keys = [process.pk for process in live]
    before = Counter(str(versions.version_of(process)) for process in live)
    _rename(flow, keys, names)
    for process in live:
        process.data = {**process.data, "version": flow.version}
    Process.objects.bulk_update(live, ["data"], batch_size=500)
    record(
        by=by, deed=DEED, at=at, before={"flow_version": dict(before)},
        after={"flow": name, "flow_version": flow.version, "nodes": dict(names),
               "rows": len(live)},
    )  # fmt: skip
    return found


def _rename(flow: Any, keys: list[int], names: Mapping[str, str]) -> None:
    """All at once, so that two nodes may change their names with each other."""
    ref = get_flow_ref(flow)
    text = Task.objects.annotate(ref=Cast("flow_task", CharField(max_length=255)))
    for old, moved in [
        (old, list(text.filter(process__in=keys, ref=f"{ref}.{old}")
                   .values_list("pk", flat=True)))
        for old in names
    ]:  # fmt: skip
        node = flow.instance.node(names[old])
        tasks = Task.objects.filter(pk__in=moved)
        tasks.update(flow_task=f"{ref}.{node.name}")
        Due.objects.filter(task__in=moved).update(node=node.name)
        deed = getattr(node, "deed", "")
        if deed:
            tasks.exclude(status__in=ENDED).update(owner_permission=deed)
            Due.objects.filter(task__in=moved, done_at=None).update(deed=deed)


def is_open(status: str) -> bool:
    """Whether a task of this status is still to be done."""
    return status not in (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED)

"""The live diagram of a process: each node of its flow, and how it stands in it.

The graph is that of the version the process was begun with. Three queries, however far
the case has come. Assessors have no names here.
"""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from face import formats
from face.graphs import Mark, Shape
from workflows import versions
from workflows.casefile import who_acts
from workflows.migrating import is_open
from workflows.models import Due
from workflows.returning import RETURNED

# What the nodes without a title of their own are called.
KINDS = {
    "START": gettext_noop("Begin"),
    "HUMAN_START": gettext_noop("Begin"),
    "EXCLUSIVE_GATEWAY": gettext_noop("Assessors found?"),
    "PARALLEL_GATEWAY": gettext_noop("Each by itself"),
    "JOIN": gettext_noop("All are done"),
    "FUNCTION": gettext_noop("Settled by the system"),
    "END": gettext_noop("End"),
}
STATES = {
    "done": gettext_lazy("done"),
    "now": gettext_lazy("now"),
    "late": gettext_lazy("late"),
    "todo": gettext_lazy("to come"),
    "skipped": gettext_lazy("left out"),
    "returned": gettext_lazy("gone back"),
    "dropped": gettext_lazy("cancelled"),
}
GATES = ("EXCLUSIVE_GATEWAY", "PARALLEL_GATEWAY", "JOIN")
ENDS = ("START", "HUMAN_START", "END")


def title_of(name: str, facts: dict[str, str]) -> str:
    """The node in the reader's words."""
    return _(facts.get("title") or KINDS.get(facts["kind"]) or name)


def shape_of(facts: dict[str, str]) -> Shape:
    """How a node of this kind is drawn."""
    if facts["kind"] in ENDS:
        return "end"
    if facts["kind"] in GATES:
        return "gate"
    return "step" if facts["kind"] == "HUMAN" else "work"


def order_of(graph: versions.Graph) -> list[str]:
    """The nodes in an order in which most edges lead onward (depth first, reversed)."""
    onward = defaultdict(list)
    for src, dst, _label in graph["edges"]:
        onward[src].append(dst)
    done: list[str] = []
    seen: set[str] = set()

    def visit(name: str) -> None:
        seen.add(name)
        for following in onward[name]:
            if following not in seen:
                visit(following)
        done.append(name)

    visit("start")
    order = done[::-1]
    for aside in order[
        order.index("end") + 1 :
    ]:  # what only leads back, e.g. a new date
        order.remove(aside)
        before = [
            order.index(src) for src, dst, _label in graph["edges"] if dst == aside
        ]
        order.insert(max(before) + 1, aside)
    return order


def marks_of(
    process: Process, flow: str, today: date
) -> tuple[list[Mark], set[tuple[str, str]]]:
    """Each node of the process's graph with its state, in order; and the edges."""
    tasks, dues = _tasks(process), _dues(process)
    graph = _graph(process, flow, set(tasks))
    live = [name for name, rows in tasks.items() if any(map(_open, rows))]
    ahead = versions.reachable(graph, live)
    marks = []
    for name in order_of(graph):
        facts = graph["nodes"][name]
        state, who, when, note = _stand(tasks.get(name, []), dues, today)
        if not state:
            state = "todo" if name in ahead else "skipped"
        marks.append(
            Mark(name, title_of(name, facts), shape_of(facts), state,
                 str(STATES[state]), who, when, note)
        )  # fmt: skip
    return marks, {(src, dst) for src, dst, _label in graph["edges"]}


def _graph(process: Process, flow: str, met: set[str]) -> versions.Graph:
    """That of the process's version, or the code's once it went beyond the former."""
    version = versions.version_of(process)
    if versions.path_of(flow, version).exists():
        graph = versions.graph_in(flow, version)
        if met <= graph["nodes"].keys():
            return graph
    return versions.graph_of(flow)


def _tasks(process: Process) -> dict[str, list[dict[str, Any]]]:
    """The tasks of each node, in the order they were opened (one query)."""
    text = Task.objects.annotate(ref=Cast("flow_task", CharField(max_length=255)))
    found = defaultdict(list)
    rows = text.filter(process=process).order_by("pk")
    for row in rows.values("pk", "ref", "status"):
        found[row["ref"].rpartition(".")[2]].append(row)
    return found


def _dues(process: Process) -> dict[int, Due]:
    """The step of each human task (one query)."""
    rows = Due.objects.filter(task__process=process)
    return {due.task_id: due for due in rows.select_related("task__owner", "done_by")}


def passed(process: Process) -> set[tuple[str, str]]:
    """The edges the case has gone along (one query)."""
    text = CharField(max_length=255)
    rows = Task.objects.filter(process=process, previous__isnull=False)
    pairs = rows.order_by().values_list(
        Cast("previous__flow_task", text), Cast("flow_task", text)
    )
    return {(a.rpartition(".")[2], b.rpartition(".")[2]) for a, b in pairs}


def _open(row: dict[str, Any]) -> bool:
    return is_open(row["status"])


def _stand(
    rows: list[dict[str, Any]], dues: dict[int, Due], today: date
) -> tuple[str, str, str, str]:
    """State, who, when, and a remark of a node; state "" where it was never met."""
    if not rows:
        return "", "", "", ""
    last = next((row for row in reversed(rows) if _open(row)), rows[-1])
    due = dues.get(last["pk"])
    state, who, when = _live(due, today) if _open(last) else _ended(last, due)
    times = sum(row["status"] == STATUS.DONE for row in rows)
    back = sum(dues[row["pk"]].outcome == RETURNED for row in rows if row["pk"] in dues)
    notes = [_("done %(times)s times") % {"times": times}] if times > 1 else []
    notes += [_("gone back %(times)s times") % {"times": back}] if back else []
    return state, who, when, " · ".join(notes)


def _live(due: Due | None, today: date) -> tuple[str, str, str]:
    if due is None:
        return "now", _("in the background"), ""
    state = "late" if due.due_on < today else "now"
    return state, who_acts(due), formats.due_day(due.due_on, today).text


def _ended(row: dict[str, Any], due: Due | None) -> tuple[str, str, str]:
    at = due.done_at if due is not None else None  # the city's moment, not the engine's
    when = formats.moment(at) if at else ""
    if row["status"] != STATUS.DONE:
        return "dropped", "", when
    state = "returned" if due is not None and due.outcome == RETURNED else "done"
    return state, _who_did(due), when


def _who_did(due: Due | None) -> str:
    if due is None:
        return ""
    if due.assessor_id:
        return who_acts(due)
    return str(due.done_by.name) if due.done_by else _("The system")

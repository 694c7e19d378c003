"""The versions of each flow: its graph as data, kept in a file for ever.

A flow's file is `workflows/flows/versions/<flow>-<version>.json`; a process carries the
number of its version. A changed graph needs a new number (CONTRIBUTING, "Change a
flow"): the file of the old one still says what its cases began with.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from workflows.flows.registry import FLOWS

FOLDER: Final = Path(__file__).parent / "flows/versions"
Graph = dict[str, Any]
FIRST: Final = 1  # the version of processes from before versions were written down


def graph_of(name: str) -> Graph:
    """The graph that the code has now: nodes by name, and edges in order."""
    flow = FLOWS[name]
    nodes = [n for n in flow.instance.nodes() if n.task_type != "OBSOLETE"]
    edges = [
        [edge.src.name, edge.dst.name, str(edge.label or "")]
        for node in nodes
        for edge in node._outgoing()
    ]
    return {
        "flow": name,
        "version": flow.version,
        "nodes": {node.name: _facts(node) for node in nodes},
        "edges": sorted(edges),
    }


def _facts(node: Any) -> dict[str, str]:
    """What makes the node: its kind, and a step's title, deed, term and own days."""
    facts = {"kind": str(node.task_type)}
    for fact in ("title_key", "deed", "term"):
        if getattr(node, fact, ""):
            facts[fact.removesuffix("_key")] = str(getattr(node, fact))
    for fact in ("term_for", "due_on", "not_before"):
        if getattr(node, fact, None):
            facts[fact] = getattr(node, fact).__name__
    return facts


def path_of(name: str, version: int) -> Path:
    """The file of that version."""
    return FOLDER / f"{name}-{version}.json"


def written(graph: Graph) -> str:
    """The graph as its file holds it."""
    return json.dumps(graph, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


@cache
def graph_in(name: str, version: int) -> Graph:
    """The graph of that version. Raises FileNotFoundError."""
    return read(f"{name}-{version}")


def read(reference: str) -> Graph:
    """`diagnosis-1` or the path of a file. Raises FileNotFoundError, ValueError."""
    path = Path(reference)
    if path.suffix != ".json":
        path = FOLDER / f"{reference}.json"
    graph: Graph = json.loads(path.read_text(encoding="utf-8"))
    return graph


def version_of(process: Any) -> int:
    """The version that the process was begun with, or migrated to."""
    return int((process.data or {}).get("version", FIRST))


def drifted(name: str) -> str:
    """What to do where the code's graph is not that of its version's file, else ""."""
    graph = graph_of(name)
    path = path_of(name, graph["version"])
    if path.exists() and path.read_text(encoding="utf-8") == written(graph):
        return ""
    return (
        f"The graph of {name} is not that of {path.name}. Has it been released? Then "
        f"raise `version` on its Flow class; then run manage.py flow_versions. See "
        f'"Change a flow" in CONTRIBUTING.md.'
    )


@dataclass(frozen=True)
class Difference:
    """What changed from one graph to another; renamed nodes count as the same."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    edges_added: list[str] = field(default_factory=list)
    edges_removed: list[str] = field(default_factory=list)


def difference(old: Graph, new: Graph, names: Mapping[str, str]) -> Difference:
    """From `old` to `new`; `names` maps the old name of a node to its new one."""
    before = {names.get(name, name): facts for name, facts in old["nodes"].items()}
    after = new["nodes"]
    lines_before = {
        (names.get(src, src), names.get(dst, dst), label)
        for src, dst, label in old["edges"]
    }
    lines_after = {tuple(edge) for edge in new["edges"]}
    return Difference(
        added=sorted(after.keys() - before.keys()),
        removed=sorted(before.keys() - after.keys()),
        renamed=sorted(f"{a} = {b}" for a, b in names.items() if a in old["nodes"]),
        changed=sorted(
            n for n in after.keys() & before.keys() if after[n] != before[n]
        ),
        edges_added=_arrows(lines_after - lines_before),
        edges_removed=_arrows(lines_before - lines_after),
    )


def _arrows(edges: Any) -> list[str]:
    return sorted(
        f"{src} -> {dst}" + (f" [{label}]" if label else "")
        for src, dst, label in edges
    )


def reachable(graph: Graph, starts: Any) -> set[str]:
    """The nodes that can still be met from these, these themselves left out."""
    found: set[str] = set()
    todo = list(starts)
    while todo:
        here = todo.pop()
        for src, dst, _label in graph["edges"]:
            if src == here and dst not in found:
                found.add(dst)
                todo.append(dst)
    return found

"""A checklist as people read it: each point with claim, own count, papers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from designations.checking import is_met
from designations.models import Checklist, Paper
from face.files import papers_of
from foundation.models import in_language


@dataclass
class Row:
    """One point: what is asked, what is claimed, what the system counts itself."""

    id: str
    name: str
    help: str
    wanted: str
    needs_paper: bool
    value: str = ""
    is_met: bool = False
    note: str = ""
    exception: str = ""
    known: int | None = None
    differs: bool = False
    asked: bool = False  # to be completed
    papers: list[Any] = field(default_factory=list)
    fields: Any = None  # the bound fields, where it is typed


def name_of(point: Mapping[str, Any]) -> str:
    """The point in the reader's language."""
    return in_language(point["name_zh"], point["name_en"])


def rows_of(
    checklist: Checklist,
    answers: Mapping[str, Any],
    *,
    known: Mapping[str, int] | None = None,
    papers: Iterable[Paper] = (),
    asked: Iterable[str] = (),
    may_drop: bool = False,
) -> list[Row]:
    """One row per point; `papers` with `uploaded_by` read."""
    by_point: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        by_point[paper.point].append(paper)
    asked = set(asked)
    remove = "drop_center_paper" if may_drop else ""
    return [
        _row(point, answers.get(point["id"], {}), known or {})
        for point in _with(checklist.points, by_point, asked, remove)
    ]


def _with(
    points: list[dict[str, Any]],
    papers: Mapping[str, list[Paper]],
    asked: set[str],
    remove: str,
) -> Iterable[dict[str, Any]]:
    """Each point with its lines of papers, and whether it is to be completed."""
    for point in points:
        lines = papers_of(papers.get(point["id"], []), "center_paper", remove)
        yield {**point, "papers": lines, "asked": point["id"] in asked}


def _row(
    point: Mapping[str, Any], answer: Mapping[str, Any], known: Mapping[str, int]
) -> Row:
    value = answer.get("value")
    own = known.get(point.get("known", ""))
    return Row(
        id=point["id"],
        name=name_of(point),
        help=in_language(point["help_zh"], point["help_en"]),
        wanted=wanted_words(point),
        needs_paper=bool(point.get("paper")),
        value=value_words(point, value),
        is_met=is_met(point, value),
        note=answer.get("note", ""),
        exception=answer.get("exception", ""),
        known=own,
        differs=own is not None and value is not None and own != value,
        asked=point["asked"],
        papers=point["papers"],
    )


def wanted_words(point: Mapping[str, Any]) -> str:
    """At least 500 m2; or: required."""
    if point["kind"] == "yes":
        return _("required")
    unit = in_language(point["unit_zh"], point["unit_en"])
    return _("at least %(n)s %(unit)s") % {"n": point["least"], "unit": unit}


def value_words(point: Mapping[str, Any], value: Any) -> str:
    """The claim in words; a dash where there is none."""
    if value is None:
        return "—"
    if point["kind"] == "yes":
        return _("Yes") if value else _("No")
    return f"{value} {in_language(point['unit_zh'], point['unit_en'])}"

"""A graph of steps from top to bottom: marks in the middle, lines beside them.

A line to the next mark goes straight down; one that leads further on runs at the right,
one that leads back runs at the left, all lines to one mark together.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.html import escape
from django.utils.safestring import SafeString

from face.drawing import svg, wrap

Shape = Literal["step", "work", "gate", "end"]
WIDTH: Final = 312
LEFT, WIDE, GAP, LANE = 42, 236, 22, 8
Edge = tuple[str, str]


@dataclass(frozen=True)
class Mark:
    """One node: what, how drawn, how it stands (and that in words), who and when."""

    name: str
    label: str
    shape: Shape = "step"
    state: str = "todo"
    words: str = ""
    who: str = ""
    when: str = ""
    note: str = ""


@dataclass(frozen=True)
class Box:
    """Where a mark is drawn."""

    x: int
    y: int
    wide: int
    tall: int

    @property
    def middle(self) -> int:
        """The height at which lines leave and arrive."""
        return self.y + self.tall // 2


def boxes_of(marks: Sequence[Mark]) -> dict[str, Box]:
    """The place of each mark; as tall as its words need."""
    found, y = {}, 6
    for mark in marks:
        rows = sum(map(bool, (mark.who, mark.when, mark.note)))
        tall = (34 if mark.shape in ("gate", "end") else 50) + 18 * rows
        found[mark.name] = Box(LEFT, y, WIDE, tall)
        y += tall + GAP
    return found


def lines_of(
    marks: Sequence[Mark], edges: Collection[Edge]
) -> dict[Edge, list[tuple[int, int]]]:
    """The corners of each edge, from its mark to the one it leads to."""
    boxes = boxes_of(marks)
    place = {mark.name: n for n, mark in enumerate(marks)}
    lanes: dict[tuple[bool, str], int] = {}
    taken: dict[bool, list[list[tuple[int, int]]]] = {True: [], False: []}
    found = {}
    for src, dst in sorted(edges, key=lambda edge: (place[edge[1]], place[edge[0]])):
        a, b = boxes[src], boxes[dst]
        if place[dst] == place[src] + 1:
            x = LEFT + WIDE // 2
            found[src, dst] = [(x, a.y + a.tall), (x, b.y)]
            continue
        right = place[dst] > place[src]
        if (right, dst) not in lanes:
            own = [place[s] for s, d in edges if d == dst and
                   (place[d] > place[s]) == right] + [place[dst]]  # fmt: skip
            lanes[right, dst] = _lane(taken[right], (min(own), max(own)))
        away = 10 + LANE * lanes[right, dst]
        x = LEFT + WIDE + away if right else LEFT - away
        edge = LEFT + WIDE if right else LEFT
        low, high = a.middle + 6, b.middle - 6
        found[src, dst] = [(edge, low), (x, low), (x, high), (edge, high)]
    return found


def _lane(taken: list[list[tuple[int, int]]], span: tuple[int, int]) -> int:
    """The first lane in which nothing else runs beside these places."""
    for number, spans in enumerate(taken):
        if all(span[1] < low or span[0] > high for low, high in spans):
            spans.append(span)
            return number
    taken.append([span])
    return len(taken) - 1


def _text(css: str, x: int, y: int, words: str) -> str:
    return f'<text class="{css}" x="{x}" y="{y}">{escape(words)}</text>'


def _drawn(mark: Mark, box: Box) -> str:
    """A mark's box with its words."""
    round_by = box.tall // 2 if mark.shape == "end" else 8
    out = [f'<rect class="f-box" x="{box.x}" y="{box.y}" width="{box.wide}" '
           f'height="{box.tall}" rx="{round_by}"/>']  # fmt: skip
    x, y = box.x + 16, box.y + 22
    out.append(_text("f-lab", x, y, wrap(mark.label, 14, 1)[0]))
    if mark.shape in ("step", "work"):
        y += 18
        out.append(_text("f-state", x, y, mark.words))
    for css, words in (
        ("f-who", mark.who),
        ("f-who", mark.when),
        ("f-note", mark.note),
    ):
        if words:
            y += 18
            out.append(_text(css, x, y, wrap(words, 17, 1)[0]))
    return f'<g class="f-{mark.shape} f-{mark.state}">{"".join(out)}</g>'


def _line(points: list[tuple[int, int]], passed: bool) -> str:
    """An edge with its head."""
    way = "M" + "L".join(f"{x} {y}" for x, y in points)
    (ax, _), (bx, by) = points[-2:]
    if ax == bx:
        head = f"M{bx - 4} {by - 6}L{bx} {by}L{bx + 4} {by - 6}"
    else:
        back = 6 if ax > bx else -6
        head = f"M{bx + back} {by - 4}L{bx} {by}L{bx + back} {by + 4}"
    css = "f-line f-run" if passed else "f-line"
    return f'<path class="{css}" d="{way}"/><path class="{css} f-head" d="{head}"/>'


def drawn(
    marks: Sequence[Mark], edges: Collection[Edge], passed: Collection[Edge], *,
    uid: str, title: str, desc: str,
) -> SafeString:  # fmt: skip
    """The whole graph; edges that were gone along are drawn through, and on top."""
    boxes = boxes_of(marks)
    lines = sorted(lines_of(marks, edges).items(), key=lambda row: row[0] in passed)
    body = [_line(points, edge in passed) for edge, points in lines]
    body += [_drawn(mark, boxes[mark.name]) for mark in marks]
    last = boxes[marks[-1].name]
    box = f"0 0 {WIDTH} {last.y + last.tall + 6}"
    return svg("flowmap", box, "".join(body), uid=uid, title=title, desc=desc)

"""The live path of a case: its steps as one drawn line, with who acts and by when.

Two drawings of the same steps: `across` winds in rows over a wide card, `down`
runs from top to bottom on a phone. The page shows the one that fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, Literal

from django.utils.html import escape
from django.utils.safestring import SafeString

from face.drawing import svg, wrap

State = Literal["done", "now", "todo", "skipped"]
WIDTH: Final = 1080
MOST_IN_ROW: Final = 6
ROW: Final = 110
LETTER: Final = 15  # the size of a step's label
RADIUS: Final = 15
PHONE: Final = 340


@dataclass(frozen=True)
class Step:
    """One step: what, how it stands, who acts, by when, and a remark if any."""

    label: str
    state: State
    who: str = ""
    due: str = ""
    note: str = ""
    late: bool = False

    @property
    def css(self) -> str:
        """The class its mark and words are drawn with."""
        return "p-late" if self.late and self.state == "now" else f"p-{self.state}"


def _text(css: str, x: float, y: float, words: str, anchor: str = "middle") -> str:
    return (
        f'<text class="{css}" text-anchor="{anchor}" x="{x:.0f}" y="{y:.0f}">'
        f"{escape(words)}</text>"
    )


def _mark(step: Step, number: int, x: float, y: float) -> str:
    """The round mark of a step: a tick, a number, a halo, or a dash."""
    inner = {
        "done": f'<path class="p-tick" d="M{x - 6:.0f} {y:.0f}l4 4 8-8"/>',
        "skipped": f'<path class="p-dash" d="M{x - 5:.0f} {y:.0f}h10"/>',
    }.get(step.state) or _text("p-no", x, y + 5, str(number))
    halo = ""
    if step.state == "now":
        halo = f'<circle class="p-halo" cx="{x:.0f}" cy="{y:.0f}" r="{RADIUS + 6}"/>'
    circle = f'<circle class="p-disc" cx="{x:.0f}" cy="{y:.0f}" r="{RADIUS}"/>'
    return f'<g class="{step.css}">{halo}{circle}{inner}</g>'


def _words(
    step: Step, x: float, y: float, ems: float, anchor: str
) -> tuple[str, float]:
    """The words of a step from `y` down, and where they end."""
    rows = [("p-lab", line, 20) for line in wrap(step.label, ems)]
    rows += [("p-who", line, 18) for line in wrap(step.who, ems * 1.15)]
    rows += [("p-due", line, 18) for line in wrap(step.due, ems * 1.15, 1)]
    rows += [("p-note", line, 18) for line in wrap(step.note, ems * 1.15, 1)]
    out = []
    for css, line, height in rows:
        out.append(_text(css, x, y, line, anchor))
        y += height
    return f'<g class="{step.css}">{"".join(out)}</g>', y


def _line(steps: Sequence[Step], to: int) -> str:
    """The class of the line to a step: drawn through once it or a later one is met."""
    met = any(step.state in ("done", "now") for step in steps[to:])
    return "p-line p-run" if met else "p-line"


# --- Across -----------------------------------------------------------------
Place = tuple[float, float]


def _link(a: Place, b: Place) -> str:
    """The line from one mark to the next, round the bend at a row's end."""
    (ax, ay), (bx, by) = a, b
    if ay == by:
        gap = RADIUS + 7 if bx > ax else -RADIUS - 7
        return f"M{ax + gap:.0f} {ay:.0f}H{bx - gap:.0f}"
    right = ax > WIDTH / 2
    edge, gap, turn = (WIDTH - 6, 22, 14) if right else (6, -22, -14)
    return (
        f"M{ax + gap:.0f} {ay:.0f}H{edge - turn:.0f}"
        f"Q{edge} {ay:.0f} {edge} {ay + 14:.0f}V{by - 14:.0f}"
        f"Q{edge} {by:.0f} {edge - turn:.0f} {by:.0f}H{bx + gap:.0f}"
    )


def across(steps: Sequence[Step], *, uid: str, title: str, desc: str) -> SafeString:
    """The steps in rows that wind there and back, for a card of 900 px or more."""
    in_row = ceil(len(steps) / ceil(len(steps) / MOST_IN_ROW))
    column = WIDTH / in_row
    ems = min(column / LETTER - 1.5, 14)
    lines: list[str] = []
    marks: list[str] = []
    before: Place | None = None
    y, bottom = 28.0, 0.0
    for i, step in enumerate(steps):
        row, place_in_row = divmod(i, in_row)
        if i and place_in_row == 0:
            y, bottom = max(bottom + 26, y + ROW), 0.0
        at = in_row - 1 - place_in_row if row % 2 else place_in_row
        here = ((at + 0.5) * column, y)
        if before:
            lines.append(f'<path class="{_line(steps, i)}" d="{_link(before, here)}"/>')
        words, end = _words(step, here[0], y + 42, ems, "middle")
        marks.append(_mark(step, i + 1, *here) + words)
        bottom, before = max(bottom, end), here
    box = f"0 0 {WIDTH} {bottom - 6:.0f}"
    return svg(
        "path across", box, "".join(lines + marks), uid=uid, title=title, desc=desc
    )


# --- Down -------------------------------------------------------------------
def down(steps: Sequence[Step], *, uid: str, title: str, desc: str) -> SafeString:
    """The steps one under the other, for phones and narrow columns."""
    lines, marks, y = [], [], 24.0
    for i, step in enumerate(steps):
        words, end = _words(step, 52, y + 5, 18, "start")
        marks.append(_mark(step, i + 1, 22, y) + words)
        following = max(end + 12, y + 48)
        if i + 1 < len(steps):
            css = _line(steps, i + 1)
            lines.append(
                f'<path class="{css}" d="M22 {y + 21:.0f}V{following - 20:.0f}"/>'
            )
        y = following
    box = f"0 0 {PHONE} {y - 20:.0f}"
    return svg(
        "path down", box, "".join(lines + marks), uid=uid, title=title, desc=desc
    )

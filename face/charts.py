"""Charts as server-side SVG: no scripts and no style attributes, classes only.

A chart with a title is `role="img"` with title and desc, under ids made from the
caller's `uid`; one without is decoration beside a text that says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, pi, sin

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from face.drawing import svg, wrap

Number = int | float | Decimal


@dataclass(frozen=True)
class Axis:
    """One spoke of a radar: its label, our value, and a peer's when known."""

    label: str
    value: Number
    peer: Number | None = None


@dataclass(frozen=True)
class Part:
    """One segment of a stacked bar; `tone` is blue, green, amber, violet or slate."""

    label: str
    value: Number
    tone: str = "blue"


def _share(value: Number, top: Number) -> float:
    """A value as 0..1 of the top."""
    return min(max(float(value) / float(top), 0.0), 1.0) if top else 0.0


# --- Radar ------------------------------------------------------------------
def _spoke(cx: float, cy: float, r: float, i: int, n: int) -> tuple[float, float]:
    angle = -pi / 2 + 2 * pi * i / n
    return cx + r * cos(angle), cy + r * sin(angle)


def _shape(css: str, cx: float, cy: float, radii: Sequence[float]) -> str:
    points = (_spoke(cx, cy, r, i, len(radii)) for i, r in enumerate(radii))
    text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon class="{css}" points="{text}"/>'


def _spoke_label(axis: Axis, x: float, y: float, side: float, peer_word: str) -> str:
    """The label at the end of a spoke; `side` says on which side of the middle."""
    anchor = "middle" if abs(side) < 0.1 else ("start" if side > 0 else "end")
    lines = wrap(axis.label, 7.5)
    peer = ""
    if axis.peer is not None:
        words = f"{escape(peer_word)} {axis.peer}".strip()
        peer = f'<tspan class="r-vpeer" dx="5">{words}</tspan>'
    rows = [
        f'<text class="r-lab" text-anchor="{anchor}" x="{x:.1f}" '
        f'y="{y + 17 * i:.1f}">{escape(line)}</text>'
        for i, line in enumerate(lines)
    ]
    value = f'<tspan class="r-val">{axis.value}</tspan>'
    rows.append(
        f'<text text-anchor="{anchor}" x="{x:.1f}" y="{y + 17 * len(lines) + 1:.1f}">'
        f"{value}{peer}</text>"
    )
    return "".join(rows)


def radar(
    axes: Sequence[Axis], *, uid: str, title: str, desc: str, top: Number = 100,
    peer_word: str = "",
) -> SafeString:  # fmt: skip
    """Scores on three or more axes, with the peers' shape dashed behind ours."""
    width, height, n = 420, 372, len(axes)
    cx, cy, r = width / 2, height / 2 + 4, 118.0
    out = [
        _shape("r-band" if k % 2 else "r-gap", cx, cy, [r * k / 5] * n)
        for k in (5, 4, 3, 2, 1)
    ]
    for i in range(n):
        x, y = _spoke(cx, cy, r, i, n)
        out.append(
            f'<line class="r-axis" x1="{cx}" y1="{cy}" x2="{x:.1f}" y2="{y:.1f}"/>'
        )
    if all(a.peer is not None for a in axes):
        peers = [r * _share(a.peer or 0, top) for a in axes]
        out.append(_shape("r-peer", cx, cy, peers))
    ours = [r * _share(a.value, top) for a in axes]
    out.append(_shape("r-mine", cx, cy, ours))
    for i, axis in enumerate(axes):
        x, y = _spoke(cx, cy, ours[i], i, n)
        out.append(f'<circle class="r-dot" cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
        x, y = _spoke(cx, cy, r + 12, i, n)
        lift = -17 * len(wrap(axis.label, 7.5)) if y < cy - r else -6
        if y > cy + r * 0.95:
            lift = 14
        out.append(
            _spoke_label(axis, x, y + lift, cos(-pi / 2 + 2 * pi * i / n), peer_word)
        )
    return svg(
        "radar", f"0 0 {width} {height}", "".join(out), uid=uid, title=title, desc=desc
    )


# --- Bars, ring, spark --------------------------------------------------------
def bullet(
    value: Number, *, target: Number | None = None, top: Number = 100, uid: str = "",
    title: str = "", desc: str = "",
) -> SafeString:  # fmt: skip
    """One value as a bar, a tick where the target or median stands."""
    good = target is None or value >= target
    body = (
        '<rect class="b-track" width="100" height="8"/>'
        f'<rect class="{"b-good" if good else "b-low"}" '
        f'width="{100 * _share(value, top):.1f}" height="8"/>'
    )
    if target is not None:
        x = 100 * _share(target, top) - 0.5
        body += f'<rect class="b-mark" x="{x:.1f}" width="1" height="8"/>'
    extra = ' preserveAspectRatio="none"'
    return svg(
        "bullet", "0 0 100 8", body, uid=uid, title=title, desc=desc, extra=extra
    )


def stack(
    parts: Sequence[Part], *, top: Number = 0, uid: str = "", title: str = "",
    desc: str = "",
) -> SafeString:  # fmt: skip
    """Parts of a whole as one bar; `top` is the whole when the parts fall short."""
    whole = max(float(top), float(sum(float(p.value) for p in parts))) or 1.0
    body, x = '<rect class="b-track" width="100" height="8"/>', 0.0
    for part in parts:
        w = 100 * float(part.value) / whole
        tone = escape(part.tone)
        body += f'<rect class="b-{tone}" x="{x:.2f}" width="{w:.2f}" height="8"/>'
        x += w
    extra = ' preserveAspectRatio="none"'
    return svg(
        "bullet", "0 0 100 8", body, uid=uid, title=title, desc=desc, extra=extra
    )


def ring(
    value: Number, *, top: Number = 100, tone: str = "", uid: str = "", title: str = "",
    desc: str = "",
) -> SafeString:  # fmt: skip
    """A share of the top as a ring; the number itself is text laid over it."""
    r = 54
    around = 2 * pi * r
    fill = around * _share(value, top)
    body = (
        f'<circle class="g-track" cx="64" cy="64" r="{r}"/>'
        f'<circle class="g-fill {escape(tone)}" cx="64" cy="64" r="{r}" '
        f'stroke-dasharray="{fill:.1f} {around:.1f}" transform="rotate(-90 64 64)"/>'
    )
    return svg("ring", "0 0 128 128", body, uid=uid, title=title, desc=desc)


def spark(
    values: Sequence[Number], *, uid: str = "", title: str = "", desc: str = ""
) -> SafeString:
    """A short row of values as a line, the last one marked."""
    w, h, n = 96, 30, len(values)
    if n < 2:
        return mark_safe("")
    low, high = float(min(values)), float(max(values))
    span = (high - low) or 1.0
    points = [
        (4 + i * (w - 8) / (n - 1), h - 5 - (float(v) - low) / span * (h - 10))
        for i, v in enumerate(values)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    body = (
        f'<polyline class="s-area" points="4,{h - 1} {line} {w - 4},{h - 1}"/>'
        f'<polyline class="s-line" points="{line}"/>'
        f'<circle class="s-dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
    )
    extra = f' width="{w}" height="{h}"'
    return svg(
        "spark", f"0 0 {w} {h}", body, uid=uid, title=title, desc=desc, extra=extra
    )

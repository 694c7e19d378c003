"""Tags that draw figures: radar, bars, rings, lines, the path of a case."""

from collections.abc import Sequence
from decimal import Decimal

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from face import charts, paths
from face.templatetags.parts import draw, fresh_id

register = template.Library()

MOST_IN_RING = 3  # digits of a value in full size
STATES = {
    "done": gettext_lazy("done"),
    "now": gettext_lazy("current step"),
    "todo": gettext_lazy("to come"),
    "skipped": gettext_lazy("left out"),
}


@register.simple_tag
def radar(
    axes: Sequence[charts.Axis], title: str, top: int = 100, peer_word: str = ""
) -> SafeString:
    """A radar of `face.charts.Axis`; `peer_word` names the dashed shape (中位)."""
    words = [f"{a.label} {a.value}" for a in axes]
    if peer_word:
        words = [f"{a.label} {a.value} ({peer_word} {a.peer})" for a in axes]
    return charts.radar(
        axes, uid=fresh_id("radar"), title=title, desc="; ".join(words), top=top,
        peer_word=peer_word,
    )  # fmt: skip


@register.simple_tag
def bullet(
    value: charts.Number, target: charts.Number | None = None, top: int = 100
) -> SafeString:
    """A bar with a tick at the target; decoration beside the number in words."""
    return charts.bullet(value, target=target, top=top)


@register.simple_tag
def stack(parts: Sequence[charts.Part], top: charts.Number = 0) -> SafeString:
    """A stacked bar of `face.charts.Part`, its legend in words under it."""
    legend = [
        format_html('<li class="dot-{}">{}</li>', part.tone, part.label)
        for part in parts
    ]
    return format_html(
        '<div class="stack">{}<ul class="legend">{}</ul></div>',
        charts.stack(parts, top=top),
        SafeString("".join(legend)),
    )


@register.simple_tag
def ring(
    value: Decimal | int, label: str = "", top: int = 100, tone: str = ""
) -> SafeString:
    """A ring with its value and label in the middle."""
    return format_html(
        '<div class="ringbox">{}<p><b{}>{}</b><small>{}</small></p></div>',
        charts.ring(value, top=top, tone=tone),
        SafeString(' class="long"' if len(str(value)) > MOST_IN_RING else ""),
        value,
        label,
    )


@register.simple_tag
def spark(values: Sequence[charts.Number], title: str = "") -> SafeString:
    """A short line of values; named when it says more than the row beside it."""
    words = ", ".join(str(v) for v in values)
    return charts.spark(values, uid=fresh_id("spark"), title=title, desc=words)


def in_words(steps: Sequence[paths.Step]) -> str:
    """The path of a case as one text, for those who hear the page."""
    rows = []
    for number, step in enumerate(steps, 1):
        row = [
            f"{number}. {step.label}: {STATES[step.state]}",
            step.who,
            step.due,
            step.note,
        ]
        rows.append(", ".join(cell for cell in row if cell))
    return "; ".join(rows)


@register.simple_tag(takes_context=True)
def path_drawing(context: Context, steps: Sequence[paths.Step], title: str = "") -> str:
    """The live path of a case: `face.paths.Step` rows, wide and narrow in one."""
    title, desc = title or _("Path of the case"), in_words(steps)
    across = paths.across(steps, uid=fresh_id("path"), title=title, desc=desc)
    down = paths.down(steps, uid=fresh_id("path"), title=title, desc=desc)
    return draw(context, "path", across=across, down=down)

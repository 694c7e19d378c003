"""The frame of every drawing, and text that breaks into lines inside one."""

from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

CJK_FROM: Final = 0x2E80
LATIN_EM: Final = 0.56


def svg(
    kind: str, box: str, body: str, *, uid: str = "", title: str = "", desc: str = "",
    extra: str = "",
) -> SafeString:  # fmt: skip
    """The frame of every chart: an image with a name, or a silent decoration."""
    if title:
        named = (
            f'role="img" aria-labelledby="{uid}-t {uid}-d"><title id="{uid}-t">'
            f'{escape(title)}</title><desc id="{uid}-d">{escape(desc)}</desc>'
        )
    else:
        named = 'aria-hidden="true">'
    head = f'<svg class="chart {kind}" viewBox="{box}"{extra} focusable="false" {named}'
    return mark_safe(f"{head}{body}</svg>")  # noqa: S308 - built here, text escaped


def width_of(text: str) -> float:
    """The width of a text in ems: a Chinese character is one, a letter about half."""
    return sum(1.0 if ord(c) >= CJK_FROM else LATIN_EM for c in text)


def _pieces(text: str) -> list[str]:
    """What a line may break between: words, and single Chinese characters."""
    pieces: list[str] = []
    for char in text:
        glue = pieces and ord(char) < CJK_FROM and ord(pieces[-1][-1]) < CJK_FROM
        if glue and pieces[-1][-1] not in " ":
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def wrap(text: str, ems: float, lines: int = 2) -> list[str]:
    """The text in at most `lines` lines of `ems`; what is left over ends in …"""
    done = [""]
    for piece in _pieces(text):
        fits = width_of(done[-1] + piece.rstrip()) <= ems
        if fits or not done[-1].strip():
            done[-1] += piece
        elif len(done) < lines:
            done.append(piece.lstrip())
        else:
            done[-1] = done[-1].rstrip() + "…"
            break
    return [line.strip() for line in done if line.strip()]

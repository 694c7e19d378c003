"""When a center is open, as its page says it in both languages (pure)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

DAYS_ZH = "一二三四五六日"
DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Span = tuple[time, time]


@dataclass(frozen=True)
class Opening:
    """Weekdays (0 = Monday, ascending) and one or two spans of each, in order."""

    days: tuple[int, ...]
    spans: tuple[Span, ...]

    def words(self) -> dict[str, str]:
        """The two texts a center keeps: hours_zh and hours_en."""
        return {
            "hours_zh": f"{_days_zh(self.days)} {'，'.join(map(_span, self.spans))}",
            "hours_en": f"{_days_en(self.days)} {' and '.join(map(_span, self.spans))}",
        }

    def faults(self) -> bool:
        """Whether a span ends before it begins, or lies before the one ahead of it."""
        moments = [moment for span in self.spans for moment in span]
        return any(a >= b for a, b in pairwise(moments))


# What a center without other wishes has: the half-days of visits, Monday to Friday.
USUAL = Opening(
    days=(0, 1, 2, 3, 4),
    spans=((time(9, 0), time(11, 30)), (time(13, 30), time(16, 30))),
)


def opening_of(hours_zh: str) -> Opening | None:
    """The opening behind a text that `words` made; None for any other text."""
    days, _space, spans = hours_zh.partition(" ")
    found = [_read(span) for span in spans.split("，")]
    numbers = [DAYS_ZH.find(day) for day in re.findall("周(.)", days)]
    if not numbers or -1 in numbers or not all(found):
        return None
    if "至" in days and len(numbers) == 2:
        numbers = list(range(numbers[0], numbers[1] + 1))
    opening = Opening(tuple(numbers), tuple(span for span in found if span))
    return opening if opening.words()["hours_zh"] == hours_zh else None


def _read(text: str) -> Span | None:
    part = r"(\d{1,2}):(\d{2})"
    found = re.fullmatch(f"{part}–{part}", text)
    if found is None:
        return None
    a, b, c, d = map(int, found.groups())
    in_range = a < 24 and c < 24 and b < 60 and d < 60
    return (time(a, b), time(c, d)) if in_range else None


def _span(span: Span) -> str:
    return "–".join(f"{moment.hour}:{moment:%M}" for moment in span)


def _is_run(days: Sequence[int]) -> bool:
    return len(days) > 2 and days[-1] - days[0] == len(days) - 1


def _days_zh(days: Sequence[int]) -> str:
    names = [f"周{DAYS_ZH[day]}" for day in days]
    return f"{names[0]}至{names[-1]}" if _is_run(days) else "、".join(names)


def _days_en(days: Sequence[int]) -> str:
    names = [DAYS_EN[day] for day in days]
    return f"{names[0]}–{names[-1]}" if _is_run(days) else ", ".join(names)

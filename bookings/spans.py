"""Set algebra over half-open spans of time [start, end), always sorted and disjoint."""

from collections.abc import Iterable
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]


def union(spans: Iterable[Span]) -> list[Span]:
    """Every moment of any span; touching spans become one, empty ones vanish."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def subtract(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """Every moment of a span that lies in no hole."""
    left = union(spans)
    for hole_start, hole_end in union(holes):
        left = [
            part
            for start, end in left
            for part in (
                (start, min(end, hole_start)),
                (max(start, hole_end), end),
            )
            if part[0] < part[1]
        ]
    return left


def widen(spans: Iterable[Span], by: timedelta) -> list[Span]:
    """Each span with `by` more on both sides."""
    return union((start - by, end + by) for start, end in spans)


def meets(span: Span, others: Iterable[Span]) -> bool:
    """Whether the span shares a moment with any of the others."""
    return any(start < span[1] and span[0] < end for start, end in others)

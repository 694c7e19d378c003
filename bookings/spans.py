"""Half-open spans of time [start, end) as sets of moments."""

from collections.abc import Iterable
from datetime import datetime

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


def meets(span: Span, others: Iterable[Span]) -> bool:
    """Whether the span shares a moment with any of the others."""
    return any(start < span[1] and span[0] < end for start, end in others)

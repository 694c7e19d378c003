"""Pure: which points of a checklist are met, and what is missing before submission."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Lack = Literal["value", "paper", "exception"]
FULL = 100


@dataclass(frozen=True)
class Fault:
    """What a point still lacks: a value, a file, or a reason for not being met."""

    point: str
    lack: Lack


def is_met(point: Mapping[str, Any], value: Any) -> bool:
    """Whether a claimed value is what the point asks for."""
    if value is None:
        return False
    if point["kind"] == "yes":
        return value is True
    return bool(value >= point["least"])


def faults_of(
    points: Sequence[Mapping[str, Any]],
    answers: Mapping[str, Mapping[str, Any]],
    with_papers: Collection[str],
) -> list[Fault]:
    """Everything in the way of a submission, in the checklist's order.

    An answer is {value, note, exception}; a point that is not met needs a reasoned
    exception, and with one it needs no file.
    """
    found: list[Fault] = []
    for point in points:
        answer = answers.get(point["id"], {})
        value, reason = answer.get("value"), str(answer.get("exception") or "").strip()
        if value is None:
            found.append(Fault(point["id"], "value"))
        elif not is_met(point, value):
            found += [] if reason else [Fault(point["id"], "exception")]
        elif point.get("paper") and point["id"] not in with_papers:
            found.append(Fault(point["id"], "paper"))
    return found


def exceptions_of(
    points: Sequence[Mapping[str, Any]], answers: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """The points that are submitted though they are not met."""
    return [
        point["id"]
        for point in points
        if not is_met(point, answers.get(point["id"], {}).get("value"))
    ]


def mean_of(scores: Sequence[int]) -> float:
    """The mean of scores 0-100, two digits; 0 where there is none."""
    return round(sum(scores) / len(scores), 2) if scores else 0.0

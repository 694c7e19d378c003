"""How pages say what C1 is made of: the arithmetic, and each event behind it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import ngettext

from assignments.choices import Fault
from bookings.models import Booking
from face import formats
from ratings.compliance import about_compliance, deductions, points_left


def arithmetic(scheme: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    """10 − 3 × 1 upheld complaint − 2 × 2 late cancellations = 3; '' without C1."""
    about = about_compliance(scheme)
    if about is None:
        return ""
    taken = deductions(about, figures)
    terms = [str(about["starts"])]
    for one in taken:
        terms.append(f"{formats.number(one.points, 0)} × {_count(one.kind, one.count)}")
    return f"{' − '.join(terms)} = {formats.number(points_left(about, taken), 0)}"


def _count(kind: str, count: int) -> str:
    if kind == "upheld_complaint":
        words = ngettext(
            "%(n)d upheld complaint", "%(n)d upheld complaints", count
        )  # fmt: skip
    else:
        words = ngettext(
            "%(n)d late cancellation", "%(n)d late cancellations", count
        )  # fmt: skip
    return words % {"n": count}


def late_rows(kept: Iterable[Mapping[str, Any]], user: Any) -> list[dict[str, Any]]:
    """The visits given back too late that were counted, the case open to whoever may
    see it."""
    rows = list(kept)
    numbers = {row["case"] for row in rows}
    seen = Booking.objects.visible_to(user).filter(number__in=numbers)
    open_to = set(seen.values_list("number", flat=True)) if rows else set()
    return [
        {
            "case": row["case"],
            "on": date.fromisoformat(row["on"]),
            "words": Fault(row["fault"]).label,
            "is_open": row["case"] in open_to,
        }
        for row in rows
    ]

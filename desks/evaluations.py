"""An evaluation that opens down to its cases, figure by figure."""

from decimal import Decimal
from typing import Any

from bookings.models import Booking
from desks.complaintfile import complaints_for
from desks.compliance import arithmetic, late_rows
from face.charts import Axis
from foundation.access.roles import HOME_OF, Home
from foundation.models import in_language
from ratings.choices import Grade
from ratings.conduct import CONDUCT, conforms
from ratings.models import Evaluation
from subsidies.words import why_words
from workflows.periodfile import GRADE_TONES

# Which cases an indicator is made of, and what each of them says to it.
SAYS = {
    "O1": "accepted",
    "O2": "on_time",
    "O3": "rating",
    "O4": "first_pass",
    "S1": "satisfaction",
}


def evaluation_context(evaluation: Evaluation, user: Any) -> dict[str, Any]:
    """The page of an evaluation, in a fixed number of queries."""
    figures, body = evaluation.figures, evaluation.scheme.body
    cases = cases_of(evaluation, user)
    parts = {part["id"]: part for part in figures["parts"]}
    rows = [
        indicator_row(about, parts[about["id"]], figures, cases)
        for about in body["indicators"]
    ]
    return {
        "evaluation": evaluation,
        "tone": GRADE_TONES.get(evaluation.grade, ""),
        "reason": why_words(evaluation.unrated_reason),
        "complaints": complaints_of(evaluation, user),
        "late": late_rows(figures.get("late", ()), user),
        "arithmetic": arithmetic(body, figures),
        "rows": rows,
        "cases": cases,
        "axes": [
            Axis(row["name"], Decimal(row["value"]))
            for row in rows
            if row["value"] is not None
        ],
        "bands": [
            {"grade": Grade(letter).label, "from": bound}
            for letter, bound in body["grades"][:-1]
        ],
        "min_accepted": body["min_accepted"],
        "runs": Evaluation.objects.visible_to(user)
        .filter(year=evaluation.year, provider=evaluation.provider_id)
        .order_by("-run"),
    }


def complaints_of(evaluation: Evaluation, user: Any) -> list[dict[str, Any]]:
    """The upheld complaints that were counted, open to those who may read them."""
    kept = evaluation.figures.get("complaints", [])
    numbers = [row["number"] for row in kept]
    seen = complaints_for(user).filter(number__in=numbers)
    found = {row.number: row for row in seen} if numbers else {}
    return [{**row, "row": found.get(row["number"])} for row in kept]


def indicator_row(
    about: dict[str, Any],
    part: dict[str, Any],
    figures: dict[str, Any],
    cases: list[dict[str, Any]],
) -> dict[str, Any]:
    """One indicator: its figure, weight, points, and the cases it comes from."""
    said = [{**case, "says": _says(about, case)} for case in cases]
    made_of = [case for case in said if case["says"] is not None]
    return {
        "id": about["id"],
        "name": in_language(about["name_zh"], about["name_en"]),
        "help": in_language(about["help_zh"], about["help_en"]),
        "value": part["value"],
        "weight": part["weight"],
        "points": part["points"],
        "corrected": figures["corrected"].get(about["id"], ""),
        "cases": made_of,
        "counted": len(made_of),
    }


def _says(about: dict[str, Any], case: dict[str, Any]) -> Any:
    """What the case says to the indicator; None where it says nothing."""
    if about["id"] == CONDUCT:
        return conforms(about, case) if case["accepted"] else None
    return case.get(SAYS.get(about["id"], ""))


def cases_of(evaluation: Evaluation, user: Any) -> list[dict[str, Any]]:
    """The kept cases with their firms' names, as far as the person may see the case.

    A firm's score stays hidden from its provider until the case has its rating.
    """
    kept = evaluation.figures["cases"]
    numbers = [case["number"] for case in kept]
    seen = Booking.objects.visible_to(user).filter(number__in=numbers)
    firms = {row.number: row for row in seen.select_related("company", "district")}
    blind = HOME_OF.get(user.role) == Home.PROVIDER
    return [_case(case, firms.get(case["number"]), blind=blind) for case in kept]


def _case(case: dict[str, Any], row: Booking | None, *, blind: bool) -> dict[str, Any]:
    hidden = blind and case["rating"] is None
    return {
        **case,
        "satisfaction": None if hidden else case["satisfaction"],
        "company": row.company.name if row else "",
        "district": row.district if row else "",
        "is_open": row is not None,
    }

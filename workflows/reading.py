"""A report as its readers see it; the same for review, firm, assessor and print."""

from typing import Any

from bookings.models import Booking
from diagnoses.choices import SECTIONS
from foundation.models import in_language


def report_context(case: Booking, *, blind: bool = False) -> dict[str, Any]:
    """The twelve sections, findings and assessment of a case's report.

    Blind leaves out provider, team, visits and names of people.
    """
    diagnosis = case.diagnosis
    report = getattr(diagnosis, "report", None)
    assessment = diagnosis.assessments.last()
    content = diagnosis.instrument.content
    scenes = {row["id"]: in_language(row["zh"], row["en"]) for row in content["scenes"]}
    findings = list(report.findings.all()) if report else []
    for finding in findings:
        finding.scene_name = scenes.get(finding.scene, finding.scene)
    levels = scene_rows(content, assessment) if assessment else []
    rows = {"findings": findings, "assessment": levels}
    return {
        "case": case,
        "diagnosis": diagnosis,
        "report": report,
        "sections": [
            {
                "key": key,
                "title": title,
                "text": report.sections.get(key, ""),
                "rows": rows.get(key, []),
            }
            for key, title in SECTIONS
        ]
        if report
        else [],
        "findings": findings,
        "assessment": assessment,
        "level": level_name(content, assessment.level) if assessment else "",
        "dimensions": dimension_rows(content, assessment) if assessment else [],
        "scenes": levels,
        "preliminary": content["preliminary"],
        "blind": blind,
        "team": [] if blind else list(diagnosis.team.select_related("consultant")),
        "visits": [] if blind else list(diagnosis.visits.all()),
    }


def level_name(content: dict[str, Any], level: int) -> str:
    """The level in words."""
    row = content["level_zero"]
    for candidate in content["levels"]:
        if candidate["level"] == level:
            row = candidate
    return in_language(row["zh"], row["en"])


def dimension_rows(content: dict[str, Any], assessment: Any) -> list[dict[str, Any]]:
    """Each scored dimension with its points and their maximum."""
    points = assessment.result["dimensions"]
    return [
        {
            "name": in_language(row["zh"], row["en"]),
            "points": points[row["id"]],
            "max": row["weight"],
        }
        for row in content["dimensions"]
        if row["id"] in points
    ]


def scene_rows(content: dict[str, Any], assessment: Any) -> list[dict[str, Any]]:
    """Each scene with the level found, 0 to 4."""
    return [
        {
            "name": in_language(row["zh"], row["en"]),
            "level": assessment.answers.get(row["id"], 0),
        }
        for row in content["scenes"]
    ]

"""Scores an answered instrument: points by dimension, scene counts and level.

The rule of the MIIT indicators for SMEs (工信厅企业〔2024〕56号): foundation 50,
management 30 and results 20 make the score; the operation scenes, graded 0 to 4,
count for the level only. All figures and thresholds stand in the instrument's data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from foundation.json_files import InputError, quoted
from foundation.money import rounded

PLACES = 2
FULL_PCT = 100
SCENE_LEVELS = (1, 2, 3, 4)
SCENE_BEST = SCENE_LEVELS[-1]
MULTI = "multi_sum"


class AnswersError(InputError):
    """Answers that do not fit the instrument; `errors` holds every reason."""


@dataclass(frozen=True)
class Tally:
    """An assessment before rounding: exact points, and scenes reached by level."""

    points: Mapping[str, Fraction]
    scenes: Mapping[int, int]
    constrained: Mapping[int, int]

    @property
    def score(self) -> Fraction:
        """The exact score out of 100."""
        return sum(self.points.values(), Fraction(0))


def assess(instrument: Mapping[str, Any], answers: object) -> dict[str, Any]:
    """Score one sheet such as {"Q1": ["B"], "Q2": "C", …, "S01": 2, …}.

    A question of several options takes a list of option keys, another question one key,
    a scene a whole number from 0 to 4; all of them are needed. Returns instrument,
    score, dimensions, scenes_at_or_above, constrained_at_or_above and level: points are
    strings with two places, each rounded half-up once; the level is decided by the
    unrounded score and is 0 where no level is reached (无等级).
    AnswersError with every fault at once.
    """
    sheet = _checked(instrument, answers)
    tally = _tally(instrument, sheet)
    return {
        "instrument": instrument["id"],
        "score": str(rounded(tally.score, PLACES)),
        "dimensions": {
            name: str(rounded(points, PLACES)) for name, points in tally.points.items()
        },
        "scenes_at_or_above": _by_text(tally.scenes),
        "constrained_at_or_above": _by_text(tally.constrained),
        "level": _level(instrument, tally),
    }


def assess_all(
    instrument: Mapping[str, Any], answers: object
) -> dict[str, Any] | list[dict[str, Any]]:
    """The result of one sheet, or a list of results for a list of sheets.

    One bad sheet refuses the list: AnswersError names the sheet before each fault.
    """
    if not isinstance(answers, list):
        return assess(instrument, answers)
    errors: list[str] = []
    results = []
    for at, sheet in enumerate(answers, start=1):
        try:
            results.append(assess(instrument, sheet))
        except AnswersError as fault:
            errors += [f"sheet {at}: {error}" for error in fault.errors]
    if errors:
        raise AnswersError(errors)
    return results


def question_id(question: Mapping[str, Any]) -> str:
    """The key of a question in a sheet: Q1 to Q15."""
    return f"Q{question['no']}"


def _checked(instrument: Mapping[str, Any], answers: object) -> dict[str, Any]:
    if not isinstance(answers, dict):
        raise AnswersError([f"answers must be an object, not {quoted(answers)}"])
    questions = {question_id(row): row for row in instrument["questions"]}
    scenes = {row["id"]: row for row in instrument["scenes"]}
    known = [*questions, *scenes]
    errors = [f"{name}: missing" for name in known if name not in answers]
    for name, answer in answers.items():
        if name in questions:
            errors += _answer_faults(name, questions[name], answer)
        elif name in scenes:
            errors += _grade_faults(name, answer)
        else:
            errors.append(f"{quoted(name)}: no such question or scene")
    if errors:
        raise AnswersError(errors)
    return answers


def _answer_faults(name: str, question: Mapping[str, Any], answer: object) -> list[str]:
    if question["type"] == MULTI:
        return _several_faults(name, question, answer)
    if not isinstance(answer, str):
        return [f"{name}: must be one option key, not {quoted(answer)}"]
    return _unknown_options(name, question, [answer])


def _several_faults(
    name: str, question: Mapping[str, Any], answer: object
) -> list[str]:
    if not isinstance(answer, list) or not answer:
        wish = "must be a list of at least one option key"
        return [f"{name}: {wish}, not {quoted(answer)}"]
    errors = _unknown_options(name, question, answer)
    options = [row["key"] for row in question["options"]]
    errors += [
        f"{name}: option {key} is given twice"
        for key in options
        if answer.count(key) > 1
    ]
    none = [row["key"] for row in question["options"] if row["pct"] == 0]
    others = [key for key in options if key in answer and key not in none]
    errors += [
        f"{name}: option {key} (无, none) excludes every other"
        for key in none
        if key in answer and others
    ]
    return errors


def _unknown_options(
    name: str, question: Mapping[str, Any], answer: list[Any]
) -> list[str]:
    options = [row["key"] for row in question["options"]]
    return [
        f"{name}: there is no option {quoted(key)}"
        for key in answer
        if key not in options
    ]


def _grade_faults(name: str, answer: object) -> list[str]:
    if type(answer) is int and 0 <= answer <= SCENE_BEST:
        return []
    return [f"{name}: must be 0, 1, 2, 3 or 4, not {quoted(answer)}"]


def _tally(instrument: Mapping[str, Any], sheet: Mapping[str, Any]) -> Tally:
    points = {
        row["id"]: Fraction(0)
        for row in instrument["dimensions"]
        if row["weight"] is not None
    }
    for question in instrument["questions"]:
        points[question["dim"]] += _points(question, sheet[question_id(question)])
    scenes = instrument["scenes"]
    constrained = [row for row in scenes if row["constrained"]]
    return Tally(
        points=points,
        scenes=_reached([sheet[row["id"]] for row in scenes]),
        constrained=_reached([sheet[row["id"]] for row in constrained]),
    )


def _points(question: Mapping[str, Any], answer: str | list[str]) -> Fraction:
    """Points of a checked answer: its options' per cent of the question's maximum."""
    chosen = answer if isinstance(answer, list) else [answer]
    pct = sum(row["pct"] for row in question["options"] if row["key"] in chosen)
    return Fraction(str(question["max"])) * min(pct, FULL_PCT) / FULL_PCT


def _reached(grades: list[int]) -> dict[int, int]:
    return {at: sum(grade >= at for grade in grades) for at in SCENE_LEVELS}


def _level(instrument: Mapping[str, Any], tally: Tally) -> int:
    """The highest level whose score and both scene counts are reached."""
    reached = [
        row["level"]
        for row in instrument["levels"]
        if tally.score >= row["min_score"]
        and tally.scenes[row["level"]] >= row["min_scenes"]
        and tally.constrained[row["level"]] >= row["min_constrained"]
    ]
    return max(reached, default=0)


def _by_text(counts: Mapping[int, int]) -> dict[str, int]:
    return {str(at): count for at, count in counts.items()}

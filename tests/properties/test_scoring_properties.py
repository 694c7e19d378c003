"""Scores are bounded and grow with the answers; junk is refused, never a crash."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from diagnoses.instruments import shipped_instrument
from diagnoses.scoring import AnswersError, assess
from foundation.json_files import parse_json, quoted, write_json

MIIT = shipped_instrument("miit-sme-2024")
QUESTIONS = {f"Q{row['no']}": row for row in MIIT["questions"]}
SCENES = {row["id"]: row for row in MIIT["scenes"]}
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3)
    | st.sampled_from("ABCDEFO"),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=2)
    ),
    max_leaves=6,
)


@st.composite
def sheets(draw):
    sheet = {}
    for name, row in QUESTIONS.items():
        keys = [option["key"] for option in row["options"]]
        several = st.lists(st.sampled_from(keys[1:]), min_size=1, unique=True)
        multi = several | st.just(keys[:1])
        one = st.sampled_from(keys)
        sheet[name] = draw(multi if row["type"] == "multi_sum" else one)
    grades = st.integers(draw(st.integers(0, 4)), 4)
    return sheet | {name: draw(grades) for name in SCENES}


def slow_score(sheet):
    """The same rule, written out again the long way."""
    points = dict.fromkeys("FMR", Fraction(0))
    for name, row in QUESTIONS.items():
        percent = 0
        for option in row["options"]:
            if option["key"] in list(sheet[name]):
                percent += option["pct"]
        points[row["dim"]] += Fraction(Decimal(row["max"])) * percent / 100
    return points


def slow_level(score, sheet):
    needs = {1: (20, 6, 3), 2: (40, 6, 3), 3: (60, 8, 5), 4: (80, 10, 6)}
    for level in (4, 3, 2, 1):
        there = [name for name in SCENES if sheet[name] >= level]
        hard = [name for name in there if SCENES[name]["constrained"]]
        bound, scenes, constrained = needs[level]
        if score >= bound and len(there) >= scenes and len(hard) >= constrained:
            return level
    return 0


def two_places(value):
    """Half-up by hand: thousandths of 5 and more go up."""
    cents, rest = divmod(value * 100, 1)
    return Decimal(int(cents) + (rest >= Fraction(1, 2))) / 100


@given(sheets())
def test_the_result_is_the_rule_written_out(sheet):
    points = slow_score(sheet)
    score = sum(points.values())
    result = assess(MIIT, sheet)
    assert Decimal(result["score"]) == two_places(score)
    assert {name: Decimal(text) for name, text in result["dimensions"].items()} == {
        name: two_places(value) for name, value in points.items()
    }
    assert result["level"] == slow_level(score, sheet)


@given(sheets())
def test_scores_and_counts_are_bounded(sheet):
    result = assess(MIIT, sheet)
    scored = [result["score"], *(result["dimensions"][name] for name in "FMR")]
    for text, most in zip(scored, (100, 50, 30, 20), strict=True):
        assert 0 <= Decimal(text) <= most
    scenes = [result["scenes_at_or_above"][level] for level in "1234"]
    constrained = [result["constrained_at_or_above"][level] for level in "1234"]
    assert scenes == sorted(scenes, reverse=True)
    assert [max(scenes), max(constrained)] <= [16, 10]
    assert all(few <= many for few, many in zip(constrained, scenes, strict=True))
    assert result["level"] in range(5)


@given(sheets(), st.sampled_from([*QUESTIONS]), st.data())
def test_a_better_answer_never_lowers_score_or_level(sheet, name, data):
    options = QUESTIONS[name]["options"]
    if QUESTIONS[name]["type"] == "multi_sum":
        more = [row["key"] for row in options[1:]]
        kept = [key for key in sheet[name] if key in more]
        better = [*kept, data.draw(st.sampled_from(more))]
        answer = sorted(set(better))
    else:
        at = [row["key"] for row in options].index(sheet[name])
        answer = data.draw(st.sampled_from([row["key"] for row in options[at:]]))
    before, after = assess(MIIT, sheet), assess(MIIT, sheet | {name: answer})
    assert Decimal(after["score"]) >= Decimal(before["score"])
    assert after["level"] >= before["level"]


@given(sheets(), st.sampled_from([*SCENES]))
def test_a_better_scene_never_lowers_the_level_and_leaves_the_score(sheet, name):
    higher = sheet | {name: min(4, sheet[name] + 1)}
    before, after = assess(MIIT, sheet), assess(MIIT, higher)
    assert (after["score"], after["level"] >= before["level"]) == (
        before["score"],
        True,
    )


def errors_of(sheet):
    """The lines that refuse the sheet; none when it is scored."""
    try:
        result = assess(MIIT, sheet)
    except AnswersError as fault:
        return [line for error in fault.errors for line in error.splitlines()]
    assert parse_json(write_json(result)) == result
    return []


@given(sheets(), st.sampled_from([*QUESTIONS, *SCENES]), JUNK)
def test_junk_is_refused_in_one_line_of_words_or_scored(sheet, name, junk):
    assert {line.partition(":")[0] for line in errors_of(sheet | {name: junk})} <= {
        name
    }


@given(sheets(), st.text(max_size=5), JUNK)
def test_what_no_one_asked_is_refused(sheet, name, junk):
    assume(name not in sheet)
    assert errors_of(sheet | {name: junk}) == [
        f"{quoted(name)}: no such question or scene"
    ]

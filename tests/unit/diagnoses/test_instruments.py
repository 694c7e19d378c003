"""The shipped instrument: its figures are the official ones, its words are complete."""

from collections import Counter
from decimal import Decimal

import pytest

from diagnoses.instruments import shipped_instrument, shipped_instruments
from foundation.json_files import InputError

MIIT = shipped_instrument("miit-sme-2024")
QUESTIONS = MIIT["questions"]


def wordings(node, path=""):
    """Every object of the instrument that holds words, with its place."""
    if isinstance(node, dict):
        if "zh" in node or "en" in node:
            yield path, node
        for key, value in node.items():
            yield from wordings(value, f"{path}/{key}")
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield from wordings(value, f"{path}/{at}")


def test_the_shipped_instruments_are_known_by_their_id():
    assert [
        (slug, shipped_instrument(slug)["id"]) for slug in shipped_instruments()
    ] == [("miit-sme-2024", "miit-sme-2024")]


@pytest.mark.parametrize("slug", ["", "miit", "../data/miit-sme-2024", "miit_sme_2024"])
def test_an_unknown_instrument_is_refused_with_the_known_ones(slug):
    with pytest.raises(InputError) as refusal:
        shipped_instrument(slug)
    assert str(refusal.value) == f'no instrument "{slug}"; known: miit-sme-2024'


def test_maxima_add_up_to_the_weight_of_each_dimension():
    sums = Counter()
    for row in QUESTIONS:
        sums[row["dim"]] += Decimal(row["max"])
    weights = {row["id"]: row["weight"] for row in MIIT["dimensions"]}
    assert (dict(sums), weights.pop("B")) == (weights, None)


def test_each_maximum_follows_from_the_weights_above_it():
    weights = {row["id"]: Decimal(row["weight"] or 0) for row in MIIT["dimensions"]}
    assert [Decimal(row["max"]) for row in QUESTIONS] == [
        weights[row["dim"]] * row["area"]["weight"] * row["topic"]["weight"] / 10_000
        for row in QUESTIONS
    ]


def test_every_best_answer_is_the_whole_maximum():
    assert [
        sum(percents) if row["type"] == "multi_sum" else max(percents)
        for row in QUESTIONS
        for percents in [[option["pct"] for option in row["options"]]]
    ] == [100] * 15


def test_questions_are_numbered_and_options_lettered_without_gap():
    assert [row["no"] for row in QUESTIONS] == list(range(1, 16))
    assert [
        "".join(option["key"] for option in row["options"]) for row in QUESTIONS
    ] == ["ABCDEFGHIJKLMNO"[: len(row["options"])] for row in QUESTIONS]


def test_only_the_first_option_is_worth_nothing():
    assert [
        [option["key"] for option in row["options"] if option["pct"] == 0]
        for row in QUESTIONS
    ] == [["A"]] * 15


def test_the_types_are_the_official_ones():
    multi = [row["no"] for row in QUESTIONS if row["type"] == "multi_sum"]
    single = [row["no"] for row in QUESTIONS if row["type"] == "single"]
    assert (multi, single) == ([1, 4, 6, 7, 9, 10], [2, 3, 5, 8, 11, 12, 13, 14, 15])


def test_sixteen_scenes_of_which_ten_are_constrained():
    scenes = MIIT["scenes"]
    free = [row["id"] for row in scenes if not row["constrained"]]
    assert [row["id"] for row in scenes] == [f"S{no:02d}" for no in range(1, 17)]
    assert free == ["S02", "S04", "S05", "S14", "S15", "S16"]
    assert [sorted(row["levels"]) for row in scenes] == [["1", "2", "3", "4"]] * 16


def test_the_level_thresholds_are_kept_as_preliminary_data():
    bounds = [
        (row["level"], row["min_score"], row["min_scenes"], row["min_constrained"])
        for row in MIIT["levels"]
    ]
    assert bounds == [(1, 20, 6, 3), (2, 40, 6, 3), (3, 60, 8, 5), (4, 80, 10, 6)]
    assert MIIT["preliminary"] is True


def test_every_word_stands_in_both_languages():
    lacking = [
        path
        for path, node in wordings(MIIT)
        if not node.get("zh", "").strip() or not node.get("en", "").strip()
    ]
    assert lacking == []


def test_english_words_hold_no_chinese():
    mixed = [
        path
        for path, node in wordings(MIIT)
        if path != "/source" and any("一" <= letter <= "鿿" for letter in node["en"])
    ]
    assert mixed == []


def test_no_two_options_or_levels_read_the_same():
    groups = [row["options"] for row in QUESTIONS]
    groups += [list(row["levels"].values()) for row in MIIT["scenes"]]
    doubled = [
        words
        for words in groups
        for language in ("zh", "en")
        if len({row[language] for row in words}) < len(words)
    ]
    assert doubled == []

"""Strict JSON: what is read, what is refused, and in which words."""

import json
from decimal import Decimal

import pytest

from foundation.json_files import (
    Fields,
    InputError,
    is_decimal,
    is_name,
    is_whole,
    parse_json,
    quoted,
    read_json,
    refuse,
    write_json,
)


def refusal_of(deed, *args):
    with pytest.raises(InputError) as refusal:
        deed(*args)
    return refusal.value.errors


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path):
    file = tmp_path / "data.json"
    file.write_bytes(b"\xef\xbb\xbf" + '{"名": ["甲", 1, null]}'.encode())
    assert read_json(file) == {"名": ["甲", 1, None]}


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    absent = tmp_path / "absent.json"
    assert refusal_of(read_json, absent) == (f"{absent}: No such file or directory",)
    assert refusal_of(read_json, tmp_path) == (f"{tmp_path}: Is a directory",)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    file = tmp_path / "gbk.json"
    file.write_bytes('{"名": 1}'.encode("gbk"))
    assert refusal_of(read_json, file) == (f"{file}: not a UTF-8 text file",)


def test_a_fault_inside_a_file_names_the_file(tmp_path):
    file = tmp_path / "twice.json"
    file.write_text('{"a": 1, "a": 2, "b": {"c": 1, "c": 1, "d": 0}}')
    assert refusal_of(read_json, file) == (
        f'{file}: the key "c" is given twice',
        f'{file}: the key "a" is given twice',
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "not JSON: Expecting value: line 1 column 1 (char 0)"),
        ("{'a': 1}", "not JSON: Expecting property name enclosed in double quotes"),
        ('{"a": NaN}', "not JSON: NaN is no number"),
        ("[Infinity]", "not JSON: Infinity is no number"),
        ("[-Infinity]", "not JSON: -Infinity is no number"),
        ("9" * 5000, "not JSON: Exceeds the limit (4300 digits)"),
        ("[" * 100_000 + "]" * 100_000, "not usable: nested too deeply"),
        ('{"a":' * 100_000, "not usable: nested too deeply"),
        ('["\\ud800"]', "not usable: holds half a character (a surrogate)"),
    ],
)
def test_what_is_not_strict_json_is_refused_in_one_line(text, fault):
    errors = refusal_of(parse_json, text)
    assert [error[: len(fault)] for error in errors] == [fault]
    assert len(errors[0].splitlines()) == 1


def test_every_depth_of_nesting_is_read_and_quoted_or_refused():
    def outcome(depth):
        try:
            return quoted(parse_json("[" * depth + "]" * depth))[0]
        except InputError as fault:
            return str(fault)

    outcomes = {outcome(depth) for depth in range(1, 1200)}
    assert outcomes == {"[", "not usable: nested too deeply"}


def test_a_value_too_deep_to_write_is_still_quoted():
    deep = []
    for _level in range(100_000):
        deep = [deep]
    assert quoted(deep) == "[[…]]"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("甲", '"甲"'),
        ("two\nlines", r'"two\nlines"'),
        ("two\u2028lines", r'"two\u2028lines"'),
        ([1.5, None, True], "[1.5, null, true]"),
        ("x" * 100, '"' + "x" * 58 + "…"),
    ],
)
def test_a_quoted_value_stays_on_one_short_line(value, text):
    assert quoted(value) == text


def test_written_json_keeps_its_script_and_reads_back():
    data = {"名": ["甲", 10**30]}
    assert write_json(data) == '{\n  "名": [\n    "甲",\n    1' + "0" * 30 + "\n  ]\n}"
    assert json.loads(write_json(data)) == data


def test_a_command_ends_with_each_error_on_a_line_and_code_2():
    written = []
    with pytest.raises(SystemExit) as end:
        refuse(written.append, ["one", "two"])
    assert (written, end.value.code) == (["one\n", "two\n"], 2)


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        (0, True),
        (10**30 - 1, True),
        (10**30, False),
        (-1, False),
        (True, False),
        (1.0, False),
        ("1", False),
        (None, False),
    ],
)
def test_a_whole_number_is_an_int_from_0_on(value, whole):
    assert is_whole(value) is whole


@pytest.mark.parametrize(
    ("value", "fits"),
    [("P1", True), (7, True), (" ", False), (None, False), (True, False)],
)
def test_a_name_is_a_text_or_a_number(value, fits):
    assert is_name(value) is fits


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("0", True),
        ("83.25", True),
        ("100.00", True),
        ("100.01", False),
        ("83.255", False),
        ("83.", False),
        (".5", False),
        ("-1", False),
        ("+1", False),
        ("1e2", False),
        ("NaN", False),
        ("８３", False),
        (" 83", False),
        ("83\n", False),
        ("", False),
        (83, False),
        (83.25, False),
        (None, False),
    ],
)
def test_a_score_is_a_plain_decimal_string(value, fits):
    assert is_decimal(value, most=100, places=2) is fits


def test_a_rate_has_no_bound_but_its_length():
    found = [
        is_decimal(text, most=None, places=None)
        for text in ("123.456789", "9" * 30, "9" * 31, "0." + "1" * 31)
    ]
    assert found == [True, True, False, False]


def test_fields_are_taken_with_their_types():
    errors = []
    fields = Fields(
        {
            "fen": 5,
            "on": True,
            "id": "P1",
            "grade": "B",
            "rate": "0.80",
            "rows": [1],
            "k": {"A": "1"},
        },
        "",
        errors,
    )
    inner = fields.inner("k")
    taken = (
        fields.whole("fen"),
        fields.flag("on"),
        fields.name("id"),
        fields.choice("grade", ("A", "B")),
        fields.decimal("rate"),
        fields.members("rows"),
        inner.decimal("A", most=1),
    )
    fields.close()
    inner.close()
    assert taken == (5, True, "P1", "B", Decimal("0.80"), [1], Decimal(1))
    assert errors == []


def test_every_wrong_field_is_named_with_its_place():
    errors = []
    fields = Fields(
        {
            "fen": 1.5,
            "on": 1,
            "id": "",
            "grade": ["A"],
            "rate": 0.8,
            "rows": {},
            "x": 1,
        },
        "rule",
        errors,
    )
    harmless = (
        fields.whole("fen"),
        fields.flag("on"),
        fields.name("id"),
        fields.choice("grade", ("A", "B")),
        fields.decimal("rate", most=1, places=2),
        fields.members("rows"),
        fields.whole("absent"),
    )
    fields.close()
    assert harmless == (0, False, "", "", Decimal(0), [], 0)
    assert errors == [
        "rule: fen must be a whole number from 0 on with at most 30 digits, not 1.5",
        "rule: on must be true or false, not 1",
        'rule: id must be a text or a whole number, not ""',
        'rule: grade must be one of A, B, not ["A"]',
        'rule: rate must be a decimal string like "0.80" from 0 to 1 '
        "with at most 2 places, not 0.8",
        "rule: rows must be a list, not {}",
        "rule: absent is missing",
        'rule: the key "x" is unknown',
    ]


def test_a_missing_or_wrong_object_is_reported_once():
    errors = []
    fields = Fields({"k": []}, "", errors)
    for inner in (fields.inner("k"), fields.inner("absent"), Fields(3, "row", errors)):
        inner.decimal("A")
        inner.close()
    assert errors == [
        "k must be an object, not []",
        "absent is missing",
        "row: must be an object, not 3",
    ]

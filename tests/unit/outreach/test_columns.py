"""Headings in any order and language, or none."""

import pytest
from django.utils import translation

from desks.targets_sheet import LABELS
from outreach import faults
from outreach.columns import COLUMNS, EARLIER, HEADINGS, TARGETS, arrange
from outreach.faults import SheetError
from outreach.sheets import MOST_ROWS, Line, read_text


def refusal(text, kind=TARGETS):
    with pytest.raises(SheetError) as caught:
        arrange(read_text(text), kind)
    return caught.value.fault


def test_headings_in_chinese_are_found_in_any_order_below_a_title():
    text = (
        "2026年目标企业清单\n"
        "备注\t企业名称\t联系电话（必填）\t统一社会信用代码*\t所属区\n"
        "好\t甲\t139\t91\t武进"
    )
    table = arrange(read_text(text), TARGETS)
    assert table.rows == [
        (
            3,
            {
                "name": "甲",
                "contact_phone": "139",
                "credit_code": "91",
                "district": "武进",
            },
        )
    ]
    assert table.unused == ["备注"]


def test_headings_in_english_are_found():
    heads = "Credit Code\tCompany\tDistrict\tDiagnosed on\tDiagnosed by"
    table = arrange(read_text(f"{heads}\n1\t2\t3\t4\t5"), EARLIER)
    keys = ("credit_code", "name", "district", "done_on", "done_by")
    assert table.rows == [(2, dict(zip(keys, "12345", strict=True)))]


def test_without_headings_the_columns_stand_as_in_the_template():
    table = arrange([Line(1, ("91", "甲", "武进", "", "34"))], TARGETS)
    assert table.rows == [
        (1, {"credit_code": "91", "name": "甲", "district": "武进", "sector": "34"})
    ]


@pytest.mark.parametrize("kind", [TARGETS, EARLIER])
def test_the_template_s_own_headings_are_all_known(kind):
    heads = "\t".join(HEADINGS[key][0] for key in COLUMNS[kind])
    values = "\t".join(COLUMNS[kind])
    table = arrange(read_text(f"{heads}\n{values}"), kind)
    assert table.rows == [(2, {key: key for key in COLUMNS[kind]})]


def test_what_the_page_calls_a_column_is_known_as_its_heading():
    for language in ("en", "zh-hans"):
        with translation.override(language):
            heads = "\t".join(str(LABELS[key]) for key in COLUMNS[TARGETS])
        values = "\t".join(COLUMNS[TARGETS])
        table = arrange(read_text(f"{heads}\n{values}"), TARGETS)
        assert table.rows == [(2, {key: key for key in COLUMNS[TARGETS]})]


def test_a_missing_or_doubled_column_is_named():
    missing = refusal("名称\t辖市区\n甲\t武进")
    assert (missing.template, missing.values) == (
        faults.MISSING_COLUMN,
        {"column": "统一社会信用代码"},
    )
    doubled = refusal("信用代码\t税号\t名称\t区\t电话\n1\t1\t2\t3\t4")
    assert doubled.template == faults.TWICE


def test_a_header_alone_and_too_many_rows_are_refused():
    assert refusal("信用代码\t名称\t区\t电话").template == faults.EMPTY
    rows = "\n".join(["1\t2\t3"] * (MOST_ROWS + 1))
    assert refusal(rows).template == faults.TOO_MANY


def test_rows_that_hold_nothing_of_ours_are_left_out():
    text = "信用代码\t名称\t区\t电话\t备注\n1\t2\t3\t4\n\t\t\t\t合计"
    assert len(arrange(read_text(text), TARGETS).rows) == 1

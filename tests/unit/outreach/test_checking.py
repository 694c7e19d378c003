"""Each wrong cell gets its own sentence; what is right becomes plain values."""

from datetime import date

import pytest

from foundation import credit_codes
from outreach import faults
from outreach.checking import Known, OnFile, check, code_of, differences
from outreach.columns import EARLIER, TARGETS
from tests.factories.lists import code, typed

KNOWN = Known(
    kind=TARGETS,
    today=date(2026, 3, 2),
    districts={"武进区": 1, "武进": 1, "新北区": 2},
    mine=frozenset({1}),
    sectors={"34": "34", "通用设备制造业": "34", "通用设备": "34", "38": "38"},
)


def row(known=KNOWN, **cells):
    return check([(2, typed(**cells))], known)[0]


def fault(key, known=KNOWN, **cells):
    return row(known, **cells).wrong[key].template


def value(key, known=KNOWN, **cells):
    return row(known, **cells).values[key]


def test_a_good_row_becomes_plain_values():
    found = row(credit_code=code(7), contact_phone="13900000007", name="甲")
    assert found.is_good
    assert found.values == {
        "credit_code": code(7), "name": "甲", "district": 1, "town": "湖塘镇",
        "sector": "34", "size": "small", "above_designated": None,
        "contact_name": "王强", "contact_phone": "13900000007",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "text", "meant"),
    [
        ("contact_phone", "１３９０００００００７", "13900000007"),
        ("contact_phone", "+86 139-0000-0007", "13900000007"),
        ("contact_phone", "（0519）—8000 0001".replace("—", "-"), "0519-80000001"),
        ("contact_phone", "400-800-1234", "400-800-1234"),
        ("sector", "C34", "34"),
        ("sector", "3421", "34"),
        ("sector", "通用设备", "34"),
        ("sector", "38 电气机械", "38"),
        ("size", "中型企业", "medium"),
        ("size", "微", "micro"),
        ("size", "Large", "large"),
        ("size", "", ""),
        ("above_designated", "是", True),
        ("above_designated", "规下企业", False),
        ("above_designated", "√", True),
        ("district", "武进", 1),
        ("town", "", ""),
    ],
)
def test_the_usual_ways_to_write_a_cell_are_understood(key, text, meant):
    assert value(key, **{key: text}) == meant


def test_the_column_of_the_size_may_say_above_or_below_designated_size():
    found = row(size="规上")
    assert (found.values["size"], found.values["above_designated"]) == ("", True)
    said = row(size="规上", above_designated="否")
    assert said.values["above_designated"] is False


@pytest.mark.parametrize(
    ("key", "text", "why"),
    [
        ("credit_code", "", faults.MISSING),
        ("credit_code", "9132", credit_codes.WRONG_LENGTH),
        ("credit_code", "9.13204E+17", faults.ROUNDED_CODE),
        ("credit_code", code(1)[:-1] + ("1" if code(1)[-1] != "1" else "2"),
         credit_codes.WRONG_CHECK),
        ("name", "=A1", faults.FORMULA),
        ("name", "长" * 81, faults.TOO_LONG),
        ("district", "无锡市", faults.NO_DISTRICT),
        ("district", "新北区", faults.NOT_YOURS),
        ("sector", "软件", faults.NO_SECTOR),
        ("size", "巨型", faults.NO_SIZE),
        ("above_designated", "也许", faults.NO_YES_NO),
        ("contact_phone", "1390000", faults.NO_PHONE),
    ],
)  # fmt: skip
def test_a_wrong_cell_gets_its_own_sentence(key, text, why):
    found = row(**{key: text})
    assert {name: one.template for name, one in found.wrong.items()} == {key: why}


def test_days_of_earlier_diagnoses_are_read_and_checked():
    known = Known(
        kind=EARLIER, today=date(2026, 3, 2), districts={"武进区": 1},
        mine=frozenset({1}), sectors={}, elsewhere=frozenset({code(5)}),
    )  # fmt: skip
    cells = {"done_by": "外市项目", "credit_code": code(4)}
    assert value("done_on", known, done_on="2025年3月1日", **cells) == date(2025, 3, 1)
    assert value("done_on", known, done_on="2025/3/1 00:00", **cells) == date(
        2025, 3, 1
    )
    assert fault("done_on", known, done_on="2025-13-01", **cells) == faults.NO_DAY
    assert fault("done_on", known, done_on="去年", **cells) == faults.NO_DAY
    assert fault("done_on", known, done_on="2026-03-03", **cells) == faults.DAY_AHEAD
    again = {**cells, "credit_code": code(5)}
    assert fault("credit_code", known, done_on="2025-03-01", **again) == (
        faults.DONE_ELSEWHERE
    )


def test_the_code_of_a_row_is_known_before_it_is_checked():
    assert code_of(typed(credit_code=code(8).lower())) == code(8)
    assert code_of(typed(credit_code="12")) == ""


def test_a_code_that_comes_twice_is_wrong_the_second_time_and_the_first_is_named():
    same = typed()
    first, second = check([(2, same), (5, same)], KNOWN)
    assert first.is_good
    assert str(second.wrong["credit_code"]) == (
        "The same code stands in row 2 already."
    )


def test_a_firm_on_another_list_is_named_with_it():
    known = Known(**{**vars(KNOWN), "listed": {code(3): "旧清单"}})
    wrong = row(known, credit_code=code(3)).wrong["credit_code"]
    assert (wrong.template, wrong.values) == (faults.LISTED, {"list": "旧清单"})


def test_the_firm_s_file_decides_the_district():
    files = {
        code(1): OnFile(2, "新北区", {}),
        code(2): OnFile(None, "", {}),
        code(3): OnFile(1, "武进区", {}),
    }
    known = Known(**{**vars(KNOWN), "files": files})
    assert fault("district", known, credit_code=code(1)) == faults.OTHER_DISTRICT
    assert fault("district", known, credit_code=code(2)) == faults.OUTSIDE
    assert row(known, credit_code=code(3)).is_good
    assert fault("district", known, credit_code=code(1), district="") == faults.MISSING


def test_differences_between_list_and_file_are_shown_and_nothing_else():
    file = OnFile(
        1,
        "武进区",
        {"name": "甲", "town": "牛塘镇", "contact_name": "", "contact_phone": "1"},
    )
    found = row(name="甲", town="湖塘镇", contact_phone="x")
    assert differences(found, file) == {"town": "牛塘镇"}

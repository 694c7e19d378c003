"""Checks a list cell by cell: plain values out, or the sentence why not; pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from foundation import phones
from foundation.credit_codes import CreditCodeError, normalise
from foundation.faults import Fault
from outreach import faults
from outreach.columns import COLUMNS, REQUIRED, plain

LAND_LINE = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,5})?|400-?\d{3}-?\d{4}")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(\s+[\d:]+)?")
ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+\d+")
LONGEST = {"name": 80, "town": 40, "contact_name": 40, "done_by": 80}
SIZES = {
    "大型": "large", "大": "large", "large": "large",
    "中型": "medium", "中": "medium", "medium": "medium",
    "小型": "small", "小": "small", "small": "small",
    "微型": "micro", "微": "micro", "micro": "micro",
}  # fmt: skip
YES = {"是", "规上", "有", "yes", "y", "true", "1", "√", "✓"}
NO = {"否", "规下", "无", "no", "n", "false", "0", "×", "✗"}
Row = Mapping[str, str]


@dataclass(frozen=True)
class OnFile:
    """What the city's one file says of a registered firm."""

    district: int | None
    district_name: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """What the check has to know of the city; names are `plain`, districts keys."""

    kind: str
    today: date
    districts: Mapping[str, int]
    mine: frozenset[int]
    sectors: Mapping[str, str]
    listed: Mapping[str, str] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    files: Mapping[str, OnFile] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """One row: what was typed, what it means, what is wrong with which cell."""

    number: int
    typed: Row
    values: Mapping[str, Any]
    wrong: Mapping[str, Fault]

    @property
    def is_good(self) -> bool:
        """Whether the row can be taken over as it is."""
        return not self.wrong


class _Wrong(ValueError):
    """A cell cannot be taken; carries its fault."""

    def __init__(self, template: str, **values: str | int) -> None:
        super().__init__(template)
        self.fault = Fault(template, values)


def check(rows: Iterable[tuple[int, Row]], known: Known) -> list[Checked]:
    """Every row with its faults; a code that comes twice is wrong the second time."""
    seen: dict[str, int] = {}
    found = []
    for number, typed in rows:
        row = _check_row(number, typed, known, seen)
        code = row.values.get("credit_code")
        if code:
            seen.setdefault(code, number)
        found.append(row)
    return found


def code_of(typed: Row) -> str:
    """The row's credit code in its one form; "" for none."""
    try:
        return normalise(typed.get("credit_code", ""))
    except CreditCodeError:
        return ""


def _check_row(
    number: int, typed: Row, known: Known, seen: Mapping[str, int]
) -> Checked:
    values: dict[str, Any] = {}
    wrong: dict[str, Fault] = {}
    for key in COLUMNS[known.kind]:
        try:
            values[key] = _value(key, typed.get(key, ""), known)
        except _Wrong as error:
            wrong[key] = error.fault
    _mind_size(typed, values, wrong)
    code = values.get("credit_code")
    if code:
        _compare(code, values, wrong, known, seen)
    return Checked(number, typed, values, wrong)


def _value(key: str, text: str, known: Known) -> Any:
    """What a cell means. _Wrong where it means nothing."""
    text = text.strip()
    if not text:
        if key in REQUIRED[known.kind]:
            raise _Wrong(faults.MISSING)
        return None if key == "above_designated" else ""
    if text.startswith("="):
        raise _Wrong(faults.FORMULA)
    if len(text) > LONGEST.get(key, len(text)):
        raise _Wrong(faults.TOO_LONG, most=LONGEST[key])
    reader = READERS.get(key)
    return reader(text, known) if reader else text


def _code(text: str, known: Known) -> str:
    if ROUNDED.fullmatch(text):
        raise _Wrong(faults.ROUNDED_CODE)
    try:
        return normalise(text)
    except CreditCodeError as error:
        raise _Wrong(error.template, **error.values) from error


def _district(text: str, known: Known) -> int:
    key = known.districts.get(plain(text))
    if key is None:
        raise _Wrong(faults.NO_DISTRICT)
    if key not in known.mine:
        raise _Wrong(faults.NOT_YOURS)
    return key


def _sector(text: str, known: Known) -> str:
    """By its name, or by a number that begins with its two digits: C34, 3412."""
    word = plain(text)
    digits = re.match(r"c?(\d\d)", word)
    for key in (word, word.removesuffix("制造业"), digits[1] if digits else ""):
        if key in known.sectors:
            return known.sectors[key]
    raise _Wrong(faults.NO_SECTOR)


def _size(text: str, known: Known) -> str:
    word = plain(text)
    if word in YES | NO:
        return ""  # 规上 and 规下 stand in this column, too: `_mind_size`
    found = SIZES.get(word.removesuffix("企业"))
    if found is None:
        raise _Wrong(faults.NO_SIZE)
    return found


def _yes_no(text: str, known: Known) -> bool:
    word = unicodedata.normalize("NFKC", text).lower().removesuffix("企业")
    if word not in YES | NO:
        raise _Wrong(faults.NO_YES_NO)
    return word in YES


def _phone(text: str, known: Known) -> str:
    mobile = phones.plain(text)
    if phones.is_mobile(mobile):
        return mobile
    number = re.sub(r"[‐-―−]", "-", unicodedata.normalize("NFKC", text))
    number = re.sub(r"[\s()]", "", number)
    if not LAND_LINE.fullmatch(number):
        raise _Wrong(faults.NO_PHONE)
    return number


def _day(text: str, known: Known) -> date:
    match = DAY.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        year, month, day = map(int, match.groups()[:3]) if match else (0, 0, 0)
        found = date(year, month, day)
    except ValueError as error:
        raise _Wrong(faults.NO_DAY) from error
    if found > known.today:
        raise _Wrong(faults.DAY_AHEAD)
    return found


READERS: dict[str, Callable[[str, Known], Any]] = {
    "credit_code": _code,
    "district": _district,
    "sector": _sector,
    "size": _size,
    "above_designated": _yes_no,
    "contact_phone": _phone,
    "done_on": _day,
}


def _mind_size(typed: Row, values: dict[str, Any], wrong: Mapping[str, Fault]) -> None:
    """规上 or 规下 in the column of the size says whether a firm is above it."""
    word = plain(typed.get("size", ""))
    silent = values.get("above_designated") is None and "above_designated" not in wrong
    if silent and word in YES | NO:
        values["above_designated"] = word in YES


def _compare(
    code: str,
    values: Mapping[str, Any],
    wrong: dict[str, Fault],
    known: Known,
    seen: Mapping[str, int],
) -> None:
    """The code against the rows above, the lists there are, and the firm's file."""
    if code in seen:
        wrong["credit_code"] = Fault(faults.SAME_ROW, {"row": seen[code]})
    elif code in known.listed:
        wrong["credit_code"] = Fault(faults.LISTED, {"list": known.listed[code]})
    elif code in known.elsewhere:
        wrong["credit_code"] = Fault(faults.DONE_ELSEWHERE)
    file = known.files.get(code)
    if file is None or "district" in wrong or values["district"] == file.district:
        return
    if file.district is None:
        wrong["district"] = Fault(faults.OUTSIDE)
    else:
        name = file.district_name
        wrong["district"] = Fault(faults.OTHER_DISTRICT, {"district": name})


def differences(row: Checked, file: OnFile) -> dict[str, str]:
    """Cells in which the list and the firm's file differ, with what the file says."""
    return {
        key: said
        for key, said in file.facts.items()
        if row.typed.get(key) and key not in row.wrong and said
        and plain(said) != plain(str(row.values.get(key, "")))
    }  # fmt: skip

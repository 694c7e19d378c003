"""Which column is which: headings in Chinese and English, any order, or none; pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from outreach import faults
from outreach.faults import SheetError
from outreach.sheets import MOST_ROWS, Line

ENOUGH = 2  # known headings make a row the header
HEADER_WITHIN = 5  # lines: a title often stands above the header
TARGETS, EARLIER = "targets", "earlier"
# Key -> the heading of our template, then what else people call it.
HEADINGS: dict[str, tuple[str, ...]] = {
    "credit_code": (
        "统一社会信用代码", "社会信用代码", "信用代码", "纳税人识别号", "税号",
        "credit code", "uscc", "unified social credit code",
    ),
    "name": (
        "企业名称", "公司名称", "单位名称", "企业", "公司", "名称", "企业全称",
        "firm", "company", "name", "company name", "name of the firm",
    ),
    "district": (
        "辖市区", "所属区", "所在区", "区县", "县区", "县市区", "属地", "区", "区域",
        "辖区", "factory district", "district",
    ),
    "town": (
        "镇街园区", "镇街", "镇", "街道", "乡镇", "乡镇街道", "镇街道", "园区",
        "所属镇街", "所在镇街", "乡镇或园区", "town", "town or park", "park", "street",
    ),
    "sector": (
        "行业", "所属行业", "行业大类", "行业代码", "行业类别", "sector", "industry",
    ),
    "size": ("规模", "企业规模", "规模类型", "size"),
    "above_designated": (
        "规上", "是否规上", "规上企业", "是否规上企业", "规上规下",
        "above designated size", "above designated",
    ),
    "contact_name": (
        "联系人", "企业联系人", "联系人姓名", "负责人", "contact", "contact name",
        "contact person",
    ),
    "contact_phone": (
        "联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "联系人电话",
        "电话号码", "phone", "mobile", "contact phone", "mobile phone", "telephone",
    ),
    "done_on": (
        "诊断日期", "日期", "完成日期", "诊断时间", "day", "date", "diagnosed on",
    ),
    "done_by": (
        "诊断单位", "诊断机构", "服务商", "由谁诊断", "实施单位", "diagnosed by", "by",
        "provider",
    ),
}  # fmt: skip
FIRM = ("credit_code", "name", "district", "town")
COLUMNS: dict[str, tuple[str, ...]] = {
    TARGETS: (
        *FIRM, "sector", "size", "above_designated", "contact_name", "contact_phone",
    ),
    EARLIER: (*FIRM, "done_on", "done_by"),
}  # fmt: skip
REQUIRED: dict[str, frozenset[str]] = {
    TARGETS: frozenset({"credit_code", "name", "district", "contact_phone"}),
    EARLIER: frozenset({"credit_code", "name", "district", "done_on", "done_by"}),
}
NOISE = re.compile(r"\(.*?\)|[\s*:/、,\-_.。]")


@dataclass(frozen=True)
class Table:
    """Rows by column, numbered as in the file; headings nobody asked for."""

    rows: list[tuple[int, dict[str, str]]]
    unused: list[str] = field(default_factory=list)


def plain(text: str) -> str:
    """Half-width, lower case, without brackets, blanks and punctuation."""
    return NOISE.sub("", unicodedata.normalize("NFKC", text).lower())


KNOWN = {plain(word): key for key, words in HEADINGS.items() for word in words}


def arrange(lines: Sequence[Line], kind: str) -> Table:
    """The lines as rows by column; without a header in the template's order.

    SheetError where a column that must be there is not, or stands twice, or where
    there are too many rows or none.
    """
    keys: list[str] = list(COLUMNS[kind])
    body, unused = lines, list[str]()
    for place, line in enumerate(lines[:HEADER_WITHIN], start=1):
        found = [KNOWN.get(plain(cell), "") for cell in line.cells]
        if len({key for key in found if key in COLUMNS[kind]}) >= ENOUGH:
            keys, unused = _checked(found, line, kind)
            body = lines[place:]
            break
    if not body:
        raise SheetError(faults.EMPTY)
    if len(body) > MOST_ROWS:
        raise SheetError(faults.TOO_MANY, most=MOST_ROWS)
    rows = [(line.number, _by_column(keys, line)) for line in body]
    return Table([row for row in rows if row[1]], unused)


def _checked(found: list[str], line: Line, kind: str) -> tuple[list[str], list[str]]:
    """The key of each column ("" = not asked for), and the headings not asked for."""
    keys = [key if key in COLUMNS[kind] else "" for key in found]
    for key in COLUMNS[kind]:
        if keys.count(key) > 1:
            raise SheetError(faults.TWICE, column=HEADINGS[key][0])
        if key in REQUIRED[kind] and key not in keys:
            raise SheetError(faults.MISSING_COLUMN, column=HEADINGS[key][0])
    pairs = zip(keys, line.cells, strict=True)
    return keys, [cell for key, cell in pairs if not key and cell]


def _by_column(keys: Sequence[str], line: Line) -> dict[str, str]:
    pairs = zip(keys, line.cells, strict=False)
    return {key: cell for key, cell in pairs if key and cell}

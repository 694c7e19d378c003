"""Reading workbooks, csv files and pasted cells; what is none of them is said."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from outreach import faults, sheets
from outreach.faults import SheetError
from outreach.sheets import MOST_MB, MOST_ROWS, read_file, read_text, sheets_beside

NOVEMBER = datetime(2025, 11, 28, 9)  # noqa: DTZ001 - as a cell holds it


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(lines):
    return [[cell for cell in line.cells if cell] for line in lines]


def refusal(data):
    with pytest.raises(SheetError) as caught:
        read_file(data)
    return caught.value.fault.template


def test_pasted_cells_are_divided_by_tabs_and_keep_their_row_numbers():
    lines = read_text("代码\t名称\r\n\r\n1\t二 \n")
    assert [(line.number, line.cells) for line in lines] == [
        (1, ("代码", "名称")),
        (3, ("1", "二")),
    ]


def test_a_lone_quotation_mark_swallows_no_row():
    assert cells(read_text('a\t"b\nc\td')) == [["a", '"b'], ["c", "d"]]


def test_quoted_cells_may_hold_the_delimiter_and_line_breaks():
    assert cells(read_text('a,"b,c\nd"')) == [["a", "b,c\nd"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_csv_is_read_in_every_usual_encoding(encoding):
    assert cells(read_file("代码,名称\n1,二".encode(encoding))) == [
        ["代码", "名称"],
        ["1", "二"],
    ]


def test_a_workbook_gives_its_cells_as_a_person_would_type_them():
    rows = [
        ["代码", "日期", "规上", "电话", "公式", "比例"],
        [913204120000000000, NOVEMBER, True, 13900000001.0, "=A1", 0.5],
        [None, None, None, None, None, None],
        ["x", date(2025, 1, 2), False, 13900000002, None, None],
    ]  # fmt: skip
    assert cells(read_file(workbook(*rows))) == [
        ["代码", "日期", "规上", "电话", "公式", "比例"],
        ["9.1320412e+17", "2025-11-28", "是", "13900000001", "=A1", "0.5"],
        ["x", "2025-01-02", "否", "13900000002"],
    ]


def test_a_cell_merged_over_several_rows_counts_in_each_of_them():
    book = Workbook()
    sheet = book.active
    for row in (
        ["重点企业名单", "", ""], ["代码", "区", "名称"],
        ["1", "武进区", "甲"], ["2", None, "乙"], ["3", None, "丙"],
        ["4", "新北区", "丁"],
    ):  # fmt: skip
        sheet.append(row)
    for span in ("A1:C1", "B3:B5", "B6:B99"):
        sheet.merge_cells(span)
    out = io.BytesIO()
    book.save(out)
    assert cells(read_file(out.getvalue())) == [
        ["重点企业名单"], ["代码", "区", "名称"],
        ["1", "武进区", "甲"], ["2", "武进区", "乙"], ["3", "武进区", "丙"],
        ["4", "新北区", "丁"],
    ]  # fmt: skip


def test_the_first_visible_sheet_that_holds_anything_is_read_with_its_row_numbers():
    book = Workbook()
    hidden = book.create_sheet("选项")
    hidden.append(["大型"])
    hidden.sheet_state = "hidden"
    book.create_sheet("名单")["A3"] = "代码"
    out = io.BytesIO()
    book.save(out)
    (line,) = read_file(out.getvalue())
    assert (line.number, line.cells[0]) == (3, "代码")
    assert sheets_beside(out.getvalue()) == []


def test_other_sheets_that_hold_something_are_named_also_a_damaged_one():
    book = Workbook()
    for name in ("空", "名单", "武进", "选项"):
        sheet = book.create_sheet(name)
        sheet["A2"] = "" if name == "空" else name
    book["选项"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert [line.cells[0] for line in read_file(out.getvalue())] == ["名单"]
    assert sheets_beside(out.getvalue()) == ["武进"]
    assert sheets_beside(b"name,code") == []
    torn = io.BytesIO()
    with zipfile.ZipFile(out) as good, zipfile.ZipFile(torn, "w") as bad:
        for name in good.namelist():
            text = good.read(name)
            bad.writestr(name, text[:-60] if name.endswith("sheet4.xml") else text)
    assert sheets_beside(torn.getvalue()) == ["武进"]


def test_what_is_no_spreadsheet_is_refused_in_words():
    foreign = io.BytesIO()
    with zipfile.ZipFile(foreign, "w") as packed:
        packed.writestr("a.txt", "x")
    assert refusal(b"\xd0\xcf\x11\xe0 old") == faults.OLD_OR_LOCKED
    assert refusal(b"%PDF-1.4\n1 0 obj") == faults.NOT_A_SHEET
    assert refusal(b"  <html>") == faults.NOT_A_SHEET
    assert refusal(b"\x89PNG\r\n\x00") == faults.NOT_A_SHEET
    assert refusal(b"a\x01b") == faults.NOT_A_SHEET
    assert refusal(foreign.getvalue()) == faults.NOT_A_SHEET
    assert refusal(b"PK\x03\x04 broken") == faults.BROKEN
    assert refusal(b"\xff\xff\xff\xff") == faults.WRONG_ENCODING
    assert refusal(b" \n \n") == faults.EMPTY
    assert refusal(workbook()) == faults.EMPTY


def changed(whole, change):
    """The workbook with its sheet changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if "sheet1" in name else content)
    return out.getvalue()


def test_a_workbook_whose_sheet_is_damaged_is_refused():
    whole = workbook(*([n] for n in range(50)))
    assert refusal(changed(whole, lambda xml: xml[:80])) == faults.BROKEN
    assert refusal(changed(whole, lambda xml: xml[:900])) == faults.BROKEN


def test_a_whole_number_written_with_an_exponent_stays_whole():
    whole = workbook([13900000001])
    written = changed(
        whole, lambda xml: xml.replace(b"13900000001", b"1.3900000001E10")
    )
    assert cells(read_file(written)) == [["13900000001"]]


def test_a_cell_that_is_endless_is_no_sheet():
    assert refusal(b'"' + b"x" * 200_000 + b'"') == faults.NOT_A_SHEET


def test_files_too_large_or_with_too_many_rows_are_refused(monkeypatch):
    assert refusal(b"x" * (MOST_MB * 1024 * 1024 + 1)) == faults.TOO_LARGE
    assert refusal(b"a,b\n" * 10_000) == faults.TOO_MANY
    assert len(read_file(b"a,b\n" * (MOST_ROWS + 1))) == MOST_ROWS + 1  # with a header
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 100)
    assert refusal(workbook(["a"])) == faults.TOO_LARGE


def test_merged_areas_of_more_cells_than_a_list_may_have_are_refused():
    areas = b"<mergeCells>" + b'<mergeCell ref="A2:A9999"/>' * 100_000
    many = changed(
        workbook(["代码"], ["1"]),
        lambda xml: xml.replace(b"</worksheet>", areas + b"</mergeCells></worksheet>"),
    )
    assert refusal(many) == faults.TOO_MANY

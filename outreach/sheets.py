"""Reads a workbook, a csv file or pasted cells into rows of text; no Django."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from outreach import faults
from outreach.faults import SheetError

MOST_ROWS = 5_000
MOST_COLUMNS = 40
MOST_MB = 3
MOST_UNPACKED = 80 * 1024 * 1024  # bytes of a workbook when opened
LONGEST_CELL = 2_000
MEGABYTE = 1024 * 1024
LOOKED_AT = 20  # sheets, and rows of each, where a list may stand beside the one read
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
FOREIGN = (b"%PDF", b"{\\rtf", b"<")  # papers and web pages that look like text
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
CONTROLS = {chr(n) for n in range(32)} - {"\t", "\n", "\r"}


class Line(NamedTuple):
    """A row as it stands in the file: its number there, its cells as text."""

    number: int
    cells: tuple[str, ...]


def read_file(data: bytes) -> list[Line]:
    """The rows of an .xlsx or .csv file that hold something. SheetError."""
    if len(data) > MOST_MB * MEGABYTE:
        raise SheetError(faults.TOO_LARGE, most=MOST_MB)
    if data.startswith(OLE):
        raise SheetError(faults.OLD_OR_LOCKED)
    if data.startswith(ZIP):
        return _gathered(_workbook(data))
    if data.lstrip().startswith(FOREIGN):
        raise SheetError(faults.NOT_A_SHEET)
    return read_text(_decoded(data))


def sheets_beside(data: bytes) -> list[str]:
    """Names of the sheets of a workbook that hold something and are not read.

    `data` is a file `read_file` has read; [] for one without sheets.
    """
    if not data.startswith(ZIP):
        return []
    book = load_workbook(io.BytesIO(data), read_only=True)
    try:
        visible = [one for one in book.worksheets if one.sheet_state == "visible"]
        return [one.title for one in visible[:LOOKED_AT] if _holds_something(one)][1:]
    finally:
        book.close()


def _holds_something(sheet: Any) -> bool:
    """A damaged one does, too: it is not read either."""
    try:
        return any(map(any, islice(_filled(sheet, {}), LOOKED_AT)))
    except Exception:
        return True


def read_text(text: str) -> list[Line]:
    """The rows of pasted cells (tabs) or of csv text (commas). SheetError."""
    if CONTROLS & set(text):
        raise SheetError(faults.NOT_A_SHEET)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # A lone quotation mark is a character like any other; it must not swallow rows.
    rows = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=_delimiter(text),
        quoting=csv.QUOTE_NONE if text.count('"') % 2 else csv.QUOTE_MINIMAL,
    )
    try:
        return _gathered(rows)
    except csv.Error as error:
        raise SheetError(faults.NOT_A_SHEET) from error


def _delimiter(text: str) -> str:
    """What the first line that holds something is divided by most."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max("\t,;", key=first.count)


def _gathered(rows: Iterable[Iterable[Any]]) -> list[Line]:
    """Rows that hold something, up to the most a list may have."""
    lines: list[Line] = []
    for number, row in enumerate(rows, start=1):
        cells = tuple(str(cell).strip()[:LONGEST_CELL] for cell in row)
        if not any(cells):
            continue
        if len(lines) > MOST_ROWS:
            raise SheetError(faults.TOO_MANY, most=MOST_ROWS)
        lines.append(Line(number, cells[:MOST_COLUMNS]))
    if not lines:
        raise SheetError(faults.EMPTY)
    return lines


# --- csv --------------------------------------------------------------------------
def _decoded(data: bytes) -> str:
    """Text in UTF-8, UTF-16 with its mark, or GBK (a part of GB 18030)."""
    if data.startswith(UTF_16):
        encodings = ["utf-16"]
    elif b"\x00" in data:
        raise SheetError(faults.NOT_A_SHEET)
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError(faults.WRONG_ENCODING)


# --- xlsx -------------------------------------------------------------------------
def _workbook(data: bytes) -> Iterator[list[str]]:
    """The rows of the first visible sheet that holds anything, read one by one."""
    try:
        _unpacks_small(data)
        book = load_workbook(io.BytesIO(data), read_only=True)
    except SheetError:
        raise
    except Exception as error:  # whatever a damaged or foreign zip makes it stumble on
        raise SheetError(faults.BROKEN) from error
    try:
        yield from _first_filled(data, book)
    except SheetError:
        raise
    except Exception as error:
        raise SheetError(faults.BROKEN) from error
    finally:
        book.close()


def _first_filled(data: bytes, book: Any) -> Iterator[list[str]]:
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        rows = _filled(sheet, _merged_down(data, sheet))
        first = next(((n, row) for n, row in enumerate(rows) if any(row)), None)
        if first is not None:
            yield from [[]] * first[0]
            yield first[1]
            yield from rows
            return


def _filled(sheet: Any, merged: dict[int, set[int]]) -> Iterator[list[str]]:
    """The rows of a sheet; a cell merged downwards counts in each row it spans."""
    above: list[str] = []
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        cells = [_cell(cell) for cell in row]
        holds = any(cells)
        for column in merged.get(number, ()):
            if column < min(len(cells), len(above)):
                cells[column] = above[column]
        above = cells
        yield cells if holds else []


def _merged_down(data: bytes, sheet: Any) -> dict[int, set[int]]:
    """By row, from 1, the columns, from 0, that a cell above spans as well.

    No more of them than a list may have cells. SheetError.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        text = packed.read(str(getattr(sheet, "_worksheet_path", "")).lstrip("/"))
    found: dict[int, set[int]] = {}
    left_over = MOST_ROWS * MOST_COLUMNS
    for left, top, right, bottom in MERGED.findall(text):
        column, first = column_index_from_string(left.decode()) - 1, int(top) + 1
        if left == right and column < MOST_COLUMNS:
            spanned = range(first, min(int(bottom), first + MOST_ROWS) + 1)
            left_over -= len(spanned)
            if left_over < 0:
                raise SheetError(faults.TOO_MANY, most=MOST_ROWS)
            for row in spanned:
                found.setdefault(row, set()).add(column)
    return found


def _unpacks_small(data: bytes) -> None:
    """Refuse a small file that would unpack into a huge one, and a foreign zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if "[Content_Types].xml" not in packed.namelist():
            raise SheetError(faults.NOT_A_SHEET)
        if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
            raise SheetError(faults.TOO_LARGE, most=MOST_MB)


def _cell(cell: Any) -> str:
    """A cell as a person would type it; a formula keeps its equals sign."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return f"={value}".replace("==", "=", 1) if cell.data_type == "f" else str(value)

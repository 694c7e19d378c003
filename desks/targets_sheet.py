"""The sheet of a list: its template, and wrong cells as fields of a form."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from centers.choices import SECTORS
from centers.models import District
from companies.choices import Size
from foundation.faults import Fault
from outreach.checking import Checked, Known, differences
from outreach.columns import COLUMNS, HEADINGS, REQUIRED

LABELS = {
    "credit_code": gettext_lazy("Credit code"),
    "name": gettext_lazy("Firm"),
    "district": gettext_lazy("District"),
    "town": gettext_lazy("Town or park"),
    "sector": gettext_lazy("Sector"),
    "size": gettext_lazy("Size"),
    "above_designated": gettext_lazy("Above designated size"),
    "contact_name": gettext_lazy("Contact"),
    "contact_phone": gettext_lazy("Contact phone"),
    "done_on": gettext_lazy("Diagnosed on"),
    "done_by": gettext_lazy("Diagnosed by"),
}
TEMPLATE_ROWS = 500  # of cells set to text, so that no code becomes a number
Choices = list[tuple[str, str]]


def template_file(kind: str) -> Workbook:
    """A workbook with our headings; required ones bold, every cell text."""
    book = Workbook()
    sheet: Any = book.active
    for place, key in enumerate(COLUMNS[kind], start=1):
        head = sheet.cell(1, place, HEADINGS[key][0])
        head.font = Font(bold=key in REQUIRED[kind])
        head.fill = PatternFill("solid", fgColor="DCE8FE")
        sheet.column_dimensions[get_column_letter(place)].width = 22
        for row in range(1, TEMPLATE_ROWS):
            sheet.cell(row + 1, place).number_format = "@"
    sheet.freeze_panes = "A2"
    return book


def wrong_rows(
    rows: Iterable[Checked], known: Known, words: Callable[[Fault], str]
) -> list[dict[str, Any]]:
    """Rows with their cells: a wrong one as a field with its sentence."""
    offers = _offers(known)
    return [
        {
            "number": row.number,
            "name": row.typed.get("name", ""),
            "cells": [
                _cell(row, key, known, words, offers) for key in COLUMNS[known.kind]
            ],
        }
        for row in rows
    ]


def _cell(
    row: Checked,
    key: str,
    known: Known,
    words: Callable[[Fault], str],
    offers: dict[str, Choices],
) -> dict[str, Any]:
    fault, typed = row.wrong.get(key), row.typed.get(key, "")
    file = known.files.get(row.values.get("credit_code", ""))
    return {
        "name": f"c-{row.number}-{key}",
        "label": LABELS[key],
        "typed": typed,
        "fault": words(fault) if fault else "",
        "choices": offers.get(key, []),
        "on_file": differences(row, file).get(key, "") if file else "",
    }


def _offers(known: Known) -> dict[str, Choices]:
    """What can be chosen where a word is wrong; what was typed comes first."""
    mine = District.objects.filter(pk__in=known.mine)
    return {
        "district": [(one.name_zh, one.name) for one in mine],
        "sector": [(code, f"{code} {gettext(str(name))}") for code, name in SECTORS],
        "size": [(str(key), str(label)) for key, label in Size.choices],
        "above_designated": [("是", _("Yes")), ("否", _("No"))],
    }

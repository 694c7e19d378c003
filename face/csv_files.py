"""Lists as CSV that a spreadsheet opens in Chinese and takes no cell for a formula."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse

# What begins a formula; a Chinese spreadsheet takes the full-width signs, too.
FORMULAS = tuple("=+-@\t\r\n＝＋－＠")


def wants_csv(request: HttpRequest) -> bool:
    """Whether the page was asked for as a file."""
    return request.GET.get("format") == "csv"


def csv_file(
    name: str, heads: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    """The rows as a file of that name."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([str(head) for head in heads])
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
    return response


def safe(cell: object) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULAS) else text


def yuan(fen: int) -> str:
    """An amount for a spreadsheet: 8600000 fen are 86000.00."""
    sign = "-" if fen < 0 else ""
    whole, cents = divmod(abs(fen), 100)
    return f"{sign}{whole}.{cents:02d}"

"""Lists as files that a spreadsheet opens and takes no cell of for a formula."""

import pytest

from face.csv_files import safe


@pytest.mark.parametrize("sign", list("=+-@\t\r\n＝＋－＠"))
def test_no_cell_begins_like_a_formula_in_half_or_full_width(sign):
    assert safe(f"{sign}HYPERLINK(1)") == f"'{sign}HYPERLINK(1)"


def test_other_cells_stay_as_they_are():
    assert [safe(cell) for cell in ("甲=乙", 7, None, "")] == ["甲=乙", "7", "", ""]

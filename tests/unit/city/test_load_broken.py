"""A broken table names its line and field, and nothing is loaded."""

import io
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from accounts.models import User
from campaigns.models import Campaign
from centers.models import District
from city.loading import SHIPPED_CITY, load
from companies.models import Company
from diagnoses import instruments
from foundation import clock, workdays
from foundation.json_files import InputError
from foundation.models import WorkdayYear
from providers.models import Provider

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db
COLUMNS = (
    "center,kind,served_by,minutes,buffer_before,buffer_after,notice_hours,"
    "cutoff_hours,horizon_days,per_day,open_per_firm,room"
)
TERMS = ",advisers,30,0,10,2,4,30,,2,"


@pytest.fixture
def tables(tmp_path):
    """A copy of the shipped tables that a test may break."""
    return Path(shutil.copytree(SHIPPED_CITY, tmp_path / "tables"))


def replace(folder, file, line, old, new):
    """Change one line of a table, which must hold the old text once."""
    path = folder / file
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[line - 1].count(old) == 1
    lines[line - 1] = lines[line - 1].replace(old, new)
    path.write_text("\n".join(lines), encoding="utf-8")


def add(folder, file, line):
    """Add a line to a table; returns its number."""
    path = folder / file
    with path.open("a", encoding="utf-8") as end:
        end.write(f"{line}\n")
    return len(path.read_text(encoding="utf-8").splitlines())


def errors(folder):
    """What the command complains of; it must load nothing and exit with 2."""
    out, err = io.StringIO(), io.StringIO()
    with clock.set_to(AT), pytest.raises(SystemExit) as end:
        call_command("load_city", data=folder, stdout=out, stderr=err)
    assert end.value.code == 2
    assert out.getvalue() == ""
    models = (District, Company, Provider, User, Campaign, WorkdayYear)
    assert [model.objects.count() for model in models] == [0] * len(models)
    return err.getvalue().splitlines()


CELLS = [
    (
        "firms.csv",
        ("91320402TX3KDR2023", "91320402TX3KDR2024"),
        "credit_code: The last character does not fit the others. "
        "Is there a typing error?",
    ),
    (
        "firms.csv",
        ("91320402TX3KDR2023", "91320402TX3KDR202"),
        "credit_code: A credit code has 18 characters; this one has 17.",
    ),
    ("firms.csv", (",320402,", ",320499,"), "district: no 320499 in districts.csv"),
    ("firms.csv", (",20,", ",12,"), 'sector: "12" is none of 13, 14, 15, 16, 17, '),
    (
        "firms.csv",
        ("medium", "big"),
        'size: "big" is none of micro, small, medium, large',
    ),
    ("firms.csv", (",yes,", ",maybe,"), 'above_designated: "maybe" is neither yes nor'),
    ("firms.csv", ("丁思刚", ""), "contact_name: empty"),
    (
        "firms.csv",
        ("13905195742", "12905195742"),
        'contact_phone: "12905195742" is neither a mobile number nor a land line like ',
    ),
    (
        "firms.csv",
        ("T09:50", ""),
        'registered_at: "2023-02-07" is not a moment like 2024-05-16T09:30',
    ),
    (
        "firms.csv",
        ("2023-02-07T09:50", "2023-02-30T09:50"),
        "registered_at: day is out of range for month",
    ),
    (
        "firms.csv",
        ("常州芃霖地板", "常" * 80),
        "name: 86 characters, at most 80 fit",
    ),
    (
        "opening_rules.csv",
        (",3", ",-3"),
        'capacity: "-3" is no whole number from 0 to 32767',
    ),
    ("opening_rules.csv", (",0,", ",7,"), 'weekday: "7" is unknown here'),
    ("consultants.csv", ("01234", "01274"), 'weekdays: "01274" is not a row of'),
    ("consultants.csv", ("01234", "01233"), 'weekdays: "01233" is not a row of'),
    ("consultants.csv", ("33 34 35", "33 33 35"), "skills: names something twice"),
    (
        "agreements.csv",
        ("{Y-2}-12-21", "{Z}-12-21"),
        'signed_on: "{Z}" is not a year like {Y} or {Y-1}',
    ),
    (
        "agreements.csv",
        ("{Y-2}-12-21", "21.12.2024"),
        "signed_on: '21.12.2024' is not a day like 2026-09-24",
    ),
    ("agreements.csv", ("czjk", "jk"), "districts: no jk in districts.csv"),
    ("agreements.csv", (",{Y-1},", ",2019,"), "campaign: no 2019 in campaigns.csv"),
    (
        "campaigns.csv",
        (",{Y}-01-01", ",{Y-1}-01-01"),
        "ends_on: 2025-01-01 is not after starts_on",
    ),
    (
        "campaigns.csv",
        ("diagnosis-2025", "diagnosis-1999"),
        "rules: no diagnosis-1999 in campaign_rules.csv",
    ),
    (
        "campaigns.csv",
        ("miit-sme-2024", "miit-1999"),
        "instrument_slug: no miit-1999 in instruments",
    ),
    ("campaigns.csv", ("coefficient", "x"), "rule_slug: no x-2025 in rules.json"),
    (
        "local_statuses.csv",
        ("2023-01-01,", "2023-01-01,2022-12-31"),
        "ends_on: 2022-12-31 is not after starts_on",
    ),
    ("people.csv", ("officer,", "officer,wujin"), "home: the role officer has none"),
    ("people.csv", ("officer,", "manager,jintan"), "home: no jintan in centers.csv"),
    ("people.csv", ("officer,", "manager,"), "home: empty"),
    (
        "people.csv",
        ("officer,", "consultant,91320412TX86EW6K77"),
        "phone: no consultant of this provider has it in consultants.csv",
    ),
]


@pytest.mark.parametrize(("file", "change", "reason"), CELLS)
def test_a_broken_cell_is_named_by_file_line_and_field(tables, file, change, reason):
    replace(tables, file, 2, *change)
    (first, *_others) = [line for line in errors(tables) if line.startswith(file)]
    start = f"{file} line 2, {reason}"
    assert first[: len(start)] == start


def test_all_faults_of_all_tables_are_told_at_once(tables):
    replace(tables, "terms.csv", 3, ",2,", ",two,")
    replace(tables, "firms.csv", 9, "13905", "23905")
    replace(tables, "firms.csv", 7, "320402,", ",")
    add(tables, "services.csv", f"xinbei,dinner{TERMS}")
    last = len((tables / "services.csv").read_text(encoding="utf-8").splitlines())
    found = [line.split(": ")[0] for line in errors(tables)]
    assert found == [
        f"services.csv line {last}, kind",
        "firms.csv line 9, contact_phone",
        "terms.csv line 3, working_days",
    ]


def test_a_key_may_stand_on_one_line_only(tables):
    line = add(tables, "services.csv", f"wujin,visit{TERMS}")
    assert errors(tables) == [
        f"services.csv line {line}, center+kind: already on line 3"
    ]


def test_a_provider_has_one_agreement_in_a_campaign(tables):
    copy = "CZ-2026-X,{Y},91320412TX86EW6K77,DIRECT,320412,9,800000,2025-12-20"
    line = add(tables, "agreements.csv", copy)
    assert errors(tables) == [
        f"agreements.csv line {line}, campaign+provider: already on line 26"
    ]


def test_one_phone_belongs_to_one_name(tables):
    line = add(tables, "people.csv", "另一人,13905190101,finance,,2024-01-01,no")
    reason = "name: 13905190101 is also the phone of another name"
    assert errors(tables) == [
        f"people.csv line 2, {reason}",
        f"people.csv line {line}, {reason}",
    ]


def test_a_line_with_a_missing_cell_is_named(tables):
    line = add(tables, "services.csv", "xinbei")
    assert errors(tables) == [f"services.csv line {line}: 12 cells expected, 1 found"]


def test_other_columns_are_refused(tables):
    replace(tables, "services.csv", 1, "kind", "sort")
    assert errors(tables) == [f"services.csv line 1: the columns must be {COLUMNS}"]


TABLES = sorted(path.name for path in SHIPPED_CITY.glob("*.csv"))


@pytest.mark.parametrize("file", TABLES)
def test_a_missing_table_is_the_one_fault(tables, file):
    (tables / file).unlink()
    assert errors(tables) == [f"{file}: No such file or directory"]


@pytest.mark.parametrize("file", TABLES)
def test_a_line_of_empty_cells_is_a_fault_of_that_line(tables, file):
    path = tables / file
    columns = path.read_text(encoding="utf-8").splitlines()[0].count(",")
    line = add(tables, file, "," * columns)
    found = errors(tables)
    assert found
    assert {error.split(",")[0] for error in found} == {f"{file} line {line}"}


def test_a_table_in_another_encoding_is_named(tables):
    (tables / "terms.csv").write_bytes("期限".encode("gbk"))
    assert errors(tables) == ["terms.csv: not a UTF-8 text file"]


def test_an_open_quote_is_named(tables):
    line = add(tables, "terms.csv", '"open,2024-01-01,1,1')
    assert errors(tables) == [f"terms.csv line {line}: unexpected end of data"]


def test_empty_lines_and_a_byte_order_mark_do_no_harm(tables):
    path = tables / "terms.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b"\r\n\r\n")
    assert load(tables, at=AT).counts == load(SHIPPED_CITY, at=AT).counts | {
        "created": len(load(SHIPPED_CITY, at=AT).seen),
        "unchanged": 0,
    }


def test_what_clashes_with_the_citys_own_rows_loads_nothing(tables):
    load(SHIPPED_CITY, at=AT)
    replace(tables, "centers.csv", 2, "武进数字化转型促进中心", "武进促进中心")
    replace(tables, "agreements.csv", 2, "CZ-{Y-1}-P01", "CZ-OTHER")
    with pytest.raises(InputError) as refused:
        load(tables, at=AT)
    (error,) = refused.value.errors
    start = "agreements.csv: does not fit what the city holds: "
    assert error[: len(start)] == start
    assert District.objects.get(code="320412").served_by.name_zh == (
        "武进数字化转型促进中心"
    )


def test_a_broken_holiday_calendar_is_named(tables, tmp_path, monkeypatch):
    broken = tmp_path / "workdays.csv"
    broken.write_text(
        "year,day,kind,name_zh\n2026,2026-01-01,holiday,元旦\n", encoding="utf-8"
    )
    monkeypatch.setattr(workdays, "SHIPPED", broken)
    assert errors(tables) == [
        "workdays.csv line 2, kind: “holiday” is neither off nor work"
    ]


def test_broken_rule_versions_are_named(tables, tmp_path, monkeypatch):
    folder = tmp_path / "data"
    folder.mkdir()
    (tmp_path / "miit_sme_2024.json").write_text(
        '{"id": "miit-sme-2024", "zh": "指标", "en": "", "valid_from": "2024-09-04"}'
    )
    (folder / "schemes.json").write_text(
        '[{"slug": "provider-evaluation-2025", "name_zh": "细则", "name_en": "Scheme",'
        ' "valid_from": "2025", "indicators": [], "factors": [], "grades": [],'
        ' "min_accepted": 5}, {"slug": "x", "name_zh": "细则", "name_en": "Scheme",'
        ' "valid_from": "2025-01-01", "indicators": [], "factors": []}, 7]'
    )
    (folder / "rules.json").write_text("[{]")
    monkeypatch.setattr(instruments, "SHIPPED", tmp_path)
    for label in ("ratings", "subsidies"):
        monkeypatch.setattr(apps.get_app_config(label), "path", str(tmp_path))
    found = [line for line in errors(tables) if not line.startswith("campaigns")]
    assert found == [
        'instruments entry 1, name_en: "" is no text',
        "schemes.json entry 1, valid_from: '2025' is not a day like 2026-09-24",
        "schemes.json entry 2, grades: missing",
        "schemes.json entry 2, min_accepted: missing",
        "schemes.json entry 3, slug: null is no text",
        f"{folder / 'rules.json'}: not JSON: Expecting property name enclosed in "
        "double quotes: line 1 column 3 (char 2)",
    ]

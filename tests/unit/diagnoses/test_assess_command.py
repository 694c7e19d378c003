"""The command assess: sheets in, results out, refusals with exit code 2."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from diagnoses.instruments import shipped_instrument
from diagnoses.scoring import assess

ROOT = Path(__file__).parents[3]
MIIT = shipped_instrument("miit-sme-2024")
LOWEST = {
    f"Q{row['no']}": ["A"] if row["type"] == "multi_sum" else "A"
    for row in MIIT["questions"]
} | {row["id"]: 0 for row in MIIT["scenes"]}


@pytest.fixture
def sheets(tmp_path):
    file = tmp_path / "answers.json"

    def write(data):
        text = data if isinstance(data, str) else json.dumps(data)
        file.write_text(text, encoding="utf-8")
        return file

    return write


def refused(capsys, *args):
    with pytest.raises(SystemExit) as end:
        call_command("assess", *args)
    out, err = capsys.readouterr()
    assert (end.value.code, out) == (2, "")
    return err.splitlines()


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        (LOWEST | {"Q2": "C"}, assess(MIIT, LOWEST | {"Q2": "C"})),
        (
            [LOWEST, LOWEST | {"S01": 4}],
            [
                assess(MIIT, LOWEST),
                assess(MIIT, LOWEST | {"S01": 4}),
            ],
        ),
    ],
)
def test_sheets_give_results(capsys, sheets, answers, result):
    call_command("assess", "miit-sme-2024", sheets(answers))
    out, err = capsys.readouterr()
    assert (json.loads(out), err) == (result, "")


def test_every_fault_has_a_line(capsys, sheets):
    file = sheets([LOWEST, LOWEST | {"Q2": "Z", "S01": 9}])
    assert refused(capsys, "miit-sme-2024", file) == [
        'sheet 2: Q2: there is no option "Z"',
        "sheet 2: S01: must be 0, 1, 2, 3 or 4, not 9",
    ]


def test_an_unknown_instrument_is_refused(capsys, sheets):
    assert refused(capsys, "dma", sheets(LOWEST)) == [
        'no instrument "dma"; known: miit-sme-2024'
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "not JSON: "),
        ('{"Q1": NaN}', "not JSON: NaN is no number"),
        ("[" * 100_000, "not usable: nested too deeply"),
        ('{"Q1": 1, "Q1": 2}', 'the key "Q1" is given twice'),
    ],
)
def test_a_file_that_is_not_strict_json_is_refused(capsys, sheets, text, fault):
    file = sheets(text)
    (line,) = refused(capsys, "miit-sme-2024", file)
    assert line[: len(f"{file}: {fault}")] == f"{file}: {fault}"


def test_an_absent_file_is_refused(capsys, tmp_path):
    file = tmp_path / "absent.json"
    assert refused(capsys, "miit-sme-2024", file) == [
        f"{file}: No such file or directory"
    ]


@pytest.mark.parametrize(("grade", "code"), [(4, 0), (5, 2)])
def test_the_shell_sees_the_exit_code(sheets, grade, code):
    file = sheets(LOWEST | {"S01": grade})
    done = subprocess.run(
        [sys.executable, "manage.py", "assess", "miit-sme-2024", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, bool(done.stdout), bool(done.stderr)) == (
        code,
        code == 0,
        code == 2,
    )

"""The commands workdays and credit_code."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

ROOT = Path(__file__).parents[3]


def refused(capsys, *args):
    with pytest.raises(SystemExit) as end:
        call_command(*args)
    assert end.value.code == 2
    return capsys.readouterr()


@pytest.mark.parametrize(
    ("args", "printed"),
    [
        (("add", "2026-09-24", "3"), "2026-09-30\n"),
        (("add", "2026-09-24", "-3"), "2026-09-21\n"),
        (("add", "2026-10-03", "0"), "2026-10-03\n"),
        (("between", "2026-09-24", "2026-09-30"), "3\n"),
        (("between", "2026-09-30", "2026-09-24"), "-3\n"),
    ],
)
def test_working_days_come_as_bare_values(capsys, args, printed):
    call_command("workdays", *args)
    assert capsys.readouterr() == (printed, "")


@pytest.mark.parametrize(
    ("args", "printed", "warning"),
    [
        (("add", "2027-01-01", "1"), "2027-01-04\n", "2027"),
        (("between", "2024-12-31", "2027-01-01"), "496\n", "2024, 2027"),
        (
            ("between", "2040-01-01", "2030-01-01"),
            "-2576\n",
            "2030, 2031, 2032, 2033, 2034, …",
        ),
    ],
)
def test_a_year_without_a_table_is_warned_about(capsys, args, printed, warning):
    call_command("workdays", *args)
    message = f"no holiday table for {warning}: fixed days only\n"
    assert capsys.readouterr() == (printed, message)


def test_a_day_beyond_the_calendar_is_refused(capsys):
    out, err = refused(capsys, "workdays", "add", "9999-12-30", "9")
    assert (out, err) == ("", "that day lies outside the years 1 to 9999\n")


@pytest.mark.parametrize(
    ("args", "fault"),
    [
        (("add", "2026-02-30", "3"), "argument DATE: day is out of range for month"),
        (("add", "2026-02-03", "x"), "argument N: invalid int value: 'x'"),
        (("between", "2026-02-03"), "the following arguments are required: B"),
        ((), "the following arguments are required: deed"),
    ],
)
def test_a_wrong_argument_is_named(args, fault):
    with pytest.raises(CommandError) as refusal:
        call_command("workdays", *args)
    assert str(refusal.value) == f"Error: {fault}"


def test_a_credit_code_is_printed_normalised(capsys):
    call_command("credit_code", "９１11 0000-6000 37341l")
    assert capsys.readouterr() == ("91110000600037341L\n", "")


def test_a_wrong_credit_code_is_explained(capsys):
    out, err = refused(capsys, "credit_code", "9111")
    reason = "A credit code has 18 characters; this one has 4.\n"
    assert (out, err) == ("", reason)


@pytest.mark.parametrize(
    ("args", "code", "out"),
    [
        (("workdays", "add", "2026-09-24", "3"), 0, "2026-09-30\n"),
        (("workdays", "add", "soon", "3"), 2, ""),
        (("credit_code", "91110000600037341l"), 0, "91110000600037341L\n"),
        (("credit_code", "91110000600037341I"), 2, ""),
    ],
)
def test_the_shell_sees_bare_values_and_exit_codes(args, code, out):
    done = subprocess.run(
        [sys.executable, "manage.py", *args], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (code, out)

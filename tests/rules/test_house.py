"""Rules of the house that a machine can check."""

import ast
import os
import subprocess
import sys

import pytest

from config.documents import PAGES
from deploy.po_missing import ROOT, sources

LONGEST_FUNCTION, LONGEST_FILE = 40, 300


@pytest.mark.parametrize("name", sorted(PAGES))
def test_generated_documents_are_in_step_with_the_code(name):
    written = (ROOT / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run: manage.py write_docs"


def own_code():
    return [path for path in sources("*.py") if "migrations" not in path.parts]


def test_no_function_is_longer_than_forty_lines():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in own_code()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_file_is_longer_than_three_hundred_lines():
    long = [
        str(path.relative_to(ROOT))
        for path in own_code()
        if path.read_text(encoding="utf-8").count("\n") > LONGEST_FILE
    ]
    assert long == []


def test_stages_are_moved_only_through_move_to():
    """No code assigns or updates a stage or state itself."""
    offenders = []
    for path in own_code():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Attribute) and target.attr == "stage"
                for target in node.targets
            ):
                offenders.append(f"{path.relative_to(ROOT)}:{node.lineno}")
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "update"
                and any(word.arg == "stage" for word in node.keywords)
            ):
                offenders.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert offenders == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_no_host_and_hash_everything(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "http" not in text
    pinned = text.count("==")
    assert pinned > 10
    assert text.count("--hash=sha256:") >= pinned


def test_a_deployment_with_the_demonstration_on_is_refused():
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env={**os.environ, "DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "wenzhen.E001" in done.stderr


def test_migrations_are_in_step_with_the_models():
    done = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout

"""Lists every message of code and templates that has no Chinese yet.

Run `python deploy/po_missing.py`; what it prints goes, with its Chinese behind a tab,
into a file for `deploy/po_add.py`.
"""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
LEFT_OUT = {".venv", "var", "tests", "bench", "deploy", "node_modules", ".git"}
KEYWORDS: dict[str, object] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Message = str | tuple[str, str]
TEXT = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
LITERAL = re.compile(TEXT)
CALL = re.compile(rf"\b(?:(?P<plural>n)?gettext|_)\((?P<texts>{TEXT}(?:,\s*{TEXT})?)")


def sources(pattern: str) -> Iterator[Path]:
    """Our own files of that kind."""
    for path in sorted(ROOT.rglob(pattern)):
        if not LEFT_OUT & set(path.relative_to(ROOT).parts):
            yield path


def messages() -> dict[Message, str]:
    """Every message (a plural as a pair), and where it first stands."""
    found: dict[Message, str] = {}
    for path in sources("*.py"):
        _collect(path, path.read_text(encoding="utf-8"), found)
    for path in sources("*.html"):
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        _collect_calls(path, code, found)
    return found


def _collect(path: Path, code: str, found: dict[Message, str]) -> None:
    """From Python source."""
    stream = io.BytesIO(code.encode())
    for line, said, _notes, _context in extract("python", stream, KEYWORDS):
        texts = [said] if isinstance(said, str) else list(said)
        texts = [text for text in texts if text]
        if texts:
            key = texts[0] if len(texts) == 1 else (texts[0], texts[1])
            found.setdefault(key, f"{path.relative_to(ROOT)}:{line}")


def _collect_calls(path: Path, code: str, found: dict[Message, str]) -> None:
    """From what Django makes of a template: calls with string literals."""
    for call in CALL.finditer(code):
        texts = [ast.literal_eval(text) for text in LITERAL.findall(call["texts"])]
        key = texts[0] if call["plural"] is None else (texts[0], texts[1])
        found.setdefault(key, str(path.relative_to(ROOT)))


def missing() -> list[tuple[Message, str]]:
    """The messages without Chinese, each with its place."""
    known = {
        entry.msgid
        for entry in polib.pofile(str(CATALOGUE))
        if entry.msgstr or entry.msgstr_plural
    }
    return [
        (said, place)
        for said, place in messages().items()
        if (said if isinstance(said, str) else said[0]) not in known
    ]


def unused() -> list[str]:
    """Catalogue entries that nothing says any more."""
    said = {key if isinstance(key, str) else key[0] for key in messages()}
    return [e.msgid for e in polib.pofile(str(CATALOGUE)) if e.msgid not in said]


if __name__ == "__main__":
    for said, _place in missing():
        parts = [said] if isinstance(said, str) else list(said)
        print("\t".join(part.replace("\n", "\\n") for part in parts))

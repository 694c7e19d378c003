"""The sample texts of the style guide, in both languages."""

import json
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

Words = dict[str, str]
FILE = Path(__file__).with_name("samples.json")


@cache
def _file() -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return pairs


def words() -> Words:
    """The sample texts in the active language."""
    place = 1 if (get_language() or "").startswith("en") else 0
    return {key: pair[place] for key, pair in _file().items()}

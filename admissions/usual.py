"""What calls usually ask for: the start of every new draft."""

from pathlib import Path
from typing import Any

from foundation.json_files import read_json

FILE = Path(__file__).parent / "data/usual.json"


def usual_call() -> dict[str, Any]:
    """Title, text, evidence, criteria and threshold, as fields of a Call."""
    found: dict[str, Any] = read_json(FILE)
    return found

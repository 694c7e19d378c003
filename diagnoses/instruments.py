"""The instruments that come with the product, one data file each."""

from pathlib import Path
from typing import Any

from foundation.json_files import InputError, quoted, read_json

SHIPPED = Path(__file__).parent / "data"


def shipped_instruments() -> dict[str, Path]:
    """The file of each shipped instrument by its id, such as miit-sme-2024."""
    files = sorted(SHIPPED.glob("*.json"))
    return {file.stem.replace("_", "-"): file for file in files}


def shipped_instrument(slug: str) -> dict[str, Any]:
    """The instrument with this id; InputError names the known ones otherwise."""
    known = shipped_instruments()
    if slug not in known:
        names = ", ".join(known)
        raise InputError([f"no instrument {quoted(slug)}; known: {names}"])
    instrument: dict[str, Any] = read_json(known[slug])
    return instrument

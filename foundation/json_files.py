"""Strict JSON for the commands: read a file or a field, or say all that is wrong.

Money and counts are whole numbers, rates and scores are decimal strings: a JSON number
with a point is refused wherever a figure counts, for it would become a float.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

MOST_DIGITS = 30
LONGEST_QUOTE = 60
NOTHING = object()
DECIMAL = re.compile(rf"\d{{1,{MOST_DIGITS}}}(\.\d{{1,{MOST_DIGITS}}})?", re.ASCII)
WHOLE_NUMBER = f"a whole number from 0 on with at most {MOST_DIGITS} digits"


class InputError(ValueError):
    """Data that cannot be used; `errors` holds every reason, one line each."""

    def __init__(self, errors: Iterable[str]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(self.errors))


def read_json(path: Path) -> Any:
    """What the file holds; InputError when it cannot be read or is not strict JSON.

    Strict: UTF-8, no NaN or Infinity, no key twice in one object, no endless nesting.
    """
    try:
        return parse_json(path.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise InputError([f"{path}: {fault.strerror or fault}"]) from None
    except UnicodeDecodeError:
        raise InputError([f"{path}: not a UTF-8 text file"]) from None
    except InputError as fault:
        raise InputError(f"{path}: {error}" for error in fault.errors) from None


def parse_json(text: str) -> Any:
    """What the text holds; InputError as for `read_json`."""
    doubled: list[str] = []
    hook = partial(_object, doubled=doubled)
    try:
        data = json.loads(text, object_pairs_hook=hook, parse_constant=_no_number)
        json.dumps(data, ensure_ascii=False).encode()
    except RecursionError:
        raise InputError(["not usable: nested too deeply"]) from None
    except UnicodeEncodeError:
        raise InputError(["not usable: holds half a character (a surrogate)"]) from None
    except ValueError as fault:
        raise InputError([f"not JSON: {fault}"]) from None
    if doubled:
        raise InputError(f"the key {quoted(name)} is given twice" for name in doubled)
    return data


def write_json(data: object) -> str:
    """The data as indented JSON text, in its own script."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def refuse(write: Callable[[str], object], errors: Iterable[str]) -> NoReturn:
    """End a command the agreed way: each error written as one line, exit code 2."""
    for error in errors:
        write(f"{error}\n")
    raise SystemExit(2)


def quoted(value: object) -> str:
    """A value as it stood in the file, on one line and not too long."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "[[…]]"
    shown = text if text.isprintable() else json.dumps(value)
    return shown if len(shown) <= LONGEST_QUOTE else f"{shown[: LONGEST_QUOTE - 1]}…"


def is_whole(value: object) -> bool:
    """Whether the value is a whole number from 0 on that is not absurdly long."""
    return type(value) is int and 0 <= value < 10**MOST_DIGITS


def is_name(value: object) -> bool:
    """Whether the value can identify a row: a text that is not blank, or a number."""
    return is_whole(value) or (isinstance(value, str) and bool(value.strip()))


def is_decimal(value: object, *, most: int | None, places: int | None) -> bool:
    """Whether the value is a decimal string in plain notation within the bounds."""
    if not isinstance(value, str) or not DECIMAL.fullmatch(value):
        return False
    if places is not None and len(value.partition(".")[2]) > places:
        return False
    return most is None or Decimal(value) <= most


def _object(pairs: list[tuple[str, Any]], *, doubled: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _value in pairs)
        doubled.extend(name for name, count in counts.items() if count > 1)
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


class Fields:
    """Takes checked fields out of one JSON object and notes each fault in `errors`.

    `where` names the object in every fault. A faulty field yields a harmless value, so
    that the reading can go on; the caller raises InputError when `errors` is not empty.
    """

    def __init__(self, data: object, where: str, errors: list[str]) -> None:
        self.where = where
        self.errors = errors
        self.readable = isinstance(data, dict)
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        self.asked: set[str] = set()
        if not self.readable and data is not NOTHING:
            self.fault(f"must be an object, not {quoted(data)}")

    def whole(self, key: str) -> int:
        """A whole number from 0 on: fen or a count."""
        return self._take(key, is_whole, f"must be {WHOLE_NUMBER}", 0)

    def flag(self, key: str) -> bool:
        """true or false."""
        return self._take(key, _is_flag, "must be true or false", False)

    def name(self, key: str) -> str | int:
        """What identifies a row: a text that is not blank, or a whole number."""
        return self._take(key, is_name, "must be a text or a whole number", "")

    def choice(self, key: str, options: Sequence[str]) -> str:
        """One of the options; "" for anything else."""
        wish = f"must be one of {', '.join(options)}"
        return self._take(key, lambda found: found in options, wish, "")

    def decimal(
        self, key: str, *, most: int | None = None, places: int | None = None
    ) -> Decimal:
        """A decimal string from 0 on, up to `most`, with at most so many `places`."""
        wish = 'must be a decimal string like "0.80"'
        wish += f" from 0 to {most}" if most is not None else ""
        wish += f" with at most {places} places" if places is not None else ""
        fits = partial(is_decimal, most=most, places=places)
        return Decimal(self._take(key, fits, wish, "0"))

    def members(self, key: str) -> list[Any]:
        """A list; what is in it is for the caller to check."""
        return self._take(key, _is_list, "must be a list", [])

    def inner(self, key: str) -> "Fields":
        """The object under the key."""
        found = self._take(key, _is_object, "must be an object", NOTHING)
        where = f"{self.where}.{key}" if self.where else key
        return Fields(found, where, self.errors)

    def close(self) -> None:
        """Refuse every key that nobody asked for."""
        for key in self.data:
            if key not in self.asked:
                self.fault(f"the key {quoted(key)} is unknown")

    def fault(self, text: str) -> None:
        """Note something else that is wrong with this object."""
        self.errors.append(f"{self.where}: {text}" if self.where else text)

    def _take(
        self, key: str, fits: Callable[[Any], bool], wish: str, harmless: Any
    ) -> Any:
        self.asked.add(key)
        if key in self.data:
            if fits(self.data[key]):
                return self.data[key]
            self.fault(f"{key} {wish}, not {quoted(self.data[key])}")
        elif self.readable:
            self.fault(f"{key} is missing")
        return harmless


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)

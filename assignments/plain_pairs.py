"""Reads millions of `[job, provider, cost]` of a JSON text at the speed of arrays.

Only the plain form is read here, which every program writes: no escapes, no signs, one
kind of id on each side, blanks after commas at most. Whatever is not plain, or not
right, raises NotPlain; the strict reader then reads the text and names each fault.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

OPENING = re.compile(rb'"pairs"\s*:\s*\[')
CHUNK = 1 << 18  # bytes read together
BLANKS = b" \t\r\n"
FRAME = bytes(set(range(256)) - set(b'[],"' + BLANKS))
PAD = b"," + bytes(64)
WORD = 8  # bytes compared at once
LONGEST = 48  # bytes of an id
ODD = [np.uint64(0x9E3779B97F4A7C15 * n & 0xFFFFFFFFFFFFFFFF) for n in range(1, 32, 2)]
TABLE_BITS = 18
MASKS = np.array([(1 << (8 * n)) - 1 for n in range(WORD + 1)], np.uint64)
COMMA, ZERO = b",0"
SIGNS = re.compile(r'[\[\],"\\\s]')


class NotPlain(ValueError):
    """The text has to be read strictly."""


def cut_out(raw: bytes, stand_in: bytes) -> tuple[bytes, int, int]:
    """The text with `stand_in` for its pairs, and where their insides begin and end."""
    opening = OPENING.search(raw)
    start = opening.end() if opening else 0
    end = raw.rfind(b"]]", start) + 1
    if not (start and end):
        raise NotPlain
    return raw[: start - 1] + stand_in + raw[end + 1 :], start, end


class Names:
    """Finds ids, as they are written in the text, in a list of known ones."""

    def __init__(self, ids: Sequence[Any]) -> None:
        self.is_text = isinstance(ids[0], str) if ids else False
        if any(isinstance(one, str) != self.is_text for one in ids):
            raise NotPlain
        if any(SIGNS.search(str(one)) for one in ids):
            raise NotPlain
        written = [str(one).encode() for one in ids]
        self.length = np.array([len(one) for one in written], np.int64)
        longest = max(self.length.tolist(), default=0)
        if not 0 < longest <= LONGEST:
            raise NotPlain
        self.words = -(-longest // WORD)
        filled = b"".join(one.ljust(self.words * WORD, b"\0") for one in written)
        self.keys = np.frombuffer(filled, "<u8").reshape(-1, self.words).T.copy()
        self.odd, self.table = ODD[0], None
        for odd in ODD if len(ids) < 1 << (TABLE_BITS // 2 + 1) else ():
            if self.table is None:
                self.odd, self.table = odd, _table(self._fold(list(self.keys), odd))
        folded = self._fold(list(self.keys), self.odd)
        self.order = np.argsort(folded)
        self.folded = folded[self.order]

    @staticmethod
    def _fold(words: list[Words], odd: np.uint64) -> Words:
        """One word of them all, spread over its upper bits."""
        folded = words[0] * odd
        for word in words[1:]:
            folded = ((folded ^ (folded >> np.uint64(29))) + word) * odd
        return folded

    def find(self, text: Words, start: Ints, end: Ints) -> Ints:
        """The index of each id, quotes included. Raises NotPlain at an unknown one."""
        start = start + self.is_text
        length = end - start - self.is_text
        if int(length.min()) < 1 or int(length.max()) > self.words * WORD:
            raise NotPlain
        words = [
            text[start + WORD * n] & MASKS[np.clip(length - WORD * n, 0, WORD)]
            for n in range(self.words)
        ]
        folded = self._fold(words, self.odd)
        if self.table is None:
            found = self._by_search(folded)
        else:
            found = self.table[folded >> np.uint64(64 - TABLE_BITS)]
        known = self.length[found] == length
        for key, word in zip(self.keys, words, strict=True):
            known &= key[found] == word
        if not known.all():
            raise NotPlain
        return found

    def _by_search(self, folded: Words) -> Ints:
        """Asks once for each run of the same id."""
        starts = np.flatnonzero(np.append(True, folded[1:] != folded[:-1]))
        at = np.searchsorted(self.folded, folded[starts])
        found = self.order[np.minimum(at, len(self.order) - 1)]
        return np.repeat(found, np.diff(np.append(starts, len(folded))))


def _table(folded: Words) -> Ints | None:
    """Which id each shortened fold means; None where two would fall together."""
    table = np.full(1 << TABLE_BITS, -1, np.int64)
    slots = folded >> np.uint64(64 - TABLE_BITS)
    table[slots] = np.arange(len(folded))
    whole = bool((table[slots] == np.arange(len(folded))).all())
    return table if whole else None


def columns(
    raw: bytes, start: int, end: int, jobs: Names, providers: Names
) -> tuple[Ints, Ints, npt.NDArray[Any]]:
    """Index of the job, index of the provider, and cost of each pair in the text."""
    parts = [_read(chunk, jobs, providers) for chunk in _chunks(raw, start, end)]
    job, provider, cost = (np.concatenate(one) for one in zip(*parts, strict=True))
    return job, provider, cost


def _chunks(raw: bytes, start: int, end: int) -> Iterator[bytes]:
    """Whole pairs, without the comma and the blank after the last one."""
    while start < end:
        stop = end
        if start + CHUNK < end:
            stop = raw.find(b"]", start + CHUNK, end) + 1 or end
        yield raw[start:stop]
        start = stop + 1 + (raw[stop + 1 : stop + 2] == b" ")


def _read(
    chunk: bytes, jobs: Names, providers: Names
) -> tuple[Ints, Ints, npt.NDArray[Any]]:
    gap = _frame(chunk, jobs, providers)
    padded = chunk + PAD
    text = np.frombuffer(padded, np.uint8)
    words = np.ndarray(len(padded) - WORD + 1, "<u8", padded, 0, (1,))
    commas = np.flatnonzero(text[: len(chunk) + 1] == COMMA)
    first, second, third = commas[0::3], commas[1::3], commas[2::3]
    opened = np.append(0, third[:-1] + gap)
    job = jobs.find(words, opened + 1, first)
    provider = providers.find(words, first + gap, second)
    cost = _numbers(padded, text, words, second + gap, third - 1)
    return job.astype(np.int32), provider.astype(np.int32), cost


def _frame(chunk: bytes, jobs: Names, providers: Names) -> int:
    """How far after a comma the next thing begins.

    Brackets, commas, quotes and blanks stand in the order of plain pairs. What lies
    between is compared later to the last byte with ids that have none of these signs,
    or read as digits; so nothing else can stand anywhere.
    """
    if b"\\" in chunk:
        raise NotPlain
    quotes = [b'""' if names.is_text else b"" for names in (jobs, providers)]
    frame = chunk.translate(None, FRAME)
    for blank in (b"", b" "):
        after = b"," + blank
        unit = b"[" + after.join([*quotes, b"]"]) + after
        if frame + after == unit * (len(frame) // len(unit) + 1):
            return len(after)
    raise NotPlain


def _numbers(
    padded: bytes, text: Bytes, words: Words, start: Ints, end: Ints
) -> npt.NDArray[Any]:
    """The whole numbers from 0 on between the bounds, as JSON writes them."""
    length = end - start
    if int(length.min()) < 1 or ((text[start] == ZERO) & (length > 1)).any():
        raise NotPlain
    short = np.minimum(length, WORD)
    value: npt.NDArray[Any] = _eight_digits(words[start], short)
    long = np.flatnonzero(length > WORD)
    if len(long):
        numbers = [padded[a:b] for a, b in zip(start[long], end[long], strict=True)]
        if not all(one.isdigit() for one in numbers) or int(length.max()) > 4000:
            raise NotPlain
        value = value.astype(object if int(length.max()) > 18 else np.int64)
        value[long] = [int(one) for one in numbers]
    return value


def _eight_digits(word: Words, length: Ints) -> Ints:
    """The number written in the first `length` bytes of each word."""
    zeros = np.uint64(0x3030303030303030)
    shift = (np.uint64(8) * (WORD - length).astype(np.uint64)) & np.uint64(63)
    digits = (word << shift) ^ (zeros & ~MASKS[WORD - length])
    over = (digits + np.uint64(0x0606060606060606)) | digits
    if (over & np.uint64(0xF0F0F0F0F0F0F0F0)).any():
        raise NotPlain
    two = digits * np.uint64(10) + (digits >> np.uint64(8))
    two &= np.uint64(0x00FF00FF00FF00FF)
    four = two * np.uint64(100) + (two >> np.uint64(16))
    four &= np.uint64(0x0000FFFF0000FFFF)
    eight = four * np.uint64(10000) + (four >> np.uint64(32))
    return (eight & np.uint64(0xFFFFFFFF)).astype(np.int64)

"""Reads jobs, providers and pairs from a file, checks all of it, answers the optimum.

`manage.py assign --what-if FILE.json` comes here without waiting for Django: the file
says everything, no database is asked.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assignments import plain_pairs
from assignments.solver import Question, solve
from foundation.json_files import (
    Fields,
    InputError,
    is_name,
    parse_json,
    quoted,
    read_json,
    refuse,
)

STAND_IN = "the pairs"
Columns = tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]


def main(words: Sequence[str], *, prog: str = "manage.py assign") -> None:
    """The command: the answer on stdout, or each fault on stderr and exit code 2."""
    parser = argparse.ArgumentParser(prog=prog, description=main.__doc__)
    parser.add_argument("--what-if", type=Path, required=True, metavar="FILE.json")
    try:
        answer = what_if(parser.parse_args(words).what_if)
    except InputError as fault:
        refuse(sys.stderr.write, fault.errors)
    sys.stdout.write(answer + "\n")


def what_if(path: Path) -> str:
    """The answer to the file as JSON text. InputError with every fault at once.

    `assignments` [job, provider] in the order of the jobs, `unassigned` jobs, `cost`:
    as many jobs as possible, and of such answers one of the least cost.
    """
    found = _read(path)
    jobs, providers, question = found
    taken_by = solve(question)
    pairs = [
        [jobs[job], providers[provider]]
        for job, provider in enumerate(taken_by.tolist())
        if provider >= 0
    ]
    answer = {
        "assignments": pairs,
        "unassigned": [jobs[job] for job in np.flatnonzero(taken_by < 0).tolist()],
        "cost": _cost(question, taken_by),
    }
    return json.dumps(answer, ensure_ascii=False)


def _cost(question: Question, taken_by: npt.NDArray[np.int64]) -> int:
    chosen = taken_by[question.job] == question.provider
    return sum(question.cost[chosen].tolist())


def _read(path: Path) -> tuple[list[Any], list[Any], Question]:
    """Jobs, providers and the question: quickly if it is plain, strictly if not."""
    try:
        return _read_plain(path.read_bytes())
    except (OSError, InputError, plain_pairs.NotPlain, UnicodeDecodeError):
        pass
    try:
        data = read_json(path)
    except MemoryError:
        raise InputError([f"{path}: too large"]) from None
    return _read_strictly(data)


def _read_plain(raw: bytes) -> tuple[list[Any], list[Any], Question]:
    stand_in = json.dumps(STAND_IN).encode()
    text, start, end = plain_pairs.cut_out(raw, stand_in)
    errors: list[str] = []
    fields = Fields(parse_json(text.decode("utf-8-sig")), "", errors)
    jobs, providers, capacity = _sides(fields)
    is_ours = fields.data.get("pairs") == STAND_IN
    if errors or not is_ours or set(fields.data) != {"jobs", "providers", "pairs"}:
        raise plain_pairs.NotPlain
    columns = plain_pairs.columns(
        raw, start, end, plain_pairs.Names(jobs), plain_pairs.Names(providers)
    )
    if any(_doubles(columns, len(providers))):
        raise plain_pairs.NotPlain
    return jobs, providers, _question(jobs, capacity, columns)


def _read_strictly(data: object) -> tuple[list[Any], list[Any], Question]:
    errors: list[str] = []
    fields = Fields(data, "", errors)
    jobs, providers, capacity = _sides(fields)
    pairs = fields.members("pairs")
    fields.close()
    columns = _checked(pairs, _index(jobs), _index(providers), errors)
    if errors:
        raise InputError(errors)
    return jobs, providers, _question(jobs, capacity, columns)


def _question(jobs: list[Any], capacity: list[int], columns: Columns) -> Question:
    most = [min(one, len(jobs)) for one in capacity]
    return Question(len(jobs), np.array(most, np.int64), *columns)


def _sides(fields: Fields) -> tuple[list[Any], list[Any], list[int]]:
    """The ids of both sides and the capacities; notes each fault."""
    jobs, providers, capacity = [], [], []
    for at, row in enumerate(fields.members("jobs")):
        one = Fields(row, f"jobs[{at}]", fields.errors)
        jobs.append(one.name("id"))
        one.close()
    for at, row in enumerate(fields.members("providers")):
        one = Fields(row, f"providers[{at}]", fields.errors)
        providers.append(one.name("id"))
        capacity.append(one.whole("capacity"))
        one.close()
    for side, ids in (("jobs", jobs), ("providers", providers)):
        fields.errors += _doubled(side, ids)
    return jobs, providers, capacity


def _doubled(side: str, ids: list[Any]) -> Iterator[str]:
    counts = Counter(ids)
    if len(counts) == len(ids):
        return
    for key, count in counts.items():
        if count > 1 and key != "":
            places = [str(at) for at, one in enumerate(ids) if one == key]
            yield f"{side}: id {quoted(key)} is given twice, at {', '.join(places)}"


def _index(ids: list[Any]) -> dict[Any, int]:
    return {one: at for at, one in enumerate(ids)}


def _checked(
    pairs: list[Any], jobs: dict[Any, int], providers: dict[Any, int], errors: list[str]
) -> Columns:
    """The pairs as columns; notes each fault with the place of the pair."""
    rows: list[tuple[int, int, int]] = []
    first_at: dict[tuple[int, int], int] = {}
    for at, pair in enumerate(pairs):
        if not isinstance(pair, list) or len(pair) != 3:
            wish = "must be [job, provider, cost]"
            errors.append(f"pairs[{at}]: {wish}, not {quoted(pair)}")
            continue
        faults = list(_faults(pair, jobs, providers))
        key = () if faults else (jobs[pair[0]], providers[pair[1]])
        if key and first_at.setdefault(key, at) != at:
            faults = [f"the same job and provider as pairs[{first_at[key]}]"]
        errors += [f"pairs[{at}]: {fault}" for fault in faults]
        if not faults:
            rows.append((*key, pair[2]))
    return _columns(rows)


def _faults(
    pair: list[Any], jobs: dict[Any, int], providers: dict[Any, int]
) -> Iterator[str]:
    job, provider, cost = pair
    for word, one, known in (("job", job, jobs), ("provider", provider, providers)):
        if not is_name(one):
            yield f"{word} must be a text or a whole number, not {quoted(one)}"
        elif one not in known:
            yield f"the {word} {quoted(one)} is unknown"
    if type(cost) is not int or cost < 0:
        yield f"cost must be a whole number from 0 on, not {quoted(cost)}"


def _columns(rows: list[tuple[int, int, int]]) -> Columns:
    job, provider, cost = zip(*rows, strict=True) if rows else ((), (), ())
    long = any(one >= 1 << 62 for one in cost)
    return (
        np.array(job, np.int64),
        np.array(provider, np.int64),
        np.array(cost, object if long else np.int64),
    )


def _doubles(columns: Columns, providers: int) -> npt.NDArray[np.bool_]:
    """Whether a pair is the same job and provider as the one sorted before it."""
    key = columns[0].astype(np.int64) * providers + columns[1]
    rising: npt.NDArray[np.bool_] = key[1:] <= key[:-1]
    if not rising.any():
        return rising[:0]
    key.sort()
    doubles: npt.NDArray[np.bool_] = key[1:] == key[:-1]
    return doubles

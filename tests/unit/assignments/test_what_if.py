"""`manage.py assign --what-if`: what it answers, and everything it refuses."""

import json
import random
import subprocess
import sys

import pytest

from assignments import plain_pairs, what_if
from assignments.what_if import main
from foundation.json_files import InputError
from tests.unit.assignments.test_solver import slow

GOOD = {
    "jobs": [{"id": "a"}, {"id": "b"}],
    "providers": [{"id": 7, "capacity": 1}, {"id": 8, "capacity": 1}],
    "pairs": [["a", 7, 1], ["a", 8, 5], ["b", 7, 2]],
}


def said(tmp_path, text, capsys):
    """What the command says on each way out, and its exit code."""
    path = tmp_path / "q.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    code = 0
    try:
        main(["--what-if", str(path)])
    except SystemExit as end:
        code = end.code
    heard = capsys.readouterr()
    return code, heard.out, heard.err.replace(f"{path}: ", "")


def test_as_many_as_possible_then_the_least_cost(tmp_path, capsys):
    code, out, err = said(tmp_path, json.dumps(GOOD), capsys)
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "assignments": [["a", 8], ["b", 7]],
        "unassigned": [],
        "cost": 7,
    }


BAD = {
    "not JSON": ("{", "not JSON: "),
    "trailing junk": (json.dumps(GOOD) + "x", "not JSON: Extra data"),
    "not UTF-8": (b"\xff", "not a UTF-8 text file"),
    "no object": ("[]", "must be an object, not []"),
    "no keys": ("{}", "jobs is missing\nproviders is missing\npairs is missing"),
    "key twice": ('{"jobs": [], "jobs": []}', 'the key "jobs" is given twice'),
    "NaN": ('{"jobs": NaN}', "not JSON: NaN is no number"),
}


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=BAD.keys())
def test_what_is_no_question_is_refused(tmp_path, capsys, text, words):
    code, out, err = said(tmp_path, text, capsys)
    assert (code, out) == (2, "")
    assert err.startswith(words)


CELLS = {
    "job id twice": ({"jobs": [{"id": "a"}, {"id": "a"}]}, "jobs: id"),
    "job id a flag": ({"jobs": [{"id": True}]}, "jobs[0]: id must be"),
    "job id missing": ({"jobs": [{}]}, "jobs[0]: id is missing"),
    "more in a job": ({"jobs": [{"id": 1, "x": 1}]}, 'jobs[0]: the key "x" is unknown'),
    "job no object": ({"jobs": [1]}, "jobs[0]: must be an object"),
    "jobs no list": ({"jobs": 1}, "jobs must be a list"),
    "capacity below 0": (
        {"providers": [{"id": 7, "capacity": -1}, {"id": 8, "capacity": 1}]},
        "providers[0]: capacity must be",
    ),
    "capacity a fraction": (
        {"providers": [{"id": 7, "capacity": 1.5}, {"id": 8, "capacity": 1}]},
        "providers[0]: capacity must be",
    ),
    "cost below 0": ({"pairs": [["a", 7, -1]]}, "pairs[0]: cost must be"),
    "cost a fraction": ({"pairs": [["a", 7, 1.0]]}, "pairs[0]: cost must be"),
    "cost a flag": ({"pairs": [["a", 7, True]]}, "pairs[0]: cost must be"),
    "cost a text": ({"pairs": [["a", 7, "1"]]}, "pairs[0]: cost must be"),
    "unknown job": ({"pairs": [["z", 7, 1]]}, 'pairs[0]: the job "z" is unknown'),
    "unknown provider": ({"pairs": [["a", "7", 1]]}, 'pairs[0]: the provider "7" is'),
    "job a list": ({"pairs": [[[], 7, 1]]}, "pairs[0]: job must be"),
    "pair of two": ({"pairs": [["a", 7]]}, "pairs[0]: must be [job, provider, cost]"),
    "pair twice": (
        {"pairs": [["a", 7, 1], ["b", 7, 1], ["a", 7, 1]]},
        "pairs[2]: the same job and provider as pairs[0]",
    ),
    "more": ({"more": 1}, 'the key "more" is unknown'),
}


@pytest.mark.parametrize(("change", "words"), CELLS.values(), ids=CELLS.keys())
def test_a_wrong_cell_is_named_with_its_place(tmp_path, capsys, change, words):
    code, out, err = said(tmp_path, json.dumps({**GOOD, **change}), capsys)
    assert (code, out) == (2, "")
    assert any(line.startswith(words) for line in err.splitlines())


def test_every_fault_is_named_at_once(tmp_path, capsys):
    pairs = [["z", 7, -1], ["a", 9, 1], 5]
    code, _out, err = said(tmp_path, json.dumps({**GOOD, "pairs": pairs}), capsys)
    assert (code, len(err.splitlines())) == (2, 4)


def test_a_missing_file_and_a_folder_are_refused(tmp_path, capsys):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(SystemExit) as end:
            main(["--what-if", str(path)])
        assert end.value.code == 2
        assert capsys.readouterr().err.startswith(f"{path}: ")


STRICT = [
    '[["a", 7, 1], ["a", 8, 5]',  # broken off
    '[["a", 7, 01]]',
    '[["a", 7, 1 ], ["a", 8, +5]]',
    '[["a"x, 7, 1]]',
    '[["a", 7, 1],, ["a", 8, 5]]',
    '[x["a", 7, 1]]',
    '[["a", 7, 1]x, ["a", 8, 5]]',
    '[["a", 7 7, 1]]',
    '[["a", 7, 1], ["a", 8, 5],]',
    '[["a", 7, 1:]]',
    '[["a\n", 7, 1]]',
]


@pytest.mark.parametrize("pairs", STRICT)
def test_the_fast_reader_takes_nothing_that_is_not_json(tmp_path, capsys, pairs):
    head = json.dumps({**GOOD, "pairs": "PAIRS"})
    code, out, _err = said(tmp_path, head.replace('"PAIRS"', pairs), capsys)
    assert (code, out) == (2, "")


def random_question(dice):
    """Ids of either kind, in any script; costs of any length; any spacing."""
    kinds = [
        lambda n: n * 37,
        lambda n: f"J{n}",
        lambda n: f"企业{n}号",
        lambda n: f"{n}" * 9,
    ]
    name, other = dice.choice(kinds), dice.choice(kinds)
    jobs, providers = dice.randint(1, 7), dice.randint(1, 5)
    dearest = dice.choice([9, 10**8 + 7, 10**13, 10**20])
    data = {
        "jobs": [{"id": name(n)} for n in range(jobs)],
        "providers": [
            {"id": other(n), "capacity": dice.randint(0, 2)} for n in range(providers)
        ],
        "pairs": [
            [name(job), other(provider), dice.randint(0, dearest)]
            for job in range(jobs)
            for provider in range(providers)
            if dice.random() < 0.8
        ],
    }
    if dice.random() < 0.3:
        dice.shuffle(data["pairs"])
    spacing = dice.choice([None, (",", ":"), (", ", ": ")])
    text = json.dumps(data, ensure_ascii=dice.random() < 0.5, separators=spacing)
    return data, text if spacing else json.dumps(data, indent=1)


@pytest.mark.parametrize("chunk", [1, 40, 1 << 18])
def test_both_readers_read_the_same_and_the_answer_is_right(
    tmp_path, chunk, monkeypatch
):
    monkeypatch.setattr(plain_pairs, "CHUNK", chunk)
    dice = random.Random(chunk)
    plainly = 0
    for _n in range(60):
        data, text = random_question(dice)
        path = tmp_path / "q.json"
        path.write_text(text, encoding="utf-8")
        answer = json.loads(what_if.what_if(path))
        jobs = {row["id"]: n for n, row in enumerate(data["jobs"])}
        providers = {row["id"]: n for n, row in enumerate(data["providers"])}
        pairs = [(jobs[a], providers[b], cost) for a, b, cost in data["pairs"]]
        room = [row["capacity"] for row in data["providers"]]
        found = len(answer["assignments"]), answer["cost"]
        assert found == slow(len(jobs), room, pairs)
        try:
            quick = what_if._read_plain(path.read_bytes())[2]
        except (plain_pairs.NotPlain, InputError):
            continue
        plainly += 1
        read = zip(quick.job, quick.provider, quick.cost, strict=True)
        assert [tuple(map(int, one)) for one in read] == pairs
    assert plainly > 20


def test_the_command_answers_without_a_database(tmp_path):
    path = tmp_path / "q.json"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "manage.py", "assign", "--what-if", str(path)],
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(done.stdout)["cost"] == 7

"""Twenty faults at random while cases run: no transition is lost, none is doubled."""

import json

import pytest

from bench import chaos

pytestmark = pytest.mark.services


def test_twenty_faults_at_random_lose_and_double_nothing(loaded_postgres, tmp_path):
    found = chaos.run(faults=20, seed=2026, folder=tmp_path, like=loaded_postgres)
    assert found["wrong"] == [], json.dumps(found, ensure_ascii=False)
    assert sum(found["faults"].values()) == 20
    assert sum(found["stages"].values()) > 5
    assert found["timers"] > 0

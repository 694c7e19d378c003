"""How long `audit_verify` takes: `python -m bench.audit [--entries 1000000]`.

Writes a sealed chain into a throw-away database of each kind and walks it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.booking import database, say
from bench.servers import environment
from tests.processes import ROOT, manage

FILL = """
import sys, django
django.setup()
from foundation import clock
from foundation.audit.actions import seal_of
from foundation.audit.models import Chain, Entry
count, previous, at = int(sys.argv[1]), "", clock.now()
for first in range(1, count + 1, 5000):
    rows = []
    for n in range(first, min(first + 5000, count + 1)):
        row = Entry(pk=n, at=at, actor_name="王强", role="manager",
                    deed="bookings.book",
                    object_type="bookings.Booking", object_id=str(n), seq=n,
                    object_name=f"CZ2026-{n:07d}", before={"slot": ""},
                    after={"slot": "2026-11-25 09:00", "reason": "首次预约"},
                    previous=previous)
        row.seal = previous = seal_of(row)
        rows.append(row)
    Entry.objects.bulk_create(rows)
Chain.objects.create(pk=1, last_seq=count, last_seal=previous)
"""


def seconds_on(kind: str, entries: int) -> float:
    """Fill, then the wall time of the command in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o711)
        with database(kind, folder) as url:
            env = environment(url, "")
            manage("migrate", "-v0", env=env)
            subprocess.run(
                [sys.executable, "-c", FILL, str(entries)],
                cwd=ROOT, env={**os.environ, **env}, check=True,
            )  # fmt: skip
            say(f"{kind}: {entries} entries written")
            begun = time.monotonic()
            manage("audit_verify", env=env)
            return time.monotonic() - begun


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    wish = parser.parse_args()
    found = {kind: seconds_on(kind, wish.entries) for kind in ("postgresql", "sqlite")}
    json.dump({"entries": wish.entries, "seconds": found}, sys.stdout, indent=2)


if __name__ == "__main__":
    main()

"""One migrated database for a whole run: migrating from nothing takes half a minute."""

import fcntl
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.processes import manage


def shared_folder(tmp_path_factory: Any) -> Path:
    """What all processes of this run see; where one runs alone, its own."""
    base: Path = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def migrated_file(folder: Path) -> Path:
    """A migrated, empty database in a file, made by whoever asks first.

    Nobody writes to it: whoever needs one takes a copy.
    """
    path = folder / "migrated.sqlite3"
    with path.with_suffix(".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not path.exists():
            unready = path.with_suffix(".unready")
            unready.unlink(missing_ok=True)
            manage("migrate", "-v0", env={"DATABASE_URL": f"sqlite:///{unready}"})
            with closing(sqlite3.connect(unready)) as made:
                made.execute("PRAGMA journal_mode=DELETE")  # all of it in one file
            unready.replace(path)
    return path


def fill(connection: Any, migrated: Path) -> None:
    """Copy the migrated one into Django's new connection to one in memory."""
    with closing(sqlite3.connect(migrated)) as source:
        source.backup(connection.connection)

"""Adds translations to the Chinese catalogue: lines of english<TAB>chinese.

A line with three cells is a plural: singular<TAB>plural<TAB>chinese.
"""

import fcntl
import sys
from pathlib import Path

import polib

CATALOGUE = Path(__file__).parent.parent / "locale/zh_Hans/LC_MESSAGES/django.po"


def entry(line: str) -> polib.POEntry:
    """One catalogue entry from one line; raises ValueError when cells are missing."""
    cells = [cell.replace("\\n", "\n") for cell in line.rstrip("\n").split("\t")]
    if len(cells) == 2:
        return polib.POEntry(msgid=cells[0], msgstr=cells[1])
    if len(cells) == 3:
        return polib.POEntry(
            msgid=cells[0], msgid_plural=cells[1], msgstr_plural={0: cells[2]}
        )
    raise ValueError(f"two or three cells expected: {line!r}")


def main(path: str) -> None:
    """Merge the file into the catalogue; a known msgid gets the new wording."""
    with CATALOGUE.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalogue = polib.pofile(str(CATALOGUE))
        known = {item.msgid: item for item in catalogue}
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            if line.strip():
                new = entry(line)
                old = known.get(new.msgid)
                if old is not None:
                    catalogue.remove(old)
                catalogue.append(new)
                known[new.msgid] = new
        catalogue.sort(key=lambda item: item.msgid.lower())
        catalogue.save(str(CATALOGUE))


if __name__ == "__main__":
    main(sys.argv[1])

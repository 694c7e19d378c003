"""The only writer of the audit log, its sealer and its verifier."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from foundation.audit.models import Chain, Entry, Root
from foundation.models import Staged
from foundation.together import put

BATCH = 500


def record(
    *,
    by: Any,
    deed: str,
    at: datetime,
    row: models.Model | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Entry:
    """Append one entry; `by=None` means the system itself acted.

    A row that has just moved says from which stage to which by itself.
    """
    left, reached = row.take_move() if isinstance(row, Staged) else ({}, {})
    person = by if by is not None and by.pk else None
    entry = Entry(
        at=at,
        actor=person,
        actor_name=getattr(person, "name", "") or "",
        role=getattr(person, "role", "") or "",
        deed=deed,
        object_type=row._meta.label if row is not None else "",
        object_id=str(row.pk) if row is not None else "",
        object_name=str(row)[:120] if row is not None else "",
        before=_plain({**left, **(before or {})}),
        after=_plain({**reached, **(after or {})}),
    )
    put(entry)
    return entry


def seal(limit: int = BATCH) -> int:
    """Link up to `limit` unsealed entries to the chain, in order; returns how many."""
    with transaction.atomic():
        Chain.objects.get_or_create(pk=1)
        chain = Chain.objects.select_for_update().get(pk=1)
        waiting = list(Entry.objects.filter(seq=None).order_by("pk")[:limit])
        for entry in waiting:
            entry.seq = chain.last_seq + 1
            entry.previous = chain.last_seal
            entry.seal = seal_of(entry)
            chain.last_seq, chain.last_seal = entry.seq, entry.seal
        Entry.objects.bulk_update(waiting, ["seq", "previous", "seal"], BATCH)
        chain.save()
    return len(waiting)


# What an entry says, in the order in which it is sealed.
SAID = (
    "seq", "previous", "pk", "at", "actor_id", "actor_name", "role", "deed",
    "object_type", "object_id", "object_name", "before", "after",
)  # fmt: skip
AT = SAID.index("at")


def seal_of(entry: Entry) -> str:
    """SHA-256 over the seal before it and everything the entry says."""
    return _seal([getattr(entry, name) for name in SAID])


def _seal(said: list[Any]) -> str:
    said[AT] = said[AT].isoformat()
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def keep_root(day: date) -> Root | None:
    """Note the end of the chain for a day that is over; None where it is noted."""
    while seal():
        continue
    chain = Chain.objects.get(pk=1)
    root, is_new = Root.objects.get_or_create(
        day=day, defaults={"seq": chain.last_seq, "seal": chain.last_seal}
    )
    return root if is_new else None


@dataclass(frozen=True)
class Verdict:
    """What the verifier found; `broken` names the first broken entry's number."""

    checked: int
    unsealed: int
    broken: int | None = None
    why: str = ""


def verify() -> Verdict:
    """Walk the chain from its first entry and compare every seal and daily root."""
    unsealed = Entry.objects.filter(seq=None).count()
    roots = dict(Root.objects.values_list("seq", "seal"))
    rows = Entry.objects.exclude(seq=None).order_by("seq").values_list(*SAID, "seal")
    previous, expected = roots.pop(0, ""), 1
    for row in rows.iterator(chunk_size=5000):
        why = _fault(row, expected, previous, roots.pop(expected, ""))
        if why:
            return Verdict(expected - 1, unsealed, expected, why)
        previous, expected = row[-1], expected + 1
    chain = Chain.objects.filter(pk=1).first()
    if roots or (chain is not None and chain.last_seq != expected - 1):
        return Verdict(expected - 1, unsealed, expected, "missing")
    return Verdict(expected - 1, unsealed)


def _fault(row: tuple[Any, ...], expected: int, previous: str, root: str) -> str:
    """What is wrong with one entry: `row` is what it says and its seal."""
    if row[0] != expected:
        return "missing"
    if row[1] != previous:
        return "not linked to the one before"
    if row[-1] != _seal(list(row[:-1])):
        return "changed after it was sealed"
    if root and root != row[-1]:
        return "not the seal that was noted at the day's end"
    return ""


def _plain(values: dict[str, Any] | None) -> dict[str, Any]:
    """The values as JSON keeps them (dates and decimals become text)."""
    text = json.dumps(values or {}, cls=DjangoJSONEncoder)
    result: dict[str, Any] = json.loads(text)
    return result

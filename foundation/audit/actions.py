"""The only writer of the audit log, its sealer and its verifier."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from foundation.audit.models import Chain, Entry

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
    """Append one entry; `by=None` means the system itself acted."""
    person = by if by is not None and by.pk else None
    return Entry.objects.create(
        at=at,
        actor=person,
        actor_name=getattr(person, "name", "") or "",
        role=getattr(person, "role", "") or "",
        deed=deed,
        object_type=row._meta.label if row is not None else "",
        object_id=str(row.pk) if row is not None else "",
        object_name=str(row)[:120] if row is not None else "",
        before=_plain(before),
        after=_plain(after),
    )


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
            Entry.objects.filter(pk=entry.pk, seq=None).update(
                seq=entry.seq, previous=entry.previous, seal=entry.seal
            )
            chain.last_seq, chain.last_seal = entry.seq, entry.seal
        chain.save()
    return len(waiting)


def seal_of(entry: Entry) -> str:
    """SHA-256 over the seal before it and everything the entry says."""
    said = [
        entry.seq,
        entry.previous,
        entry.pk,
        entry.at.isoformat(),
        entry.actor_id,
        entry.actor_name,
        entry.role,
        entry.deed,
        entry.object_type,
        entry.object_id,
        entry.object_name,
        entry.before,
        entry.after,
    ]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """What the verifier found; `broken` names the first broken entry's number."""

    checked: int
    unsealed: int
    broken: int | None = None
    why: str = ""


def verify() -> Verdict:
    """Walk the chain from its first entry and compare every seal."""
    previous, expected = "", 1
    unsealed = Entry.objects.filter(seq=None).count()
    for entry in Entry.objects.exclude(seq=None).order_by("seq").iterator(2000):
        why = _fault(entry, expected, previous)
        if why:
            return Verdict(expected - 1, unsealed, expected, why)
        previous, expected = entry.seal, expected + 1
    chain = Chain.objects.filter(pk=1).first()
    if chain is not None and chain.last_seq != expected - 1:
        return Verdict(expected - 1, unsealed, expected, "missing")
    return Verdict(expected - 1, unsealed)


def _fault(entry: Entry, expected: int, previous: str) -> str:
    if entry.seq != expected:
        return "missing"
    if entry.previous != previous:
        return "not linked to the one before"
    if entry.seal != seal_of(entry):
        return "changed after it was sealed"
    return ""


def _plain(values: dict[str, Any] | None) -> dict[str, Any]:
    """The values as JSON keeps them (dates and decimals become text)."""
    text = json.dumps(values or {}, cls=DjangoJSONEncoder)
    result: dict[str, Any] = json.loads(text)
    return result

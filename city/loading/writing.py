"""Writes wanted rows beside the city's own: makes, changes, leaves alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """A row as the file in this line wants it: fields by attribute name."""

    line: int
    values: Values


@dataclass(frozen=True)
class Rule:
    """How rows of a model are known and what a later load may do to them.

    `key` finds a row again; a field in `follows` takes the file's value at every load;
    one in `founded` is set when the row is made, and afterwards belongs to the city.
    Any other wanted value is only for making the row. A row that a row of `users`
    points at (model and field) has been applied: nothing in it changes any more.
    """

    model: type[Model]
    key: tuple[str, ...]
    follows: tuple[str, ...] = ()
    founded: tuple[str, ...] = ()
    users: tuple[tuple[type[Model], str], ...] = ()

    def applied(self) -> set[int]:
        """The keys of rows that have been applied."""
        return {
            pk
            for model, name in self.users
            for pk in model._base_manager.values_list(name, flat=True).distinct()
        }


@dataclass
class Tally:
    """Which rows were made, changed or found, and where the city differs."""

    created: set[tuple[str, int]] = field(default_factory=set)
    changed: set[tuple[str, int]] = field(default_factory=set)
    seen: set[tuple[str, int]] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)
    keys: dict[type[Model], dict[Any, int]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    @property
    def counts(self) -> dict[str, int]:
        """How many rows were created, changed and unchanged; each counts once."""
        changed = self.changed - self.created
        rest = self.seen - self.created - self.changed
        return {
            "created": len(self.created),
            "changed": len(changed),
            "unchanged": len(rest),
        }

    def pk(self, model: type[Model], key: Any) -> int:
        """The primary key of a row that this load has written or found."""
        return self.keys[model][key]


def write(tally: Tally, file: str, rule: Rule, wanted: Iterable[Wanted]) -> None:
    """Make the rows that are missing and change those whose file has changed.

    Where two lines want the same row, the first one decides.
    """
    rows: dict[tuple[Any, ...], Wanted] = {}
    for item in wanted:
        rows.setdefault(_key(rule, item.values), item)
    held = {_own_key(rule, row): row for row in _held(rule, rows)}
    made = rule.model._base_manager.bulk_create(
        rule.model(**item.values) for key, item in rows.items() if key not in held
    )
    pairs = [(held[key], item) for key, item in rows.items() if key in held]
    changed = _change(rule, pairs)
    label = rule.model._meta.label
    tally.created |= {(label, row.pk) for row in made}
    tally.seen |= {(label, row.pk) for row, _item in pairs}
    tally.changed |= {(label, row.pk) for row in changed}
    for row, item in pairs:
        tally.kept += _differences(rule, row, file, item)
    for row in [*made, *held.values()]:
        key = _own_key(rule, row)
        tally.keys[rule.model][key[0] if len(key) == 1 else key] = row.pk


def _change(rule: Rule, pairs: Iterable[tuple[Model, Wanted]]) -> list[Model]:
    """Give rows not yet applied the file's values; returns those that differed."""
    applied = rule.applied()
    changed = [
        row
        for row, item in pairs
        if row.pk not in applied and _follow(rule, row, item.values)
    ]
    if changed:
        rule.model._base_manager.bulk_update(changed, rule.follows)
    return changed


def _held(rule: Rule, rows: Iterable[tuple[Any, ...]]) -> Iterable[Model]:
    """The city's rows that share the first part of a wanted key."""
    firsts = {key[0] for key in rows}
    return rule.model._base_manager.filter(**{f"{rule.key[0]}__in": firsts})


def _key(rule: Rule, values: Values) -> tuple[Any, ...]:
    return tuple(values[name] for name in rule.key)


def _own_key(rule: Rule, row: Model) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in rule.key)


def _follow(rule: Rule, row: Model, values: Values) -> bool:
    """Give the row the file's values; whether that changed anything."""
    different = [name for name in rule.follows if getattr(row, name) != values[name]]
    for name in different:
        setattr(row, name, values[name])
    return bool(different)


def _differences(rule: Rule, row: Model, file: str, item: Wanted) -> list[str]:
    """Where the city has its own value and keeps it."""
    return [
        f"{file} line {item.line}, {name}: the city has {getattr(row, name)!r}"
        for name in (*rule.founded, *rule.follows)
        if getattr(row, name) != item.values[name]
    ]

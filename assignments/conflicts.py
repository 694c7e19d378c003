"""Conflicts of interest of providers and firms: declared, or found in the files."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from accounts.models import Membership
from assignments.choices import ConflictKind
from assignments.models import Conflict, PartyFacts
from assignments.ties import (
    Mark,
    Pair,
    mail_mark,
    name_mark,
    person_mark,
    phone_mark,
    shared,
)
from companies.models import Company
from providers.models import Consultant, Provider

Marks = dict[int, set[Mark]]


def ties_between(
    providers: Collection[int], companies: Collection[int], *, on: date
) -> dict[Pair, set[str]]:
    """The kinds of ties on that day of each (provider, company) that has any; constant
    queries.

    Declared ties (by either side, or by the center), earlier contracts recorded as
    such, a shared legal person or controller, phone, e-mail domain, and people who
    work or worked for both (`ConflictKind`).
    """
    of_providers, of_companies = _provider_marks(providers), _company_marks(companies)
    _add_people(of_providers, of_companies, providers, companies)
    found = shared(of_providers, of_companies)
    rows = Conflict.objects.in_force(on)
    declared = rows.filter(provider__in=providers, company__in=companies)
    for provider, company, kind in declared.values_list("provider", "company", "kind"):
        found.setdefault((provider, company), set()).add(kind)
    return found


def ties_of(provider: int, company: int, *, on: date) -> list[str]:
    """The kinds of ties of this pair on that day, in the order of the list of kinds."""
    pair = (provider, company)
    found = ties_between([provider], [company], on=on).get(pair, set())
    return [str(kind) for kind in ConflictKind if kind in found]


def _provider_marks(keys: Collection[int]) -> Marks:
    marks: Marks = defaultdict(set)
    rows = Provider.objects.filter(pk__in=keys)
    for key, phone, controller, code in rows.values_list(
        "pk", "phone", "controller", "credit_code"
    ):
        marks[key] |= {*phone_mark(phone), *name_mark(controller), *name_mark(code)}
    people = Consultant.objects.filter(provider__in=keys)
    for key, phone in people.values_list("provider", "phone"):
        marks[key].update(phone_mark(phone))
    facts = PartyFacts.objects.filter(provider__in=keys)
    _add_facts(marks, facts.values_list("provider", "legal_person", "email"))
    return marks


def _company_marks(keys: Collection[int]) -> Marks:
    """A firm may itself control a provider, or be it."""
    marks: Marks = defaultdict(set)
    rows = Company.objects.filter(pk__in=keys)
    for key, phone, name, code in rows.values_list(
        "pk", "contact_phone", "name", "credit_code"
    ):
        marks[key] |= {*phone_mark(phone), *name_mark(name), *name_mark(code)}
    facts = PartyFacts.objects.filter(company__in=keys)
    _add_facts(marks, facts.values_list("company", "legal_person", "email"))
    return marks


def _add_facts(marks: Marks, rows: Iterable[tuple[Any, str, str]]) -> None:
    for key, legal_person, email in rows:
        marks[key] |= {*name_mark(legal_person), *mail_mark(email)}


def _add_people(
    of_providers: Marks,
    of_companies: Marks,
    providers: Collection[int],
    companies: Collection[int],
) -> None:
    """Memberships past and present: the same person on both sides, or their phone."""
    ours = Membership.objects.filter(provider__in=providers)
    for key, person, phone in ours.values_list("provider", "user", "user__phone"):
        of_providers[key] |= {*person_mark(person), *phone_mark(phone)}
    theirs = Membership.objects.filter(company__in=companies)
    for key, person, phone in theirs.values_list("company", "user", "user__phone"):
        of_companies[key] |= {*person_mark(person), *phone_mark(phone)}

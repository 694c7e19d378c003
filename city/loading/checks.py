"""What must fit between the cells of one row, and between rows of several files."""

from collections.abc import Iterator

from accounts.models import Membership
from centers.models import Center, District, Service
from city.loading.sheets import Book, Check, Row
from companies.models import Company
from foundation.access.roles import HOME_OF, Home, Role
from providers.models import Consultant, Provider

Faults = Iterator[tuple[str, str]]

RULES = "campaign_rules.csv"

HOME_MODELS = {
    Home.COMPANY: Company,
    Home.PROVIDER: Provider,
    Home.CENTER: Center,
    Home.DISTRICT: District,
}


def in_order(first: str, last: str) -> Check:
    """The day in column `last`, where given, comes after the one in `first`."""

    def check(row: Row, book: Book) -> Faults:
        if row[last] is not None and row[last] <= row[first]:
            yield last, f"{row[last]} is not after {first}"

    return check


def opening_rule(row: Row, book: Book) -> Faults:
    """The hours are in order, and the center gives the service."""
    if row["closes"] <= row["opens"]:
        yield "closes", f"{row['closes']:%H:%M} is not after opens"
    reason = book.stranger(Service, (row["center"], row["service"]))
    if reason:
        yield "service", reason


def campaign(row: Row, book: Book) -> Faults:
    """The campaign's days are in order and its rules have clauses."""
    yield from in_order("starts_on", "ends_on")(row, book)
    known = {clause.cells.get("rules") for clause in book.rows[RULES]}
    if row["rules"] not in known and RULES not in book.unread:
        yield "rules", f"no {row['rules']} in {RULES}"


def person(row: Row, book: Book) -> Faults:
    """The home fits the role, and one phone belongs to one name."""
    yield from _home(row, book)
    known = [*book.rows[book.files[Membership]], *book.rows[book.files[Consultant]]]
    names = {
        other.cells.get("name")
        for other in known
        if other.cells.get("phone") == row["phone"]
    }
    if len(names - {None}) > 1:
        yield "name", f"{row['phone']} is also the phone of another name"


def _home(row: Row, book: Book) -> Faults:
    model = HOME_MODELS.get(HOME_OF[row["role"]])
    if model is None:
        if row["home"]:
            yield "home", f"the role {row['role']} has none"
        return
    reason = book.stranger(model, row["home"]) if row["home"] else "empty"
    if reason:
        yield "home", reason
    elif row["role"] == Role.CONSULTANT and not _works_there(row, book):
        file = book.files[Consultant]
        yield "phone", f"no consultant of this provider has it in {file}"


def _works_there(row: Row, book: Book) -> bool:
    file = book.files[Consultant]
    return file in book.unread or any(
        other.cells.get("phone") == row["phone"]
        and other.cells.get("provider") == row["home"]
        for other in book.rows[file]
    )

"""From one checked line to the rows it stands for, as values by attribute name."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import Model

from accounts.choices import FirmRole
from accounts.models import Membership, User
from centers.models import Adviser, Center, District, Service
from city.loading.checks import HOME_MODELS, RULES
from city.loading.sheets import Book, Row
from city.loading.writing import Rule, Tally, Values
from foundation.access.roles import HOME_OF, Role
from providers.models import Consultant

Build = Callable[[Rule, Row, Book, Tally], Iterator[Values]]

HOLIDAY_NOTICE = "国务院办公厅关于{year}年部分节假日安排的通知"


def plain(rule: Rule, row: Row, book: Book, tally: Tally) -> Iterator[Values]:
    """One row whose fields are the columns of the same name."""
    yield {
        name: _value(rule.model, name, row, tally)
        for name in (*rule.key, *rule.follows, *rule.founded)
    }


def each(column: str, owner: type[Model], key: str, into: str) -> Build:
    """A row of (owner, `into`) for each value in a column of several."""

    def build(rule: Rule, row: Row, book: Book, tally: Tally) -> Iterator[Values]:
        field = rule.model._meta.get_field(into)
        for value in row[column]:
            yield {
                rule.key[0]: tally.pk(owner, row[key]),
                into: tally.pk(District, value) if field.is_relation else value,
            }

    return build


def version(content: str) -> Build:
    """A dated version of shipped rules, whose body goes to the field `content`."""

    def build(rule: Rule, row: Row, book: Book, tally: Tally) -> Iterator[Values]:
        names = ("slug", "valid_from", "name_zh", "name_en")
        yield {name: row[name] for name in names} | {content: row["body"]}

    return build


def holiday_year(rule: Rule, row: Row, book: Book, tally: Tally) -> Iterator[Values]:
    """The year to whose notice a day belongs."""
    yield {"year": row["year"], "source": HOLIDAY_NOTICE.format(year=row["year"])}


def campaign(rule: Rule, row: Row, book: Book, tally: Tally) -> Iterator[Values]:
    """A campaign with the clauses of its rules, one paragraph each."""
    clauses = [line for line in book.rows[RULES] if line["rules"] == row["rules"]]
    texts = {
        f"rules_{language}": "\n\n".join(clause[language] for clause in clauses)
        for language in ("zh", "en")
    }
    names = (*rule.key, *rule.follows, *rule.founded)
    yield {name: row[name] for name in names if name not in texts} | texts


def adviser_services(
    rule: Rule, row: Row, book: Book, tally: Tally
) -> Iterator[Values]:
    """The services an adviser gives."""
    center = tally.pk(Center, row["center"])
    for kind in row["services"]:
        yield {
            "adviser_id": tally.pk(Adviser, (center, row["name"])),
            "service_id": tally.pk(Service, (center, kind)),
        }


def opening_rule(rule: Rule, row: Row, book: Book, tally: Tally) -> Iterator[Values]:
    """The hours of a center's service."""
    center = tally.pk(Center, row["center"])
    names = ("weekday", "opens", "closes", "capacity")
    service = tally.pk(Service, (center, row["service"]))
    yield {name: row[name] for name in names} | {"service_id": service}


def person(rule: Rule, row: Row, book: Book, tally: Tally) -> Iterator[Values]:
    """A person as whom nobody can sign in until a password is set."""
    name, phone = row["name"], row["phone"]
    yield {"phone": phone, "name": name, "password": make_password(None)}


def membership(rule: Rule, row: Row, book: Book, tally: Tally) -> Iterator[Values]:
    """The person's role at its home; a consultant's also names the consultant."""
    kind = HOME_OF[row["role"]]
    homes = {
        f"{home.value}_id": tally.pk(model, row["home"]) if home == kind else None
        for home, model in HOME_MODELS.items()
    }
    at_work = row["role"] == Role.CONSULTANT
    yield homes | {
        "firm_role": _firm_role(row, homes["company_id"], book),
        "user_id": tally.pk(User, row["phone"]),
        "role": row["role"],
        "consultant_id": tally.pk(Consultant, row["phone"]) if at_work else None,
        "starts_on": row["starts_on"],
    }


def _firm_role(row: Row, company: int | None, book: Book) -> str:
    """The first person of a firm that has no owner yet is its owner."""
    if company is None:
        return ""
    seats = (line for line in book.rows["people.csv"] if line["role"] == Role.COMPANY)
    first = next(line for line in seats if line["home"] == row["home"])
    owned = Membership.objects.filter(company_id=company).owners().exists()
    owns = first is row and not owned
    return FirmRole.OWNER if owns else FirmRole.CONTACT


def _value(model: type[Model], name: str, row: Row, tally: Tally) -> Any:
    field = model._meta.get_field(name)
    value = row[field.name]
    if value is None or field.related_model is None:
        return value
    return tally.pk(field.related_model, value)

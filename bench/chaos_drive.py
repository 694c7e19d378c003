"""Firms book and the center and providers act, without end; killed from outside.

Each number is printed once its booking has been committed.
"""

import sys
import time
from typing import Any

import django

django.setup()

from django.db import DatabaseError, connection  # noqa: E402

from accounts.models import Membership, User  # noqa: E402
from assignments.actions import confirm  # noqa: E402
from bench.world import make_firms  # noqa: E402
from bookings.choices import Stage  # noqa: E402
from bookings.models import Booking, Slot  # noqa: E402
from centers.models import Center  # noqa: E402
from companies.models import Company  # noqa: E402
from diagnoses.actions import accept_with_team  # noqa: E402
from foundation import clock  # noqa: E402
from foundation.access.roles import Role  # noqa: E402
from foundation.errors import DomainError  # noqa: E402
from workflows import engine  # noqa: E402
from workflows.models import Due  # noqa: E402
from workflows.start import book_diagnosis  # noqa: E402

PAUSE = 0.05


def person(role: Role, **home: Any) -> User:
    """Somebody who has that role there."""
    rows = Membership.objects.filter(role=role, **home)
    found = rows.select_related("user").first()
    if found is not None:
        return found.user
    n = User.objects.count()
    user = User.objects.create(phone=f"137{n:08d}", name=f"{role}{n}", password="!")
    Membership.objects.create(user=user, role=role, starts_on=clock.today(), **home)
    return user


def book(n: int) -> None:
    """One new firm books the first free half-day."""
    center = Center.objects.order_by("pk")[0]
    (made,) = make_firms(n, 1, center)
    company = Company.objects.get(pk=made["firm"])
    user = person(Role.COMPANY, company=company)
    slot = Slot.objects.bookable(clock.now()).filter(center=center, kind="visit")[0]
    case = book_diagnosis(company=company, slot=slot, by=user, at=clock.now())
    print(case.number, flush=True)


def confirm_one(_n: int) -> None:
    """The center confirms what is proposed."""
    case = Booking.objects.filter(stage=Stage.CONFIRMING).order_by("pk").first()
    if case is None:
        return
    proposal = case.proposals.filter(state="open", provider__isnull=False).first()
    if proposal is None:
        return
    manager = person(Role.MANAGER, center=case.center)
    _complete(
        case, "confirm", manager,
        lambda row: confirm(
            booking=row, provider=proposal.provider, by=manager, at=clock.now()
        ),
    )  # fmt: skip


def respond_one(_n: int) -> None:
    """The provider takes the oldest job."""
    case = Booking.objects.filter(stage=Stage.RESPONDING).order_by("pk").first()
    if case is None:
        return
    coordinator = person(Role.COORDINATOR, provider=case.provider)
    lead = case.reservations.get().consultant
    _complete(
        case, "respond", coordinator,
        lambda row: accept_with_team(
            booking=row, lead=lead, team=[], by=coordinator, at=clock.now()
        ),
    )  # fmt: skip


def _complete(case: Booking, node: str, by: User, act: Any) -> None:
    due = Due.objects.with_names().get(booking=case, node=node, done_at=None)
    engine.complete(due=due, by=by, at=clock.now(), perform=lambda row, _task: act(row))


def main() -> None:
    """Until killed; where the database is away, try again."""
    n = int(sys.argv[1])
    while True:
        n += 1
        for deed in (book, confirm_one, respond_one):
            try:
                deed(n)
            except DomainError:
                continue  # refused in words; the next one
            except (DatabaseError, IndexError, Due.DoesNotExist):
                connection.close()
                time.sleep(PAUSE)
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()

"""Fills a loaded city for a measure: firms with a session each, slots, old cases.

Run as a script in the product's environment; prints a JSON object.
"""

import argparse
import json
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from datetime import datetime, time  # noqa: E402

from django.contrib.auth import (  # noqa: E402
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.db import connection  # noqa: E402

from accounts.models import Membership, Session, User  # noqa: E402
from accounts.sessions import SessionStore  # noqa: E402
from bookings.models import Booking, Slot  # noqa: E402
from bookings.planning import (  # noqa: E402
    new_slot,
    plan_center,
)
from campaigns.models import Campaign, DistrictQuota  # noqa: E402
from centers.models import Center  # noqa: E402
from companies.models import Company  # noqa: E402
from foundation import clock  # noqa: E402
from foundation.access.roles import Role  # noqa: E402
from foundation.clock import CITY_TIME  # noqa: E402
from foundation.credit_codes import with_check  # noqa: E402
from foundation.models import work_calendar  # noqa: E402

BACKEND = "accounts.backends.PhoneBackend"


def make_firms(first: int, count: int, center: Center) -> list[dict[str, Any]]:
    """Eligible firms, a person and a session of each; what a client needs to know."""
    numbers = range(first, first + count)
    now = clock.now()
    companies = Company.objects.bulk_create(
        Company(
            credit_code=with_check(f"91320412MB{n:07d}"),
            name=f"压测企业{n}",
            district=center.district,
            sector="34",
            size="small",
            above_designated=True,
            contact_name="王强",
            contact_phone=f"135{n:08d}",
            registered_at=now,
        )
        for n in numbers
    )
    users = User.objects.bulk_create(
        User(phone=f"135{n:08d}", name=f"王强{n}", password="!") for n in numbers
    )
    Membership.objects.bulk_create(
        Membership(
            user=user, role=Role.COMPANY, company=company, starts_on=clock.today()
        )
        for user, company in zip(users, companies, strict=True)
    )
    keys = [session_of(user) for user in users]
    Session.objects.bulk_create(row for _key, row in keys)
    return [
        {"session": key, "firm": company.pk}
        for (key, _row), company in zip(keys, companies, strict=True)
    ]


def session_of(user: User) -> tuple[str, Session]:
    """A signed-in session that is not saved yet, and its key."""
    store = SessionStore()
    key = store._get_new_session_key()
    data = store.encode(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )
    until = clock.now() + timedelta(days=14)
    return key, Session(
        session_key=key, session_data=data, expire_date=until, person=user
    )


def make_slots(center: Center, count: int, capacity: int) -> list[int]:
    """Released visits some weeks ahead, besides the planned ones."""
    service = center.services.get(kind="visit")
    day = work_calendar().add(clock.today(), 25)
    zero = datetime.combine(day, time(0), tzinfo=CITY_TIME)
    taken = Slot.objects.filter(service=service, starts_at__gte=zero).count()
    zero += timedelta(minutes=taken + 1)
    rows = Slot.objects.bulk_create(
        new_slot(
            service,
            zero + timedelta(seconds=30 * n),
            zero + timedelta(seconds=30 * n, minutes=150),
            capacity=capacity,
            released_at=clock.now(),
        )
        for n in range(count)
    )
    return [row.pk for row in rows]


def make_history(center: Center, cases: int) -> None:
    """So many closed cases more of years before, each on a full slot of the past."""
    firms = list(Company.objects.values_list("pk", flat=True)[:11_000])
    person = User.objects.order_by("pk").first()
    campaign = Campaign.objects.order_by("year").first()
    service = center.services.get(kind="visit")
    now = clock.now()
    assert person
    assert campaign
    begun = datetime(2000, 1, 1, tzinfo=CITY_TIME)
    there = Booking.objects.filter(number__startswith="ALT").count()
    cases += there
    for first in range(there, cases, 20_000):
        numbers = range(first, min(first + 20_000, cases))
        slots = Slot.objects.bulk_create(
            new_slot(
                service,
                begun + timedelta(minutes=10 * n),
                begun + timedelta(minutes=10 * n + 5),
                capacity=1,
                taken=1,
                released_at=now,
            )
            for n in numbers
        )
        Booking.objects.bulk_create(
            Booking(
                number=f"ALT{n}",
                campaign=campaign,
                company_id=firms[n % len(firms)],
                factory=100 + there + n // len(firms),
                center=center,
                district_id=center.district_id,
                slot=slot,
                stage="closed",
                contact_name="王强",
                contact_phone="1",
                booked_at=now,
                booked_by=person,
            )
            for n, slot in zip(numbers, slots, strict=True)
        )


def make_bare(slots: list[int], capacity: int) -> None:
    """The tables of the bare view."""
    key = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute(
            "create table if not exists bench_slot (id bigint primary key, "
            "taken int not null, capacity int not null, check (taken <= capacity))"
        )
        cursor.execute(
            f"create table if not exists bench_booking (id {key} primary key, "
            "slot bigint not null, firm bigint not null)"
        )
        cursor.executemany(
            "insert into bench_slot values (%s, 0, %s)",
            [(slot, capacity) for slot in slots],
        )


def main() -> None:
    """Fill, and say what was made."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--firms", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--slots", type=int, default=0)
    parser.add_argument("--capacity", type=int, default=1)
    parser.add_argument("--history", type=int, default=0)
    wish = parser.parse_args()
    center = Center.objects.get(slug="wujin")
    plan_center(center, at=clock.now(), kinds=["visit"])
    DistrictQuota.objects.update(cases=10_000_000)
    firms = make_firms(wish.first, wish.firms, center)
    slots = make_slots(center, wish.slots, wish.capacity)
    make_bare(slots, wish.capacity)
    if wish.history:
        make_history(center, wish.history)
    with connection.cursor() as cursor:  # as the database does itself within a minute:
        cursor.execute("analyze")  # a plan for ten firms is slow for four hundred more
    json.dump({"center": center.pk, "firms": firms, "slots": slots}, sys.stdout)


if __name__ == "__main__":
    main()

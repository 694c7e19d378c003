"""Many managers complete one triage at once; prints what each was told."""

import json
import sys

import django

django.setup()

from accounts.actions import enrol  # noqa: E402
from bookings.actions import pass_triage  # noqa: E402
from bookings.models import Booking, Slot  # noqa: E402
from bookings.planning import plan_center  # noqa: E402
from centers.models import Center  # noqa: E402
from companies.models import Company  # noqa: E402
from foundation import clock  # noqa: E402
from foundation.errors import LostRace  # noqa: E402
from tests.services.together import all_at_once, counted  # noqa: E402
from workflows import engine  # noqa: E402
from workflows.models import Due  # noqa: E402
from workflows.start import book_diagnosis  # noqa: E402


def _complete(due_pk: int, manager) -> None:
    engine.complete(
        due=Due.objects.get(pk=due_pk),
        by=manager,
        at=clock.now(),
        perform=lambda case, task: pass_triage(
            booking=case, by=manager, at=clock.now(), note=""
        ),
    )


def main(count: int) -> None:
    center = Center.objects.get(slug="wujin")
    plan_center(center, at=clock.now())
    slot = Slot.objects.bookable(clock.now()).filter(center=center)[0]
    company = Company.objects.filter(
        district=center.district, above_designated=False, barred_reason=""
    )[0]
    person = enrol(
        phone="13400000000", name="王强", password=None, role="company",
        at=clock.now(), company=company,
    )  # fmt: skip
    booking = book_diagnosis(company=company, slot=slot, by=person, at=clock.now())
    due = Due.objects.get(booking=booking, node="triage")
    managers = [
        enrol(
            phone=f"1340000{n:04d}", name=f"经理{n}", password=None, role="manager",
            at=clock.now(), center=center,
        )
        for n in range(1, count + 1)
    ]  # fmt: skip
    told = all_at_once(managers, lambda manager: _complete(due.pk, manager))
    winners = {one.winner for one in told if isinstance(one, LostRace)}
    words = ["lost" if isinstance(one, LostRace) else one for one in told]
    booking = Booking.objects.get(pk=booking.pk)
    answer = {
        "told": counted(words),
        "named": len(winners) == 1 and "" not in winners,
        "stage": booking.stage,
    }
    print(json.dumps(answer, ensure_ascii=False))


main(int(sys.argv[1]))

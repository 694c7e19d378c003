"""Many firms on one half-day at once; prints what each was told."""

import json
import sys
from datetime import time

import django

django.setup()

from accounts.actions import enrol  # noqa: E402
from bookings.actions import add_slot  # noqa: E402
from bookings.models import Booking, Slot  # noqa: E402
from bookings.planning import plan_center  # noqa: E402
from campaigns.models import DistrictQuota  # noqa: E402
from centers.models import Center  # noqa: E402
from companies.actions import register  # noqa: E402
from foundation import clock  # noqa: E402
from foundation.credit_codes import with_check  # noqa: E402
from foundation.errors import LostRace  # noqa: E402
from foundation.models import work_calendar  # noqa: E402
from tests.services.together import all_at_once, counted  # noqa: E402
from workflows.start import book_diagnosis  # noqa: E402


def firms(count: int, district) -> list:
    """Eligible firms with a person each."""
    made = []
    for n in range(count):
        company = register(
            at=clock.now(),
            credit_code=with_check(f"91320412MA9{n:06d}"),
            name=f"抢号企业 {n}",
            district=district,
            sector="34",
            size="small",
            above_designated=True,
            contact_name="王强",
            contact_phone=f"135{n:08d}",
        )
        person = enrol(
            phone=f"135{n:08d}",
            name=f"王强{n}",
            password=None,
            role="company",
            at=clock.now(),
            company=company,
        )
        made.append((company, person))
    return made


def main(count: int, capacity: int) -> None:
    center = Center.objects.get(slug="wujin")
    plan_center(center, at=clock.now())
    DistrictQuota.objects.update(cases=10_000)
    on = work_calendar().add(clock.today(), 40)
    slot = add_slot(
        service=center.services.get(kind="visit"),
        on=on,
        begins=time(9),
        capacity=capacity,
        by=None,
        at=clock.now(),
    )
    told = all_at_once(
        firms(count, center.district),
        lambda pair: book_diagnosis(
            company=pair[0], slot=slot, by=pair[1], at=clock.now()
        ),
    )
    words = [
        ("lost with offers" if one.instead else "lost")
        if isinstance(one, LostRace)
        else one
        for one in told
    ]
    slot = Slot.objects.get(pk=slot.pk)
    answer = {
        "told": counted(words),
        "taken": slot.taken,
        "bookings": Booking.objects.filter(slot=slot).count(),
        "flows": Booking.objects.filter(
            slot=slot, diagnosis__process__isnull=False
        ).count(),
    }
    print(json.dumps(answer, ensure_ascii=False))


main(int(sys.argv[1]), int(sys.argv[2]))

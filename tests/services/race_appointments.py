"""Moving to the last places, changing one booking, reminding: all of it at once."""

import json
import sys
from collections.abc import Callable
from datetime import timedelta

import django

django.setup()

from django.db.models import Sum  # noqa: E402

from accounts.models import Membership  # noqa: E402
from bookings.actions import (  # noqa: E402
    book_appointment,
    cancel_appointment,
    move_appointment,
    send_reminders,
)
from bookings.models import Appointment, Slot  # noqa: E402
from bookings.planning import plan_center  # noqa: E402
from campaigns.models import ServiceQuota  # noqa: E402
from centers.models import Service  # noqa: E402
from companies.models import Company  # noqa: E402
from foundation import clock  # noqa: E402
from foundation.errors import LostRace, Refused  # noqa: E402
from foundation.notices.models import Message  # noqa: E402
from tests.services.together import all_at_once, counted  # noqa: E402

AT = clock.now()
MANAGER = Membership.objects.filter(role="manager", center__slug="wujin").first()


def clinics() -> list[Slot]:
    return list(Slot.objects.bookable(AT, "clinic").filter(center=MANAGER.center))


def move(row: Appointment, slot: Slot) -> None:
    move_appointment(appointment=row, slot=slot, by=MANAGER.user, at=AT, reason="出差")


def told(people: list[Callable[[], object]]) -> dict[str, int]:
    words = all_at_once(people, lambda deed: deed())
    return counted(["lost" if isinstance(one, LostRace) else one for one in words])


def use_up(count: int, most: int) -> dict[str, object]:
    """So many firms at a time with room for all, of whose service few are left."""
    service = MANAGER.center.services.get(kind="policy")
    Service.objects.filter(pk=service.pk).update(per_campaign=most)
    slot = Slot.objects.bookable(AT, "policy").filter(service=service)[0]
    Slot.objects.filter(pk=slot.pk).update(capacity=count)
    firms = Company.objects.filter(barred_reason="")[:count]

    def book(firm: Company) -> None:
        try:
            book_appointment(company=firm, slot=slot, by=MANAGER.user, at=AT)
        except Refused as error:
            raise LostRace(str(error)) from error

    words = told([lambda firm=firm: book(firm) for firm in firms])
    booked = Appointment.objects.filter(slot__service=service)
    used = ServiceQuota.objects.get(service=service).used
    return {"told": words, "used": used, "booked": booked.count()}


def main(count: int) -> None:
    plan_center(MANAGER.center, at=AT)
    slots, firms = clinics(), Company.objects.filter(barred_reason="")[:count]
    rows = [
        book_appointment(company=firm, slot=slot, by=MANAGER.user, at=AT)
        for firm, slot in zip(firms, slots, strict=False)
    ]
    last = slots[-1]
    Slot.objects.filter(pk=last.pk).update(capacity=2)
    to_last = told([lambda row=row: move(row, last) for row in rows])
    row = Appointment.objects.exclude(slot=last)[0]
    others = [slot for slot in clinics() if slot.pk != row.slot_id][:count]
    change_one = told(
        [
            *(lambda slot=slot: move(row, slot) for slot in others),
            lambda: cancel_appointment(
                appointment=row, by=MANAGER.user, at=AT, reason="忙"
            ),
        ]
    )
    Message.objects.all().delete()
    at = last.starts_at - timedelta(days=1)
    reminded = told([lambda: send_reminders(at=at) for _beat in range(8)])
    live = Appointment.objects.exclude(state="cancelled")
    answer = {
        "to the last two places": to_last,
        "changing one": change_one,
        "beats": reminded,
        "reminders": Message.objects.count(),
        "near": live.filter(slot__starts_at__gt=at).count(),
        "taken": Slot.objects.filter(kind="clinic").aggregate(n=Sum("taken"))["n"],
        "live": live.count(),
        "of a service": use_up(30, 5),
    }
    print(json.dumps(answer, ensure_ascii=False))


main(int(sys.argv[1]))

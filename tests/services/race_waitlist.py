"""Places given up, beats, answers twice over: all at once on one waiting list."""

import json
import sys

import django

django.setup()

from django.db.models import Sum  # noqa: E402

from accounts.models import Membership  # noqa: E402
from bookings.actions import (  # noqa: E402
    book_appointment,
    cancel_appointment,
    decline_offer,
)
from bookings.models import (  # noqa: E402
    Appointment,
    Hold,
    Slot,
    WaitingEntry,
    WaitingOffer,
)
from bookings.planning import plan_center  # noqa: E402
from companies.models import Company  # noqa: E402
from foundation import clock  # noqa: E402
from foundation.errors import DomainError  # noqa: E402
from tests.services.together import all_at_once  # noqa: E402
from workflows.waitlist import accept_offer, join, sweep  # noqa: E402

AT = clock.now()
MANAGER = Membership.objects.filter(role="manager", center__slug="wujin").first()


def told(people) -> dict[str, int]:
    words = all_at_once(people, lambda deed: deed())
    said = ["no" if isinstance(w, DomainError) or "refused" in w else w for w in words]
    return {word: said.count(word) for word in sorted(set(said))}


def main(count: int) -> None:
    plan_center(MANAGER.center, at=AT)
    rows = Slot.objects.bookable(AT, "clinic").filter(center=MANAGER.center)
    slots = list(rows[8 : 8 + count])
    firms = list(Company.objects.filter(
        barred_reason="", district__served_by=MANAGER.center)[: 2 * count])  # fmt: skip
    Slot.objects.filter(pk__in=[slot.pk for slot in slots]).update(capacity=1)
    booked = [
        book_appointment(company=firm, slot=slot, by=MANAGER.user, at=AT)
        for firm, slot in zip(firms, slots, strict=False)
    ]
    others = Slot.objects.filter(kind="clinic").exclude(
        pk__in=[slot.pk for slot in slots]
    )
    others.update(is_closed=True)
    for firm in firms[count:]:
        join(
            company=firm, service=slots[0].service, first_on=clock.today(),
            last_on=slots[-1].on, by=MANAGER.user, at=AT,
        )  # fmt: skip

    def give_up(row: Appointment) -> None:
        cancel_appointment(appointment=row, by=MANAGER.user, at=AT, reason="忙")

    given_up = told(
        [
            *(lambda row=row: give_up(row) for row in booked),
            *(lambda: sweep(at=AT) for _beat in range(6)),
        ]
    )
    sweep(at=AT)
    offers = list(WaitingOffer.objects.filter(state="open"))
    made = {
        "offers": len(offers),
        "firms": len({offer.entry_id for offer in offers}),
        "places": len({offer.slot_id for offer in offers}),
        "kept": Hold.objects.exclude(company=None).count(),
    }

    def accept(offer: WaitingOffer) -> None:
        accept_offer(offer=offer, by=MANAGER.user, at=AT)

    def decline(offer: WaitingOffer) -> None:
        decline_offer(offer=offer, by=MANAGER.user, at=AT, stays=False)

    answers = [
        deed
        for offer in offers
        for deed in (
            lambda offer=offer: accept(offer),
            lambda offer=offer: accept(offer),
            lambda offer=offer: decline(offer),
        )
    ]
    answered = told([*answers, *(lambda: sweep(at=AT) for _beat in range(2))])
    sweep(at=AT)
    clinics = Slot.objects.filter(kind="clinic")
    live = Appointment.objects.exclude(state="cancelled").filter(slot__in=clinics)
    answer = {
        "given up": given_up,
        "made": made,
        "answered": answered,
        "taken": clinics.aggregate(n=Sum("taken"))["n"],
        "live and kept": live.count() + Hold.objects.count(),
        "met": WaitingEntry.objects.filter(state="met").count(),
        "live": live.count(),
    }
    print(json.dumps(answer, ensure_ascii=False))


main(int(sys.argv[1]))

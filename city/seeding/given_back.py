"""A visit that its provider gives back at the last minute; another is looked for.

It comes after all cases have been told, so that nothing else turns out otherwise.
"""

from datetime import datetime, timedelta

from bookings.choices import Stage
from bookings.cutoffs import is_late
from bookings.models import Booking
from city.seeding.phrases import book
from city.seeding.world import World
from companies.models import Company
from foundation import clock
from foundation.access.roles import Role
from workflows.returning import send_back

AGO = timedelta(minutes=50)


def fill(world: World, *, star_firm: Company, at: datetime) -> None:
    """The last visit that is too late to be given back; on some days there is none.

    Not one of a showcase person's, nor one that the center has to settle anyway.
    """
    moment = at - AGO
    rows = Booking.objects.filter(stage=Stage.VISITING, slot__starts_at__gt=at)
    others = rows.exclude(provider=world.star).exclude(company=star_firm)
    cases = others.filter(clashes=None).select_related("slot__service")
    for case in cases.order_by("-slot__starts_at", "-pk"):
        if case.slot is not None and is_late(case.slot, at=moment):
            by = world.people.all_of(Role.COORDINATOR, case.provider_id)[0]
            reason = book("talk")["given_back"]
            with clock.set_to(moment):
                send_back(booking=case, by=by, at=moment, reason=reason)
            return

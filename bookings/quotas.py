"""The places of a service in a campaign: how many are used, taken, given back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from bookings.choices_waitlist import OfferState
from bookings.models import Appointment, WaitingOffer
from bookings.words import used_up_words
from campaigns.models import Campaign, ServiceQuota
from centers.models import Service
from foundation.errors import Refused
from foundation.prepared import Given, prepared_change


@dataclass(frozen=True)
class Places:
    """Of a service in the open campaign; `limit` None = as many as are wanted."""

    campaign: Campaign
    used: int
    limit: int | None

    @property
    def is_used_up(self) -> bool:
        """Whether nobody can book any more; a lowered limit leaves more used."""
        return self.limit is not None and self.used >= self.limit


def places_of(services: Collection[Service], *, on: date) -> dict[int, Places]:
    """Of each service, by its key, in the campaign open on that day; {} without one."""
    campaign = Campaign.objects.open_on(on).first()
    if campaign is None:
        return {}
    rows = ServiceQuota.objects.filter(campaign=campaign, service__in=services)
    used = dict(rows.order_by().values_list("service", "used"))
    return {
        service.pk: Places(campaign, used.get(service.pk, 0), service.per_campaign)
        for service in services
    }


def used_up(service: Service, *, on: date) -> Places | None:
    """The places of a service of which none is left; None where it can be booked."""
    if service.per_campaign is None:
        return None
    found = places_of([service], on=on).get(service.pk)
    return found if found and found.is_used_up else None


def can_be_offered(service: Service, *, on: date) -> bool:
    """Whether a place is left beyond those the waiting list has offered already."""
    if service.per_campaign is None:
        return True
    found = places_of([service], on=on).get(service.pk)
    offers = WaitingOffer.objects.filter(
        state=OfferState.OPEN, slot__service=service, entry__appointment=None
    )
    return found is None or found.used + offers.count() < service.per_campaign


def take(service: Service, *, on: date) -> Campaign | None:
    """Use one place in the campaign open on that day, which is returned.

    None where none is open: nothing is counted then. Raises Refused where no place is
    left. One conditional UPDATE, whoever else takes one.
    """
    campaign = Campaign.objects.open_on(on).first()
    if campaign is None:
        return None
    own = {"campaign": campaign.pk, "service": service.pk}
    if not _one_more.count(**own):
        first = ServiceQuota(campaign=campaign, service=service)
        ServiceQuota.objects.bulk_create([first], ignore_conflicts=True)
        if not _one_more.count(**own):
            raise Refused(used_up_words(campaign.year))
    return campaign


@prepared_change
def _one_more() -> Any:
    """One place more of a service in a campaign, while there is one left."""
    own = ServiceQuota.objects.left().filter(
        campaign=Given("campaign"), service=Given("service")
    )
    return own, {"used": F("used") + 1}


def give_back(appointment: Appointment) -> None:
    """Return the place to the campaign in which it was counted, if it was."""
    own = ServiceQuota.objects.filter(
        campaign=appointment.campaign_id, service=appointment.slot.service_id
    )
    own.give_back()

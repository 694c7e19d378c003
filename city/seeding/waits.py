"""Waiting lists of the demonstration: full days, firms in line, offered places."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.actions import book_appointment, cancel_appointment
from bookings.choices_waitlist import OfferState
from bookings.models import Appointment, Slot, WaitingOffer
from centers.choices import ServiceKind
from centers.models import Center, Service
from city.seeding.phrases import say
from city.seeding.world import World
from companies.models import Company
from foundation.errors import DomainError
from workflows.waitlist import accept_offer, join, sweep

RARE = (ServiceKind.PANEL, ServiceKind.MATCHING)  # a few times a month
MOST = 12  # places of a day that is filled up
FILLED, GIVEN_UP, LATEST = 7, 3, 20  # working days before today; minutes before now
JOINED = (6, 5, 4, 2, 2, 1)  # working days before today
STAR_JOINED = 5


@dataclass
class Line:
    """One full day of a rare service at one center."""

    center: Center
    service: Service
    first_on: date
    last_on: date
    slots: list[Slot]
    firms: list[Company]


class Waits:
    """What happened at the waiting lists in the last days."""

    def __init__(self, world: World, at: datetime, today: date, star: Company) -> None:
        self.world, self.at, self.today, self.star = world, at, today, star

    def fill(self) -> None:
        """Each center's next day of a rare service is full, and firms wait for it."""
        centers = Center.objects.designated_on(self.today)
        lines = [line for line in map(self._line, centers) if line]
        for line in lines:
            self._fill_up(line)
        first = self._when(GIVEN_UP, 10 * 60)
        for line in lines:
            self._join(line, [days for days in JOINED if days > GIVEN_UP])
        for line in lines:
            self._give_up(line, first)
        self._answers(first)
        for line in lines:
            self._join(line, [days for days in JOINED if days < GIVEN_UP])
        for line in lines:
            self._give_up(line, self.at - timedelta(minutes=LATEST))
        sweep(at=self.at)

    def _line(self, center: Center) -> Line | None:
        """The next full day but one, so that what is cancelled can still be booked."""
        service = Service.objects.filter(
            center=center, kind__in=RARE, is_open=True
        ).first()
        if service is None:
            return None
        early = self._when(FILLED, 9 * 60)
        ahead = Slot.objects.bookable(early, service.kind).filter(
            service=service, on__gt=self.world.hours.day(self.today, 2)
        )
        days = sorted(set(ahead.values_list("on", flat=True)))
        if len(days) < 2:
            return None
        return Line(
            center=center,
            service=service,
            first_on=self.today + timedelta(days=1),
            last_on=days[1] - timedelta(days=1),
            slots=list(ahead.filter(on=days[0])),
            firms=self._firms(center),
        )

    def _firms(self, center: Center) -> list[Company]:
        rows = Company.objects.filter(
            district__served_by=center, barred_reason="", appointments=None
        )
        return list(rows.exclude(pk=self.star.pk).order_by("pk")[: MOST + len(JOINED)])

    def _when(self, days: int, minute: int) -> datetime:
        """That minute, so many working days before today."""
        return self.world.hours.clock(self.world.hours.day(self.today, -days), minute)

    def _fill_up(self, line: Line) -> None:
        """Every place of the day is booked, in the order of the firms."""
        at = self._when(FILLED, 10 * 60)
        places = [slot for slot in line.slots for _n in range(slot.left)]
        others = Slot.objects.bookable(at, line.service.kind).filter(
            service=line.service, on__range=(line.first_on, line.last_on)
        )
        before = others.exclude(pk__in=[slot.pk for slot in line.slots])
        places += [slot for slot in before for _n in range(slot.left)]
        for slot in places[:MOST]:
            company = line.firms.pop(0)
            book_appointment(
                company=company, slot=slot, by=self._person(company, at), at=at
            )

    def _person(self, company: Company, at: datetime) -> object:
        return self.world.people.firm(company, at)

    def _join(self, line: Line, joined: list[int]) -> None:
        """One firm after the other; who finds a free time is not in line."""
        mine = self.star.district and self.star.district.served_by_id == line.center.pk
        for days in joined:
            starred = mine and days == STAR_JOINED
            company = self.star if starred or not line.firms else line.firms.pop(0)
            chance = self.world.chance("wait", company.pk)
            at = self._when(days, 9 * 60 + chance.randrange(400))
            try:
                join(
                    company=company,
                    service=line.service,
                    first_on=max(line.first_on, self.today),
                    last_on=line.last_on,
                    needs=say(chance, "appointment_needs"),
                    by=self._person(company, at),
                    at=at,
                )
            except DomainError:
                continue

    def _give_up(self, line: Line, at: datetime) -> None:
        """One of those booked cancels; its place goes to the list."""
        rows = Appointment.objects.filter(slot__in=line.slots, state="booked")
        row = rows.exclude(company=self.star).order_by("pk").first()
        if row is None:
            return
        chance = self.world.chance("give up", row.pk)
        cancel_appointment(
            appointment=row,
            by=self._person(row.company, at),
            at=at,
            reason=say(chance, "cancel_appointment"),
        )

    def _answers(self, at: datetime) -> None:
        """Those asked first are silent, the next ones take the place."""
        sweep(at=at)
        asked = WaitingOffer.objects.filter(state=OfferState.OPEN)
        late = max((offer.until for offer in asked), default=at)
        sweep(at=late)
        for offer in WaitingOffer.objects.filter(state=OfferState.OPEN):
            if offer.entry.company_id != self.star.pk:
                accept_offer(offer=offer, by=offer.entry.joined_by, at=late)

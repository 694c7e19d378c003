"""One case on its way, and what each of its steps needs."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bookings.choices import Stage
from bookings.models import Booking, Slot
from centers.models import Center
from city.seeding.errors import SeedError
from city.seeding.phrases import trade_of
from city.seeding.profiles import Quality
from city.seeding.stories import Story
from city.seeding.world import World, open_due
from foundation import clock
from foundation.access.roles import Role
from workflows.start import book_diagnosis

CANCELLED_AT = (Stage.CONFIRMING, Stage.RESPONDING, Stage.VISITING)


class Walk:
    """A case, the people it meets, and the dice it is told by."""

    def __init__(self, world: World, story: Story) -> None:
        self.world, self.story = world, story
        self.chance = world.chance("walk", story.number)
        self.at = story.booked_at
        self.case: Booking
        self.quality: Quality
        self.facts: dict[str, Any] = {}
        self.sheet: dict[str, Any] = {}
        self.done: set[str] = set()
        self.cancelled_at = self.chance.choice(CANCELLED_AT)

    @property
    def center(self) -> Center:
        """The center that serves the firm's district."""
        district = self.story.company.district
        if district is None or district.served_by is None:
            raise SeedError(f"no center serves {self.story.company}")
        return district.served_by

    @property
    def twist(self) -> str:
        """What befalls the case."""
        return self.story.plot.twist

    @property
    def brisk(self) -> bool:
        """Running cases get quickly to where they stand; there they wait."""
        return bool(self.story.plot.stop)

    def once(self, twist: str) -> bool:
        """Whether the twist is the story's, the first time it is asked for."""
        if self.twist != twist or twist in self.done:
            return False
        self.done.add(twist)
        return True

    # --- moments --------------------------------------------------------------
    def later(self, least: int, most: int, brisk: int | None = None) -> datetime:
        """The case goes on so many working days later."""
        most = brisk if self.brisk and brisk is not None else most
        days = self.chance.randint(min(least, most), most)
        self.at = self.world.hours.later(self.at, days, self.chance)
        return self.at

    def not_before(self, moment: datetime) -> datetime:
        """That moment, or a little later where the case is not so far."""
        if moment <= self.at:
            return self.later(0, 0)
        self.at = moment
        return moment

    # --- people -----------------------------------------------------------------
    def manager(self) -> Any:
        """A manager of the case's center."""
        return self.world.people.one_of(Role.MANAGER, self.case.center_id, self.chance)

    def coordinator(self) -> Any:
        """The coordinator of the case's provider."""
        return self.world.people.one_of(
            Role.COORDINATOR, self.case.provider_id, self.chance
        )

    def lead(self) -> Any:
        """The lead consultant, or the coordinator where the lead has no account."""
        member = self.case.diagnosis.team.get(is_lead=True)
        return self.world.people.consultant(member.consultant_id) or self.coordinator()

    def firm(self) -> Any:
        """The firm's person."""
        return self.world.people.firm(self.story.company, clock.now())

    # --- deeds --------------------------------------------------------------------
    def do(
        self,
        node: str,
        by: Any,
        action: Callable[..., Any],
        deed: str = "",
        **facts: Any,
    ) -> None:
        """Complete the open step: `action(booking=, by=, at=, **facts)`."""
        due = open_due(booking=self.case, node=node)
        self.world.complete(
            due, by, lambda case, **who: action(booking=case, **who, **facts), deed
        )
        self.refresh()

    def refresh(self) -> None:
        """Read the case as it now stands."""
        rows = Booking.objects.select_related("slot", "diagnosis")
        self.case = rows.get(pk=self.case.pk)

    def free_slot(self, day: date) -> Slot:
        """One of the half-days of the first day from `day` on that has a free one."""
        slots = self.world.bookable(self.center, day)
        if not slots:
            raise SeedError(f"no half-day is free for {self.story.company} after {day}")
        return self.chance.choice([slot for slot in slots if slot.on == slots[0].on])

    def book(self) -> None:
        """The firm books the half-day that suits it."""
        wish = self.story.wish
        self.case = book_diagnosis(
            company=self.story.company,
            slot=self.free_slot(self.story.visit_on),
            by=self.firm(),
            at=clock.now(),
            needs=self.chance.choice(trade_of(self.story.company.sector)["needs"]),
            preferred_provider=self.world.providers[wish] if wish else None,
        )
        self.world.settle(self.case.diagnosis.process_id)
        self.refresh()

"""Complaints of firms: one of each state, of the showcase firm and of others."""

import io
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import segno
from django.core.files.base import ContentFile

from bookings.choices import Stage
from bookings.models import Booking
from city.seeding.phrases import book
from city.seeding.world import World, open_due
from companies.models import Company
from complaints.actions import answer_complaint, decide_complaint
from complaints.models import Complaint
from foundation import clock
from foundation.access.roles import Role
from workflows.start_complaint import begin_complaint

READ = (Stage.SIGNING, Stage.ACCEPTING, Stage.RATING, Stage.CLOSED)
FILED, ANSWERED, DECIDED = 9 * 60 + 40, 15 * 60 + 10, 10 * 60 + 25


class Complaints:
    """Files, answers and decides what the phrase book tells, at its own moments."""

    def __init__(self, world: World, today: date, star_firm: Company) -> None:
        self.world, self.today, self.star_firm = world, today, star_firm
        self.used: set[int] = set()
        self.firms: set[int] = set()

    def fill(self) -> None:
        """What this year has had no time for does not happen."""
        for story in book("complaints"):
            filed_on = self._day(story["filed"])
            case = self._case(story, filed_on)
            if case is not None and filed_on.year == self.today.year:
                self._tell(story, case)

    def _case(self, story: dict[str, Any], on: date) -> Booking | None:
        """A case that was visited shortly before that day, of nobody else's story."""
        rows = Booking.objects.filter(
            provider__isnull=False, diagnosis__visited_on__lt=on
        ).exclude(pk__in=self.used)
        who = story["who"]
        if story.get("read"):  # it is about the report
            rows = rows.filter(stage__in=READ, diagnosis__report_filed_on__lt=on)
        if who == "showcase":
            rows = rows.filter(company=self.star_firm, provider=self.world.star)
        else:
            rows = rows.exclude(company=self.star_firm)
        if who == "star":
            rows = rows.filter(provider=self.world.star)
        if who == "other":
            rows = rows.exclude(provider=self.world.star)
            rows = rows.exclude(provider__in=self.firms)
        rows = rows.filter(diagnosis__visited_on__gt=on - timedelta(days=45))
        found: Booking | None = rows.order_by("-diagnosis__visited_on", "pk").first()
        if found is not None and found.provider_id is not None:
            self.used.add(found.pk)
            self.firms.add(found.provider_id)
        return found

    def _tell(self, story: dict[str, Any], case: Booking) -> None:
        row = self._filed(story, case)
        if "answer" in story:
            coordinator = self.world.people.all_of(Role.COORDINATOR, case.provider_id)
            self._do(
                row, story["answered"], ANSWERED, coordinator[0], answer_complaint,
                text=story["answer"], files=[],
            )  # fmt: skip
        if "reasons" in story:
            officer = self.world.people.all_of(Role.OFFICER)
            self._do(
                row, story["decided"], DECIDED, officer[0], decide_complaint,
                upheld=story["upheld"], veto=story.get("veto", ""),
                reasons=story["reasons"],
            )  # fmt: skip

    def _filed(self, story: dict[str, Any], case: Booking) -> Complaint:
        chance = self.world.chance("complaint", case.number)
        at = self._moment(story["filed"], FILED)
        with clock.set_to(at):
            return begin_complaint(
                booking=case,
                topic=story["topic"],
                text=story["text"],
                files=[_receipt(case)] if story.get("evidence") else [],
                key=UUID(int=chance.getrandbits(128)),
                by=self.world.people.firm(case.company, at),
                at=at,
            )

    def _do(
        self, row: Complaint, days: int, minute: int, by: Any, act: Any, **facts: Any
    ) -> None:
        with clock.set_to(self._moment(days, minute)):
            self.world.complete(
                open_due(complaint=row),
                by,
                lambda subject, **who: act(complaint=subject, **who, **facts),
            )

    def _day(self, days: int) -> date:
        return self.world.hours.day(self.today, -days)

    def _moment(self, days: int, minute: int) -> datetime:
        return self.world.hours.clock(self._day(days), minute)


def _receipt(case: Booking) -> ContentFile:
    """The square that receipts carry."""
    drawn = io.BytesIO()
    segno.make(case.number).save(drawn, kind="png", scale=10, border=8)
    return ContentFile(drawn.getvalue(), name="收据.png")

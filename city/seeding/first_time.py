"""People on their way to a firm's file: invited, or waiting with a licence."""

import io
from datetime import date, datetime
from typing import Any

import segno
from django.core.files.base import ContentFile

from accounts.actions import (
    bind,
    decide_licence,
    invite,
    invite_colleague,
    submit_licence,
)
from accounts.choices import Way
from accounts.models import Membership, User
from city.seeding.phrases import book
from city.seeding.world import World
from companies.models import Company
from foundation.access.roles import Role
from foundation.phones import is_mobile

INVITED = 4  # firms whose listed contact has a link and has not opened it
PHONES = "135051951{:02d}"


class FirstTime:
    """What happened at the showcase firm and its center in the last days."""

    def __init__(self, world: World, today: date, star: Membership) -> None:
        self.world, self.today, self.star = world, today, star
        self.texts = book("first_time")
        self.people = iter(self.texts["people"])
        self.made = 0

    def fill(self) -> None:
        """Colleagues of the showcase firm; licences and invitations at its center."""
        firm: Any = self.star.company
        self._colleagues(firm, self.star.user)
        center = firm.district.served_by_id
        manager = self.world.people.all_of(Role.MANAGER, center)[0]
        unbound = Company.objects.filter(
            memberships=None, district__served_by=center, bookings=None
        ).order_by("pk")
        firms = [row for row in unbound if is_mobile(row.contact_phone)]
        for row in firms[:INVITED]:
            invite(company=row, by=manager, at=self._moment(2, 10))
        self._licences(firms[INVITED : INVITED + 3], manager)

    def _colleagues(self, firm: Company, owner: User) -> None:
        friend = self._newcomer()
        bind(user=friend, company=firm, way=Way.INVITED, at=self._moment(20, 9))
        invite_colleague(
            company=firm,
            phone=PHONES.format(99),
            name=next(self.people),
            by=owner,
            at=self._moment(1, 14),
        )

    def _licences(self, firms: list[Company], manager: User) -> None:
        for n, firm in enumerate(firms):
            licence = submit_licence(
                company=firm,
                picture=_picture(firm),
                by=self._newcomer(),
                at=self._moment(3 - n, 9),
            )
            if n == 0:
                decide_licence(
                    licence=licence,
                    approved=False,
                    reason=self.texts["refused"],
                    by=manager,
                    at=self._moment(2, 15),
                )

    def _newcomer(self) -> User:
        self.made += 1
        phone = PHONES.format(self.made)
        return User.objects.create_user(phone, None, name=next(self.people))

    def _moment(self, days: int, hour: int) -> datetime:
        hours = self.world.hours
        return hours.clock(hours.day(self.today, -days), hour * 60)


def _picture(firm: Company) -> ContentFile:
    """The square with the credit code that real licences carry, too."""
    drawn = io.BytesIO()
    segno.make(firm.credit_code).save(
        drawn, kind="png", scale=10, border=8, dark="#0a2a6b", light="#eff5ff"
    )
    return ContentFile(drawn.getvalue(), name="licence.png")

"""The city's people, each ready to act in one role."""

from collections import defaultdict
from datetime import datetime
from random import Random

from accounts.actions import enrol
from accounts.models import Membership, User
from companies.models import Company
from foundation.access.roles import Role


class People:
    """Everybody with a membership; one User object per membership, acting in it."""

    def __init__(self) -> None:
        self._seats: dict[tuple[str, int | None], list[Membership]] = defaultdict(list)
        self._consultants: dict[int, Membership] = {}
        self._actors: dict[int, User] = {}
        for seat in Membership.objects.select_related("user").order_by("pk"):
            self._take(seat)

    def _take(self, seat: Membership) -> None:
        self._seats[seat.role, seat.home_id].append(seat)
        if seat.consultant_id is not None:
            self._consultants[seat.consultant_id] = seat

    def _actor(self, seat: Membership) -> User:
        """The person acting in that membership; asked once."""
        if seat.pk not in self._actors:
            person = User.objects.get(pk=seat.user_id)
            person.act_as(seat.pk)
            self._actors[seat.pk] = person
        return self._actors[seat.pk]

    def all_of(self, role: str, home: int | None = None) -> list[User]:
        """Everybody in that role at that home, in the order of their memberships."""
        return [self._actor(seat) for seat in self._seats[role, home]]

    def one_of(self, role: str, home: int | None, chance: Random) -> User:
        """One of them; the first one does most of the work."""
        everybody = self.all_of(role, home)
        return everybody[0] if chance.random() < 0.7 else chance.choice(everybody)

    def consultant(self, key: int) -> User | None:
        """The consultant's own account, if there is one."""
        seat = self._consultants.get(key)
        return self._actor(seat) if seat else None

    def firm(self, company: Company, at: datetime) -> User:
        """The firm's person; one who has no account yet registers now."""
        seats = self._seats[Role.COMPANY, company.pk]
        if not seats:
            person = enrol(
                phone=company.contact_phone,
                name=company.contact_name,
                password=None,
                role=Role.COMPANY,
                at=at,
                company=company,
            )
            self._take(person.memberships.get())
        return self._actor(seats[0])

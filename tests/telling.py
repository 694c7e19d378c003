"""Who is told of what in any test: roles of the event's row alone; no event unheard."""

from collections import defaultdict
from functools import cache

from django.db import connection

from accounts.models import Membership
from foundation.access.roles import Role
from foundation.notices.events import EVENTS
from foundation.notices.models import Message
from workflows.flows.registry import FLOWS
from workflows.levels import next_level
from workflows.nodes import Human

heard: set[str] = set()  # events of which anybody was told in this process


@cache
def roles_of(event: str) -> frozenset[str]:
    """The roles of its row; of a step also those of the next level."""
    nodes = (node for flow in FLOWS.values() for node in flow.instance.nodes())
    steps = (node for node in nodes if isinstance(node, Human) and node.name == event)
    above = {role for node in steps for role in next_level(node.deed)}
    return frozenset(EVENTS[event].roles | above)


def told_besides() -> list[str]:
    """Who was told though no role of theirs, of whichever day, is in the table.

    Whoever has none yet is on the way to a firm.
    """
    if connection.needs_rollback:
        return []
    pairs = set(Message.objects.order_by().values_list("event", "to").distinct())
    heard.update(event for event, _person in pairs)
    held = defaultdict(set)
    people = {person for _event, person in pairs if person}
    seats = Membership.objects.filter(user__in=people) if people else ()
    for seat in seats:
        held[seat.user_id].add(seat.role)
    return sorted(
        f"{event}: {sorted(roles)}"
        for event, person in pairs
        if person and event in EVENTS
        for roles in [held[person] or {Role.COMPANY}]
        if not roles & roles_of(event)
    )


def unheard() -> list[str]:
    """Events of the table of which nobody was told."""
    return sorted(EVENTS.keys() - heard)

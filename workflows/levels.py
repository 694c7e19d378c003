"""Who is told when a level does not act: the ladder of escalation."""

from foundation.access.policies import POLICIES
from foundation.access.roles import Role

NEXT_LEVEL: dict[str, frozenset[str]] = {
    Role.COMPANY: frozenset({Role.MANAGER}),
    Role.COORDINATOR: frozenset({Role.MANAGER}),
    Role.CONSULTANT: frozenset({Role.MANAGER}),
    Role.MANAGER: frozenset({Role.DISTRICT_OFFICER, Role.OFFICER}),
    Role.DISTRICT_OFFICER: frozenset({Role.OFFICER}),
    Role.ASSESSOR: frozenset({Role.OFFICER}),
    Role.OFFICER: frozenset({Role.AUDITOR}),
    Role.FINANCE: frozenset({Role.OFFICER}),
}
# Steps of which others are told than whoever stands above their doers.
OWN_LEVEL: dict[str, frozenset[str]] = {
    # the bureau may go on without the provider's answer
    "complaints.answer": frozenset({Role.MANAGER, Role.OFFICER}),
}


def next_level(deed: str) -> frozenset[str]:
    """The roles that are told when those who may do the deed are late with it."""
    if deed in OWN_LEVEL:
        return OWN_LEVEL[deed]
    doers = POLICIES[deed].roles
    above = frozenset(role for doer in doers for role in NEXT_LEVEL.get(doer, ()))
    return above - doers

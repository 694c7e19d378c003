"""How long cases wait at a step: quantiles of a counted history; pure."""

from collections.abc import Mapping


def quantile(counted: Mapping[int, int], share: float) -> int | None:
    """The smallest number of days within which `share` of all were done.

    `counted`: days -> how many took that long. None for no history.
    """
    total = sum(counted.values())
    seen = 0
    for days in sorted(counted):
        seen += counted[days]
        if seen >= share * total:
            return days
    return None

"""Which awards."""

from typing import Self

from foundation.access.scoping import ScopedQuerySet
from subsidies.choices import AwardState

BEFORE_NOTICE = (AwardState.PROPOSED, AwardState.BLOCKED)


class AwardQuerySet(ScopedQuerySet):
    """Questions about awards."""

    def public(self) -> Self:
        """Awards that have been in public notice; nothing before that is shown."""
        return self.exclude(state__in=BEFORE_NOTICE)

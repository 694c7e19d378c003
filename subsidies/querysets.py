"""Which awards."""

from typing import Any, Self

from foundation.access.roles import HOME_OF, Home
from foundation.access.scoping import ScopedQuerySet
from subsidies.choices import ANNOUNCED, AWARD_OVER, AwardState

BEFORE_NOTICE = (AwardState.PROPOSED, AwardState.BLOCKED)


class AwardQuerySet(ScopedQuerySet):
    """Questions about awards."""

    def public(self) -> Self:
        """Awards that have been in public notice; nothing before that is shown."""
        return self.exclude(state__in=BEFORE_NOTICE)

    def visible_to(self, user: Any) -> Self:
        """As everywhere, but a provider sees nothing before the notice is out."""
        rows = super().visible_to(user)
        if HOME_OF.get(getattr(user, "role", "")) == Home.CITY:
            return rows
        return rows.filter(period__state__in=ANNOUNCED)

    def with_names(self) -> Self:
        """Joined with everything a list row shows."""
        return self.select_related("period", "provider", "evaluation", "payment")

    def on_the_way(self) -> Self:
        """Awards still on their way."""
        return self.exclude(state__in=AWARD_OVER)

"""What providers are told about their award."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from accounts.actions import people_of
from foundation.access.roles import Role
from foundation.notices.actions import tell
from subsidies.models import Award

PUBLISHED = gettext_noop(
    "Your result for %(year)s is in public notice; you may object until %(last)s."
)
DECIDED = gettext_noop("The bureau has decided on your objection for %(year)s.")
PAID = gettext_noop("The subsidy for %(year)s has been paid: %(amount)s.")


def tell_provider(award: Award, text: str, *, at: datetime, **values: Any) -> None:
    """Queue the sentence for the provider's coordinators, with a link to the award."""
    tell(
        people=people_of(
            deed_roles=frozenset({Role.COORDINATOR}),
            at=at,
            provider_id=award.provider_id,
        ),
        event="award",
        text=text,
        at=at,
        link=f"/awards/{award.pk}/",
        year=award.period.year,
        **values,
    )

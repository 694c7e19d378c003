"""The messages about a designation to the people of its center."""

from datetime import datetime

from django.utils.translation import gettext_noop

from accounts.actions import people_of
from designations.models import Designation
from foundation.access.roles import Role
from foundation.notices.actions import tell

RETURNED = gettext_noop("%(center)s: the application has come back. Reason: %(reason)s")
REFUSED = gettext_noop("%(center)s is not designated. Reason: %(reason)s")
GRANTED = gettext_noop("%(center)s is designated, number %(number)s.")
GRADED = gettext_noop("%(center)s: graded %(grade)s for %(year)s.")
CURED = gettext_noop("%(center)s: the rectification is accepted.")
WITHDRAWN = gettext_noop(
    "%(center)s: the designation is withdrawn from %(day)s. Reason: %(reason)s"
)


def tell_center(designation: Designation, text: str, *, at: datetime, **w: str) -> None:
    """Tell the managers of the center."""
    people = people_of(
        deed_roles=frozenset({Role.MANAGER}), at=at, center=designation.center_id
    )
    tell(
        people=people,
        event="designation",
        text=text,
        at=at,
        link=f"/designations/{designation.pk}/",
        **designation.center.in_both("center"),
        **w,
    )

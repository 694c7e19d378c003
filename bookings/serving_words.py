"""The words for why somebody cannot serve a half-day."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from bookings.serving import Obstacle

OBSTACLE_WORDS = {
    Obstacle.INACTIVE: _("has left"),
    Obstacle.WEEKDAY: _("not a day of work"),
    Obstacle.LEAVE: _("on leave"),
    Obstacle.DISTRICT: _("does not work in this district"),
    Obstacle.TAKEN: _("has another visit then"),
    Obstacle.ROAD: _("the road does not fit the midday"),
    Obstacle.WEEK_FULL: _("weekly limit reached"),
}


def obstacle_words(found: Iterable[Obstacle]) -> list[str]:
    """Each reason in a few words."""
    return [str(OBSTACLE_WORDS[reason]) for reason in found]

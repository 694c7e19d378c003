"""Halves of a day, weekdays, services of a center, sectors of firms."""

from datetime import time

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from foundation import sectors


class Half(TextChoices):
    """A half-day, the unit in which visits are booked."""

    MORNING = "am", _("Morning")
    AFTERNOON = "pm", _("Afternoon")


NOON = time(12, 0)
HALF_HOURS: dict[str, tuple[time, time]] = {
    Half.MORNING: (time(9, 0), time(11, 30)),
    Half.AFTERNOON: (time(13, 30), time(16, 30)),
}


class Weekday(IntegerChoices):
    """Days of the week as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class ServiceKind(TextChoices):
    """Appointment types of a center (domain: center services)."""

    CLINIC = "clinic", _("Advice at the center")
    VISIT = "visit", _("On-site diagnosis")
    PANEL = "panel", _("Joint consultation")
    TOUR = "tour", _("Showroom tour")
    TRAINING = "training", _("Training")
    MATCHING = "matching", _("Supply and demand matching")
    POLICY = "policy", _("Policy advice")
    RECHECK = "recheck", _("Re-check")


class ServedBy(TextChoices):
    """Whose free time a service needs."""

    CONSULTANTS = "consultants", _("Consultants of the provider pool")
    ADVISERS = "advisers", _("Advisers of the center")
    NOBODY = "nobody", _("Nobody in particular (seats)")


SECTORS = [(code, _(name)) for code, name in sectors.SECTORS]

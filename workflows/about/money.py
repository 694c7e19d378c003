"""What is said of an award and of the close of a year."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from subsidies.models import Award, Period
from workflows.about.kinds import About, Facts


def _award_facts(award: Award, user: Any) -> Facts:
    return [
        (_("Provider"), award.provider),
        (_("Year"), award.period.year),
        (_("State"), award.get_state_display()),
    ]


def _award_page(award: Award) -> str:
    return reverse("award", args=[award.pk])


def _award_line(award: Award, user: Any) -> str:
    return f"{award.provider} · {award.period.year}"


def _award_words(award: Award) -> str:
    return f"{award.period.year} {award.provider}"


def _period_facts(period: Period, user: Any) -> Facts:
    return [(_("Year"), period.year), (_("State"), period.get_state_display())]


def _period_page(period: Period) -> str:
    return reverse("period", args=[period.year])


def _period_line(period: Period, user: Any) -> str:
    return _("Close of %(year)s") % {"year": period.year}


ABOUT_AWARD = About(_award_facts, _award_page, _award_line, _award_words)
ABOUT_PERIOD = About(_period_facts, _period_page, _period_line)

"""What is said of a spot check."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from face.formats import masked_phone
from ratings.models import SpotCheck
from workflows.about.kinds import About, Facts


def _facts(check: SpotCheck, user: Any) -> Facts:
    case = check.booking
    return [
        (_("Case number"), case.number),
        (_("Firm"), case.company.name),
        (_("District"), case.district),
        (_("Contact"), f"{case.contact_name} {masked_phone(case.contact_phone)}"),
        (_("Provider"), case.provider),
        (_("Drawn by the seed"), check.draw.seed),
    ]


def _page(check: SpotCheck) -> str:
    return reverse("case", args=[check.booking.number])


def _line(check: SpotCheck, user: Any) -> str:
    return f"{check.booking.company.name} · {check.booking.number}"


ABOUT_SPOT_CHECK = About(_facts, _page, _line)

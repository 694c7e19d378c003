"""What is said of a case; an assessor learns neither firm, provider nor people."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.models import Booking
from bookings.words import flag_words
from face.formats import day_half, masked_phone
from foundation.access.roles import Role
from workflows.about.kinds import About, Facts


def _facts(case: Booking, user: Any) -> Facts:
    firm = case.company
    facts: Facts = [
        (_("Case number"), case.number),
        (_("Sector"), firm.get_sector_display()),
        (_("Size"), firm.get_size_display()),
        (_("District"), case.district),
    ]
    if user.role == Role.ASSESSOR:
        return facts
    facts.insert(1, (_("Firm"), firm.name))
    facts += [
        (_("Contact"), f"{case.contact_name} {masked_phone(case.contact_phone)}"),
        (_("Half-day"), _half_day(case)),
        (_("Provider"), case.provider or "—"),
    ]
    if case.needs:
        facts.append((_("Needs"), case.needs))
    if case.exception_reason:
        facts.append((_("Second factory"), case.exception_reason))
    if case.flags:
        facts.append((_("Flags"), _(", ").join(flag_words(case.flags))))
    return facts


def _half_day(case: Booking) -> str:
    return day_half(case.slot.on, case.slot.half) if case.slot else "—"


def _page(case: Booking) -> str:
    return reverse("case", args=[case.number])


def _line(case: Booking, user: Any) -> str:
    if user.role == Role.ASSESSOR:
        return f"{case.company.get_sector_display()} · {case.district}"
    return f"{case.company.name} · {case.district} · {case.number}"


def _words(case: Booking) -> str:
    return f"{case.number} {case.company}"


ABOUT_CASE = About(_facts, _page, _line, _words)

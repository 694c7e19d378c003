"""What a step's page says about its subject on top; blind where it must be."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.models import Booking
from bookings.words import flag_words
from directives.models import Directive
from face.formats import day_half, masked_phone
from subsidies.models import Award


def facts_of(subject: Any, user: Any) -> list[tuple[str, Any]]:
    """Label and value pairs; an assessor learns neither provider nor people."""
    if isinstance(subject, Booking):
        return _case_facts(subject, blind=user.role == "assessor")
    if isinstance(subject, Award):
        return [
            (_("Provider"), subject.provider),
            (_("Year"), subject.period.year),
            (_("State"), subject.get_state_display()),
        ]
    if isinstance(subject, Directive):
        return _remark_facts(subject)
    return [(_("Year"), subject.year), (_("State"), subject.get_state_display())]


def _remark_facts(remark: Directive) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        (_("Remark"), remark.text),
        (_("Given by"), remark.given_by.name),
    ]
    if remark.booking is not None:
        facts.append((_("Case"), f"{remark.booking.number} {remark.booking.company}"))
    return facts


def page_of(subject: Any) -> str:
    """The page on which a task's subject is shown to all who may see it."""
    if isinstance(subject, Booking):
        return reverse("case", args=[subject.number])
    if isinstance(subject, Award):
        return reverse("award", args=[subject.pk])
    if isinstance(subject, Directive):
        return reverse("remark", args=[subject.pk])
    return reverse("period", args=[subject.year])


def way_on(subject: Any, user: Any) -> str:
    """The subject's page where the person may see it, else the inbox."""
    rows = type(subject).objects.visible_to(user)
    may = rows.filter(pk=subject.pk).exists()
    return page_of(subject) if may else reverse("inbox")


def _case_facts(case: Booking, *, blind: bool) -> list[tuple[str, Any]]:
    firm = case.company
    facts: list[tuple[str, Any]] = [
        (_("Case number"), case.number),
        (_("Sector"), firm.get_sector_display()),
        (_("Size"), firm.get_size_display()),
        (_("District"), case.district),
    ]
    if blind:
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
        facts.append((_("Flags"), "、".join(flag_words(case.flags))))
    return facts


def _half_day(case: Booking) -> str:
    return day_half(case.slot.on, case.slot.half) if case.slot else "—"


def subject_line(subject: Any, user: Any) -> str:
    """One line about a task's subject; blind for assessors."""
    if isinstance(subject, Booking):
        if user.role == "assessor":
            return f"{subject.company.get_sector_display()} · {subject.district}"
        return f"{subject.company.name} · {subject.district} · {subject.number}"
    if isinstance(subject, Award):
        return f"{subject.provider} · {subject.period.year}"
    if isinstance(subject, Directive):
        return f"{subject.text[:60]} · {subject.center or _('The bureau')}"
    return _("Close of %(year)s") % {"year": subject.year}

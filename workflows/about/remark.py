"""What is said of a remark of the bureau's head."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from directives.models import Directive
from workflows.about.kinds import About, Facts


def _facts(remark: Directive, user: Any) -> Facts:
    facts: Facts = [
        (_("Remark"), remark.text),
        (_("Given by"), remark.given_by.name),
    ]
    if remark.booking is not None:
        facts.append((_("Case"), f"{remark.booking.number} {remark.booking.company}"))
    return facts


def _page(remark: Directive) -> str:
    return reverse("remark", args=[remark.pk])


def _line(remark: Directive, user: Any) -> str:
    return f"{remark.text[:60]} · {remark.center or _('The bureau')}"


ABOUT_REMARK = About(_facts, _page, _line)

"""What is said of a provider's application for the pool."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from admissions.models import Application
from foundation.access.roles import Role
from workflows.about.kinds import About, Facts


def _facts(application: Application, user: Any) -> Facts:
    facts: Facts = [
        (_("Provider"), application.provider),
        (_("Credit code"), application.provider.credit_code),
        (_("Call"), application.call),
        (_("State"), application.get_state_display()),
    ]
    if application.credit_check and user.role != Role.COORDINATOR:
        facts.append((_("Credit check"), application.credit_check))
    return facts


def _page(application: Application) -> str:
    return reverse("application", args=[application.pk])


def _line(application: Application, user: Any) -> str:
    return f"{application.provider} · {application.call}"


def _words(application: Application) -> str:
    return f"{application.provider} {application.call}"


ABOUT_APPLICATION = About(_facts, _page, _line, _words)

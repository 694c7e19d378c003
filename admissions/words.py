"""The sentences people are told about applications, and how they are told."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_noop

from accounts.actions import people_of
from admissions.models import Application
from foundation.access.roles import Role
from foundation.notices.actions import tell

EVENT = "admission"
TO_EXPERTS = gettext_noop(
    "Your application for the pool is complete: the experts score it now."
)
REFUSED = gettext_noop("Your application for the pool was refused: %(reason)s")
DECIDED = gettext_noop(
    "You are to be admitted to the pool; the public notice comes next."
)
PUBLISHED = gettext_noop("Your admission is in public notice until %(last)s.")
OBJECTED = gettext_noop(
    "Somebody objected to the admission of %(provider)s: %(reason)s"
)
OBJECTION_ANSWERED = gettext_noop(
    "The objection to %(provider)s was decided: %(reason)s"
)
ADMITTED = gettext_noop(
    "You are in the pool from %(first)s to %(last)s. Agreement %(number)s."
)
ADMITTED_BUREAU = gettext_noop(
    "%(provider)s confirmed agreement %(number)s and is in the pool."
)
DECLINED = gettext_noop("%(provider)s declined the offered agreement: %(reason)s")
TAKEN_BACK = gettext_noop("%(provider)s took its application for the pool back.")


def tell_provider(
    application: Application, text: str, *, at: datetime, **facts: Any
) -> None:
    """The coordinators of the applicant are told."""
    people = people_of(
        deed_roles=frozenset({Role.COORDINATOR}),
        at=at,
        provider=application.provider_id,
    )
    _tell(people, application, text, at, facts)


def tell_bureau(
    application: Application, text: str, *, at: datetime, **facts: Any
) -> None:
    """The officers are told."""
    people = people_of(deed_roles=frozenset({Role.OFFICER}), at=at)
    _tell(people, application, text, at, facts)


def tell_one(
    person: Any, application: Application, text: str, *, at: datetime, **facts: Any
) -> None:
    """Who objected is told, with the way to the own objection."""
    page = f"/applications/{application.pk}/object/"
    _tell([person], application, text, at, facts, page)


def _tell(
    people: list[Any],
    application: Application,
    text: str,
    at: datetime,
    facts: dict[str, Any],
    page: str = "",
) -> None:
    said = {key: _said(value) for key, value in facts.items()}
    tell(
        people=people,
        event=EVENT,
        text=text,
        at=at,
        link=page or f"/applications/{application.pk}/",
        provider=application.provider.name,
        **said,
    )


def _said(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)

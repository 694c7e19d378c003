"""The picture of a business licence: handed in by a person, decided by the center."""

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions.binding import bind
from accounts.actions.people import people_of
from accounts.choices import LicenceState, Way
from accounts.models import Licence, User
from centers.models import Center
from companies.models import Company
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.errors import LostRace, Refused
from foundation.files import fit_kind
from foundation.notices.actions import tell

HANDED_IN = gettext_noop(
    "%(name)s asks for the file of %(firm)s with a picture of the licence."
)
WITH_CENTER = gettext_noop(
    "Your picture of the licence of %(firm)s is with the center. You will be told here."
)
APPROVED = gettext_noop("Your licence was approved: you can book for %(firm)s now.")
REFUSED = gettext_noop("The picture of the licence of %(firm)s was refused: %(reason)s")


def _center_of(company: Company) -> Center:
    """The center that looks at the firm's licence. Raises Refused where none does."""
    center = company.district.served_by if company.district else None
    if center is None:
        raise Refused(
            _("No center serves the place of this firm. Please call the bureau.")
        )
    return center


def submit_licence(
    *, company: Company, picture: File, by: User, at: datetime, name: str = ""
) -> Licence:
    """Ask for the firm's file; the managers of its district's center are told.

    `name` is for a person who had none yet. Raises Refused: too large, no picture,
    no center, or one is waiting already.
    """
    kind, center = fit_kind(picture), _center_of(company)
    try:
        with transaction.atomic():
            licence = Licence(company=company, person=by, kind=kind, at=at)
            licence.picture.save("", picture, save=False)
            licence.save()
            if name:
                by.name = name
                by.save(update_fields=["name"])
            record(by=by, deed="accounts.submit_licence", at=at, row=company)
            _tell_of(licence, center)
    except IntegrityError as error:
        licence.picture.delete(save=False)
        raise Refused(
            _("Your picture is with the center already; you will be told.")
        ) from error
    return licence


def _tell_of(licence: Licence, center: Center) -> None:
    facts: dict[str, Any] = {
        "event": "accounts.submit_licence",
        "at": licence.at,
        "firm": licence.company.name,
        "name": licence.person.name,
    }
    managers = people_of(
        deed_roles=frozenset({Role.MANAGER}), at=licence.at, center=center
    )
    link = f"/licences/{licence.pk}/"
    tell(people=managers, text=HANDED_IN, link=link, **facts)
    tell(people=[licence.person], text=WITH_CENTER, **facts)


@transaction.atomic
def decide_licence(
    *, licence: Licence, approved: bool, reason: str, by: Any, at: datetime
) -> None:
    """Connect the person to the file, or say why not; the person is told.

    Raises Refused for a refusal without reason, LostRace where it is decided already.
    """
    if not approved and not reason:
        raise Refused(_("Please say why, so that the person knows what to do."))
    if licence.state != LicenceState.WAITING:
        raise LostRace(_("This picture has been decided about already."))
    licence.move_to(
        LicenceState.APPROVED if approved else LicenceState.REFUSED,
        reason="" if approved else reason,
        decided_by=by,
        decided_at=at,
    )
    company, person = licence.company, licence.person
    if approved:
        bind(user=person, company=company, way=Way.LICENCE, at=at)
    record(
        by=by,
        deed="accounts.decide_licence",
        at=at,
        row=company,
        after={"person": person.name, "approved": approved, "reason": reason},
    )
    tell(
        people=[person],
        event="accounts.decide_licence",
        text=APPROVED if approved else REFUSED,
        at=at,
        link="/book/" if approved else "/bind/",
        firm=company.name,
        reason=reason,
    )

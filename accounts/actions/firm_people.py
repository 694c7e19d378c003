"""What the owner of a firm does with the firm's people."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions.binding import make_owner
from accounts.choices import FirmRole
from accounts.models import Membership
from companies.models import Company
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from foundation.notices.actions import tell

ENDED = gettext_noop("You are no longer connected to the file of %(firm)s.")
HANDED = gettext_noop("You are now the owner of the file of %(firm)s.")


def people_of_firm(company: Company, *, at: datetime) -> Any:
    """The firm's memberships in force, the owner first."""
    return (
        Membership.objects.on(local_day(at))
        .filter(company=company)
        .select_related("user")
        .order_by("-firm_role", "pk")
    )


@transaction.atomic
def end_membership(*, membership: Membership, by: Any, at: datetime) -> None:
    """Part a person from the firm's file, from this moment.

    Where that was the contact listed in the file, `by` is listed instead, so that no
    code goes to the former one. Raises Refused for the owner, LostRace where it has
    just ended.
    """
    if membership.firm_role == FirmRole.OWNER:
        raise Refused(_("The owner cannot leave. Please hand over first."))
    rows = Membership.objects.filter(
        pk=membership.pk, firm_role=FirmRole.CONTACT, ends_on=None
    )
    if not rows.update(ends_on=local_day(at)):
        raise LostRace(_("Meanwhile this person's place in the firm has changed."))
    firm = Company.objects.get(memberships=membership)
    if firm.contact_phone == membership.user.phone:
        firm.contact_name, firm.contact_phone = by.name, by.phone
        firm.save(update_fields=["contact_name", "contact_phone"])
    told = {"person": membership.user.name}
    record(by=by, deed="accounts.end_membership", at=at, row=firm, after=told)
    tell(
        people=[membership.user],
        event="accounts.end_membership",
        text=ENDED,
        at=at,
        firm=str(firm),
    )


@transaction.atomic
def hand_over(*, membership: Membership, by: Any, at: datetime) -> None:
    """Make another person of the firm its owner; the owner becomes a contact.

    Raises LostRace where either of the two has meanwhile lost the place.
    """
    Company.objects.select_for_update().get(memberships=membership)
    rows = Membership.objects.on(local_day(at)).filter(company=membership.company)
    owns = rows.filter(user=by, firm_role=FirmRole.OWNER).exists()
    there = rows.filter(pk=membership.pk, firm_role=FirmRole.CONTACT).exists()
    if not (owns and there):
        raise LostRace(_("Meanwhile this person's place in the firm has changed."))
    make_owner(membership=membership, by=by, at=at)
    tell(
        people=[membership.user],
        event="accounts.hand_over",
        text=HANDED,
        at=at,
        firm=str(membership.company),
    )

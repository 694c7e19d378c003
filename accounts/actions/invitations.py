"""Inviting people to a firm's file."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.choices import InvitationKind
from accounts.models import Invitation
from companies.models import Company
from foundation.audit.actions import record
from foundation.errors import Refused
from foundation.links import sign
from foundation.notices.actions import tell_phone

MOBILE = re.compile(r"1[3-9]\d{9}")
PURPOSE = "invite"
ASKED = gettext_noop(
    "%(firm)s can have a free digital diagnosis, paid by the government. "
    "Open the link to book a date."
)


@transaction.atomic
def invite(*, company: Company, by: Any, at: datetime) -> str:
    """Invite the contact listed in the firm's file; returns the path of the link.

    The message waits in the outbox. Raises Refused where no mobile phone is listed.
    """
    phone = company.contact_phone
    if not MOBILE.fullmatch(phone):
        raise Refused(_("The file lists no mobile phone to send a message to."))
    row = Invitation.objects.create(
        company=company, kind=InvitationKind.LISTED, phone=phone, by=by, at=at
    )
    link = path_of(row)
    tell_phone(
        phone=phone,
        event="accounts.invite",
        text=ASKED,
        at=at,
        link=link,
        firm=company.name,
    )
    record(by=by, deed="accounts.invite", at=at, row=company)
    return link


def path_of(invitation: Invitation) -> str:
    """The link, signed for this invitation alone."""
    return f"/invitation/{sign(PURPOSE, invitation.pk)}/"

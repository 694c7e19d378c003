"""Inviting people to a firm's file."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.choices import InvitationKind
from accounts.models import Invitation, Membership
from companies.models import Company
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from foundation.links import read, sign
from foundation.notices.actions import tell_phone
from foundation.phones import is_mobile, masked_phone

PURPOSE = "invite"
LIFE = timedelta(days=30)
ASKED = gettext_noop(
    "%(firm)s can have a free digital diagnosis, paid by the government. "
    "Open the link to book a date."
)
COLLEAGUE_ASKED = gettext_noop(
    "%(name)s invites you to the file of %(firm)s. Open the link to accept."
)


@transaction.atomic
def invite(*, company: Company, by: Any, at: datetime) -> str:
    """Invite the contact listed in the firm's file; returns the path of the link.

    The message waits in the outbox. Raises Refused where no mobile phone is listed.
    """
    phone = company.contact_phone
    if not is_mobile(phone):
        raise Refused(_("The file lists no mobile phone to send a message to."))
    row = Invitation.objects.create(
        company=company, kind=InvitationKind.LISTED, phone=phone, by=by, at=at
    )
    record(by=by, deed="accounts.invite", at=at, row=company)
    return _send(row, ASKED, at, firm=company.name)


@transaction.atomic
def invite_colleague(
    *, company: Company, phone: str, name: str, by: Any, at: datetime
) -> str:
    """The owner invites a colleague by phone; returns the path of the link.

    Raises Refused for a number no message can reach, and for who is there already.
    """
    if not is_mobile(phone):
        raise Refused(_("A mobile number has 11 digits."))
    here = Membership.objects.on(local_day(at)).filter(company=company)
    if here.filter(user__phone=phone).exists():
        raise Refused(_("Whoever has this number is connected to the file already."))
    if open_invitations(company, at=at).filter(phone=phone).exists():
        raise Refused(_("This number has been invited and has not answered yet."))
    row = Invitation.objects.create(
        company=company,
        kind=InvitationKind.COLLEAGUE,
        phone=phone,
        name=name,
        by=by,
        at=at,
    )
    told = {"name": name, "phone": masked_phone(phone)}
    record(by=by, deed="accounts.invite_colleague", at=at, row=company, after=told)
    return _send(row, COLLEAGUE_ASKED, at, firm=company.name, name=by.name)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Any, at: datetime) -> None:
    """Make the link of a colleague good for nothing. Raises LostRace once used."""
    rows = Invitation.objects.filter(
        pk=invitation.pk, used_at=None, withdrawn_at=None, kind=InvitationKind.COLLEAGUE
    )
    if not rows.update(withdrawn_at=at):
        raise LostRace(_("This invitation is no longer open."))
    told = {"name": invitation.name, "phone": masked_phone(invitation.phone)}
    record(
        by=by,
        deed="accounts.withdraw_invitation",
        at=at,
        row=invitation.company,
        after=told,
    )


def open_invitations(company: Company, *, at: datetime) -> Any:
    """Colleagues who were invited and may still accept."""
    return Invitation.objects.filter(
        company=company,
        kind=InvitationKind.COLLEAGUE,
        used_at=None,
        withdrawn_at=None,
        at__gt=at - LIFE,
    )


def invitation_of(token: str) -> Invitation | None:
    """The invitation a link was signed for; None for a forged or foreign one."""
    try:
        (key,) = map(int, read(PURPOSE, token))
    except ValueError:  # ForgedLink is one
        return None
    return Invitation.objects.select_related("company").filter(pk=key).first()


def refuse_closed(*, invitation: Invitation, at: datetime) -> None:
    """Raises Refused where the link opens nothing (any more), saying why.

    A link to the listed contact stays good for signing in, as long as the same phone
    is listed; a colleague's is good once.
    """
    if invitation.at <= at - LIFE:
        raise Refused(_("This invitation has expired: links hold for 30 days."))
    if invitation.withdrawn_at is not None:
        raise Refused(_("The firm has withdrawn this invitation."))
    if invitation.kind == InvitationKind.LISTED:
        if invitation.company.contact_phone != invitation.phone:
            raise Refused(_("Meanwhile the firm's file lists another contact."))
    elif invitation.used_at is not None:
        raise Refused(_("This invitation was accepted already. Please sign in."))


def _send(row: Invitation, text: str, at: datetime, **values: str) -> str:
    link = f"/invitation/{sign(PURPOSE, row.pk)}/"
    tell_phone(
        phone=row.phone, event="accounts.invite", text=text, at=at, link=link,
        about=row, **values,
    )  # fmt: skip
    return link

"""Codes by text message: sent within limits, good once and for ten minutes."""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.actions.signing import note_failed
from accounts.choices import Proof, Purpose
from accounts.models import Code, Invitation
from companies.models import Company
from foundation.audit.actions import record
from foundation.errors import Refused
from foundation.notices.actions import send, tell_phone
from foundation.phones import digits
from foundation.turns import take_turn

LIFE = timedelta(minutes=10)
PAUSE = timedelta(minutes=1)
TRIES = 5  # of one code
PER_PHONE = 5  # codes an hour for one purpose to one phone, or for one firm
PER_DAY = 10  # the same in a day: guessing takes longer than anybody has
PER_ADDRESS = 100  # codes an hour from one address (phones share addresses)

WORDS = {
    Purpose.SIGN_IN: gettext_noop(
        "%(code)s is your code to sign in. It holds for 10 minutes; tell it to nobody."
    ),
    Purpose.FILE: gettext_noop(
        "%(code)s connects a person to the file of %(firm)s. It holds for 10 minutes; "
        "tell it only to somebody of your firm."
    ),
    Purpose.INVITATION: gettext_noop(
        "%(code)s connects you to the file of %(firm)s. It holds for 10 minutes; "
        "tell it to nobody."
    ),
    Purpose.PROVIDER: gettext_noop(
        "%(code)s registers your firm as a provider. It holds for 10 minutes; tell it "
        "to nobody."
    ),
}


class TooOften(Refused):
    """Too many codes or tries in a short time; waiting helps."""


class Sent(NamedTuple):
    """A code on its way; `text` is for the demonstration's page alone."""

    code: Code
    text: str


@transaction.atomic
def send_code(
    *,
    purpose: Purpose,
    phone: str,
    address: str,
    at: datetime,
    about: str = "",
    company: Company | None = None,
    invitation: Invitation | None = None,
) -> Sent:
    """Send six digits to the phone, at once; an empty phone only looks like it.

    Raises TooOften, with the same words whether or not there is a phone.
    """
    # Where a credit code was typed the count is of that, so that a firm nobody
    # listed is answered like any other. Each purpose has its own count, so that no
    # stranger uses up what an invited person needs.
    take_turn(f"accounts.code:{purpose}:{about or phone}")
    same = Code.objects.filter(purpose=purpose)
    _refuse_too_many(
        same.filter(about=about) if about else same.filter(phone=phone), at
    )
    _refuse_address(address, at)
    text = f"{secrets.randbelow(1_000_000):06d}"
    code = Code.objects.create(
        purpose=purpose,
        phone=phone,
        about=about,
        company=company,
        invitation=invitation,
        address=address,
        digest=_digest(text, purpose, at) if phone else "",
        sent_at=at,
    )
    if phone:
        _put_out(code, text)
    if company is not None:
        record(by=None, deed="accounts.send_code", at=at, row=company)
    return Sent(code, text if phone else "")


def _put_out(code: Code, text: str) -> None:
    """The message leaves as soon as the code is stored, not with the next round."""
    message = tell_phone(
        phone=code.phone,
        event="accounts.code",
        text=WORDS[Purpose(code.purpose)],
        at=code.sent_at,
        code=text,
        firm=code.company.name if code.company else "",
    )
    transaction.on_commit(lambda: send(message, at=code.sent_at))


def _refuse_too_many(same: QuerySet[Code], at: datetime) -> None:
    if same.filter(sent_at__gt=at - PAUSE).exists():
        raise TooOften(_("A code is on its way. Another one can be sent in a minute."))
    if same.filter(sent_at__gt=at - timedelta(hours=1)).count() >= PER_PHONE:
        raise TooOften(_("Five codes were sent within an hour. Please try later."))
    if same.filter(sent_at__gt=at - timedelta(days=1)).count() >= PER_DAY:
        raise TooOften(_("Ten codes were sent within a day. Please try tomorrow."))


def _refuse_address(address: str, at: datetime) -> None:
    sent = Code.objects.filter(address=address, sent_at__gt=at - timedelta(hours=1))
    if address and sent.count() >= PER_ADDRESS:
        raise TooOften(_("Too many codes were asked for from here. Please try later."))


def check_code(*, code: Code, typed: str, at: datetime) -> None:
    """Count the try and compare; the code is not used up by it.

    Not to be called inside a transaction: a wrong try must stay counted. Raises
    Refused with the reason, TooOften once the tries are used up.
    """
    open_codes = Code.objects.filter(
        pk=code.pk, used_at=None, tries__lt=TRIES, sent_at__gt=at - LIFE
    )
    if not open_codes.update(tries=F("tries") + 1):
        code.refresh_from_db()
        raise _why_closed(code, at)
    if constant_time_compare(
        _digest(digits(typed), code.purpose, code.sent_at), code.digest
    ):
        return
    note_failed(proof=Proof.CODE, phone=code.phone, address=code.address, at=at)
    code.refresh_from_db(fields=["tries"])
    left = TRIES - code.tries
    if left < 1:
        raise TooOften(_("Too many wrong tries. Please have a new code sent."))
    words = ngettext(
        "That is not the code. %(n)d more try.",
        "That is not the code. %(n)d more tries.",
        left,
    )
    raise Refused(words % {"n": left})


def _why_closed(code: Code, at: datetime) -> Refused:
    if code.used_at is not None:
        return Refused(_("This code was used already. Please have a new code sent."))
    if code.sent_at <= at - LIFE:
        return Refused(_("This code has expired. Please have a new code sent."))
    return TooOften(_("Too many wrong tries. Please have a new code sent."))


def use_code(*, code: Code, at: datetime) -> None:
    """Use the checked code up, within the transaction of what it is for.

    Raises Refused where it has just been used.
    """
    if not Code.objects.filter(pk=code.pk, used_at=None).update(used_at=at):
        raise Refused(_("This code was used already. Please have a new code sent."))


def _digest(text: str, purpose: str, at: datetime) -> str:
    """Keyed, so that the table without the server's key tells nothing."""
    key = f"accounts.code.{purpose}.{at.timestamp()}"
    return salted_hmac(
        key, text, secret=settings.SECRET_KEY, algorithm="sha256"
    ).hexdigest()

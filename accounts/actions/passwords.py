"""Wrong passwords are counted, per phone and per address."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.actions.codes import TooOften
from accounts.actions.signing import note_failed
from accounts.choices import Proof
from accounts.models import WrongPassword

SPAN = timedelta(minutes=15)
PER_PHONE = 10
PER_ADDRESS = 100


def refuse_after_many(*, phone: str, address: str, at: datetime) -> None:
    """Raises TooOften while there were too many wrong passwords."""
    lately = WrongPassword.objects.filter(at__gt=at - SPAN)
    if (
        lately.filter(phone=phone).count() >= PER_PHONE
        or lately.filter(address=address).count() >= PER_ADDRESS
    ):
        raise TooOften(
            _(
                "Too many wrong passwords. Please wait 15 minutes, "
                "or sign in by a code to your phone."
            )
        )


def count_wrong(*, phone: str, address: str, at: datetime) -> None:
    """Remember a password that did not match, here and in the audit log."""
    WrongPassword.objects.create(phone=phone[:20], address=address, at=at)
    note_failed(proof=Proof.PASSWORD, phone=phone[:20], address=address, at=at)

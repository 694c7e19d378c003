"""What the audit log says of sign-ins that failed, and of sign-outs."""

from datetime import datetime
from typing import Any

from accounts.choices import Proof
from accounts.models import User
from foundation.audit.actions import record
from foundation.phones import masked_phone


def note_failed(
    *, proof: Proof, phone: str, address: str, at: datetime, user: User | None = None
) -> None:
    """Somebody did not prove to be who has the phone; what they typed is not kept."""
    person = user or User.objects.filter(phone=phone).first()
    after = {"proof": proof, "phone": masked_phone(phone), "address": address}
    record(by=None, deed="accounts.fail_sign_in", at=at, row=person, after=after)


def note_sign_out(*, user: Any, at: datetime) -> None:
    """A person ends their session; nobody signed in ends none."""
    if user.is_authenticated:
        record(by=user, deed="accounts.sign_out", at=at, row=user)

"""What is done to a firm's file."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from companies.models import Company
from foundation.errors import Refused


class AlreadyThere(Refused):
    """The credit code has a file."""


def register(*, at: datetime, **facts: Any) -> Company:
    """Open a firm's file; a known credit code is refused without saying whose it is.

    Raises AlreadyThere.
    """
    try:
        with transaction.atomic():
            return Company.objects.create(registered_at=at, **facts)
    except IntegrityError as error:
        raise AlreadyThere(
            _("This firm has a file already. Connect to it instead.")
        ) from error

"""Sessions, each of one browser."""

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from accounts.models.people import User


class Session(AbstractBaseSession):
    """What a browser keeps of a visit; whose it is, is asked for together with it."""

    person = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="sessions"
    )

    @classmethod
    def get_session_store_class(cls) -> Any:
        """What reads and writes them."""
        from accounts.sessions import SessionStore  # noqa: PLC0415 - it needs this model

        return SessionStore

"""Sign-in by phone number and password."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.sessions import known
from foundation.prepared import Given, prepared


class PhoneBackend(BaseBackend):
    """Knows people by phone; permissions are the policy backend's."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The person, or None; as slow for an unknown phone as for a known one."""
        user = User.objects.filter(phone=username or "").first()
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password or "") and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The signed-in person, while active, with the roles of today."""
        person = known(int(user_id)) or _active.first(pk=int(user_id))
        return person if person is not None and person.is_active else None


@prepared
def _active() -> Any:
    """One person, while active."""
    return User.objects.filter(pk=Given("pk"), is_active=True)[:1]

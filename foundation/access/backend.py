"""Lets `user.has_perm(deed, row)` be answered by the policy table."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from foundation.access.policies import allows


class PolicyBackend(BaseBackend):
    """Authenticates nobody; answers permissions."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether the person may do the deed to the row."""
        return user_obj.is_active and allows(user_obj, perm, obj)

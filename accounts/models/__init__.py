"""People, the roles they act in, and how a person comes to a firm's file."""

from accounts.models.binding import Invitation
from accounts.models.people import Membership, User

__all__ = ["Invitation", "Membership", "User"]

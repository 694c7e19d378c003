"""People, the roles they act in, and how a person comes to a firm's file."""

from accounts.models.binding import Code, Invitation, Licence, WrongPassword
from accounts.models.messages import MessageSettings
from accounts.models.people import Membership, User
from accounts.models.sessions import Session
from accounts.models.stand_ins import SavedFilter, StandIn

__all__ = [
    "Code",
    "Invitation",
    "Licence",
    "Membership",
    "MessageSettings",
    "SavedFilter",
    "Session",
    "StandIn",
    "User",
    "WrongPassword",
]

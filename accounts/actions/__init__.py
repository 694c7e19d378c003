"""What is done to people, their memberships, and their way to a firm's file."""

from accounts.actions.invitations import invite
from accounts.actions.people import enrol, people_of, switch

__all__ = ["enrol", "invite", "people_of", "switch"]

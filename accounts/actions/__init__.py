"""What is done to people, their memberships, and their way to a firm's file."""

from accounts.actions.binding import (
    accept_invitation,
    bind,
    enter_file,
    sign_in_by_code,
)
from accounts.actions.codes import TooOften, send_code
from accounts.actions.experts import assessors_apart_from
from accounts.actions.firm_people import end_membership, hand_over, people_of_firm
from accounts.actions.invitations import (
    invitation_of,
    invite,
    invite_colleague,
    open_invitations,
    refuse_closed,
    withdraw_invitation,
)
from accounts.actions.licences import decide_licence, submit_licence
from accounts.actions.messages import choose_messages, resend
from accounts.actions.passwords import count_wrong, refuse_after_many
from accounts.actions.people import enrol, people_of, still_acts, switch
from accounts.actions.signing import note_failed, note_sign_out
from accounts.actions.staff import end_staff_membership, staff_of
from accounts.actions.stand_ins import colleagues, end_stand_in, name_stand_in

__all__ = [
    "TooOften",
    "accept_invitation",
    "assessors_apart_from",
    "bind",
    "choose_messages",
    "colleagues",
    "count_wrong",
    "decide_licence",
    "end_membership",
    "end_staff_membership",
    "end_stand_in",
    "enrol",
    "enter_file",
    "hand_over",
    "invitation_of",
    "invite",
    "invite_colleague",
    "name_stand_in",
    "note_failed",
    "note_sign_out",
    "open_invitations",
    "people_of",
    "people_of_firm",
    "refuse_after_many",
    "refuse_closed",
    "resend",
    "send_code",
    "sign_in_by_code",
    "staff_of",
    "still_acts",
    "submit_licence",
    "switch",
    "withdraw_invitation",
]

"""Inviting the contact listed in a firm's file."""

import pytest

from accounts.actions import invite
from accounts.models import Invitation
from foundation.audit.models import Entry
from foundation.errors import Refused
from foundation.links import ForgedLink, read
from foundation.notices.actions import deliver
from foundation.notices.models import Message


def test_an_invitation_goes_by_message_to_the_listed_phone_and_nobody_else(
    cast, monday
):
    link = invite(company=cast.company, by=cast.manager, at=monday)
    message = Message.objects.get()
    assert (message.to, message.phone) == (None, cast.company.contact_phone)
    assert (message.link, cast.company.name in message.worded()) == (link, True)
    assert deliver(at=monday) == 1
    assert Entry.objects.get(deed="accounts.invite").actor == cast.manager


def test_the_link_is_signed_for_that_invitation_alone(cast, monday):
    token = invite(company=cast.company, by=cast.manager, at=monday).split("/")[2]
    assert read("invite", token) == [str(Invitation.objects.get().pk)]
    with pytest.raises(ForgedLink):
        read("cancel", token)


@pytest.mark.parametrize("listed", ["", "0519-80000001"])
def test_without_a_listed_mobile_phone_nobody_is_invited(cast, monday, listed):
    cast.company.contact_phone = listed
    with pytest.raises(Refused):
        invite(company=cast.company, by=cast.manager, at=monday)
    assert (Invitation.objects.count(), Message.objects.count()) == (0, 0)

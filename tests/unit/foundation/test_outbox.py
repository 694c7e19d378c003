"""The outbox: one row per message, and what became of it."""

import pytest
from django.db import IntegrityError
from django.utils.translation import override

from foundation.notices.actions import deliver, tell, tell_phone
from foundation.notices.choices import MessageState
from foundation.notices.models import Message
from tests.journey import Journey


def test_a_message_is_queued_then_sent_once(cast, monday):
    tell(people=[cast.firm], event="digest", text="Book", at=monday)
    assert deliver(at=monday) == 1
    assert deliver(at=monday) == 0
    message = Message.objects.get()
    assert (message.state, message.tries, message.sent_at) == ("sent", 1, monday)


def test_a_person_without_a_phone_is_skipped_and_the_row_says_why(cast, monday):
    cast.firm.phone = ""
    cast.firm.save()
    tell(people=[cast.firm], event="digest", text="Book", at=monday)
    deliver(at=monday)
    message = Message.objects.get()
    assert (message.state, message.why) == (MessageState.SKIPPED, "no phone number")


def test_a_new_step_is_told_to_those_who_may_do_it_in_their_own_language(
    cast, jobs_inline, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        case = Journey(cast).booking
    message = cast.manager.messages.get()
    with override("en"):
        assert message.worded() == (
            f"Confirm the provider: {case.number} {case.company}, due Mon 9 Mar"
        )
    with override("zh-hans"):
        assert message.worded().startswith("确认服务商")
    assert str(message.link) == f"/tasks/{case.dues.get().task_id}/"


@pytest.mark.parametrize("who", ["other_manager", "coordinator", "assessor", "auditor"])
def test_nobody_else_is_told_of_it(
    cast, who, jobs_inline, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        Journey(cast)
    assert cast.people[who].messages.count() == 0


def test_a_message_can_go_to_a_bare_phone_with_its_whole_address(
    db, monday, settings, caplog
):
    settings.SITE_ADDRESS = "https://wenzhen.example.gov"
    caplog.set_level("INFO", logger="wenzhen.notices")
    tell_phone(
        phone="13512345678",
        event="bookings.book",
        text="Book",
        at=monday,
        link="/book/",
    )
    assert deliver(at=monday) == 1
    message = Message.objects.get()
    assert (message.to, message.state) == (None, "sent")
    assert caplog.messages == [
        f"to 13512345678: {message.worded()} https://wenzhen.example.gov/book/"
    ]


def test_a_code_is_in_the_message_that_goes_out_and_not_in_the_row_afterwards(
    db, monday, caplog
):
    caplog.set_level("INFO", logger="wenzhen.notices")
    tell_phone(
        phone="13512345678",
        event="accounts.code",
        text="%(code)s",
        at=monday,
        code="908070",
    )
    deliver(at=monday)
    assert caplog.messages == ["to 13512345678: 908070"]
    assert "908070" not in str(Message.objects.values())


def test_the_database_refuses_a_message_to_nobody(db, monday):
    with pytest.raises(IntegrityError):
        Message.objects.create(event="x", text="x", at=monday)

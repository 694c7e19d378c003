"""How a message reads: days as on pages, names in the reader's language."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import gettext_noop, override

from foundation.day_words import with_days
from foundation.notices.models import Message

TODAY = date(2026, 11, 24)
BOOKED = gettext_noop(
    "%(title)s is booked: %(when)s, %(place)s. Change or cancel by the link."
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("until 2026-11-25, not 2026-13-45", "until Wed 25 Nov, not 2026-13-45"),
        ("on 2026-12-07 09:00.", "on Mon 7 Dec 09:00."),
        ("自2027-01-04起", "自Mon 4 Jan 2027起"),
        ("RK-2026-01-02, 2026-11-25T09:00, CZ2026-11-25", None),
    ],
)
def test_days_inside_a_text_are_written_as_people_write_them(text, said):
    with override("en"):
        assert with_days(text, TODAY) == (said or text)


def test_a_text_message_says_day_and_place_as_the_reader_s_pages_do():
    message = Message(
        text=BOOKED,
        at=datetime(2026, 11, 24, tzinfo=UTC),
        values={
            "title": "Clinic",
            "when": "2026-12-07 09:00",
            "place": "武进数字化转型促进中心",
            "place_en": "Wujin center",
        },
    )
    with override("zh-hans"):
        assert "12月7日（周一）09:00" in message.worded()
        assert "武进数字化转型促进中心" in message.worded()
    with override("en"):
        assert "Mon 7 Dec 09:00, Wujin center" in message.worded()

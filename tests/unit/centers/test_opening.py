"""Opening hours as words, and the words as hours again."""

from datetime import time

import pytest

from centers.opening import USUAL, Opening, opening_of

LONG = (time(8, 30), time(17, 5))


@pytest.mark.parametrize(
    ("opening", "zh", "en"),
    [
        (USUAL, "周一至周五 9:00–11:30，13:30–16:30",
         "Mon–Fri 9:00–11:30 and 13:30–16:30"),
        (Opening((0,), (LONG,)), "周一 8:30–17:05", "Mon 8:30–17:05"),
        (Opening((0, 1), (LONG,)), "周一、周二 8:30–17:05", "Mon, Tue 8:30–17:05"),
        (Opening((2, 4, 6), (LONG,)), "周三、周五、周日 8:30–17:05",
         "Wed, Fri, Sun 8:30–17:05"),
    ],
)  # fmt: skip
def test_hours_are_said_in_both_languages_and_read_back(opening, zh, en):
    assert opening.words() == {"hours_zh": zh, "hours_en": en}
    assert opening_of(zh) == opening


@pytest.mark.parametrize(
    "text",
    ["", "全年无休", "周一", "周八 9:00–10:00", "周一 9:00-10:00", "周一 9:00–25:00",
     "周五至周一 9:00–10:00", "周一 9:00–10:00，"],
)  # fmt: skip
def test_other_texts_are_no_hours(text):
    assert opening_of(text) is None


def test_spans_follow_each_other():
    assert not USUAL.faults()
    assert Opening((0,), ((time(9), time(9)),)).faults()
    assert Opening((0,), ((time(9), time(12)), (time(11), time(13)))).faults()

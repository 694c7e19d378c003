"""Signed links."""

import pytest

from foundation.links import ForgedLink, read, sign


def test_a_link_gives_back_what_was_signed() -> None:
    assert read("cancel", sign("cancel", 7, 2)) == ["7", "2"]


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: "x" + t, lambda t: ""])
def test_a_changed_link_is_forged(spoil) -> None:
    with pytest.raises(ForgedLink):
        read("cancel", spoil(sign("cancel", 7)))


def test_a_link_for_one_purpose_opens_no_other() -> None:
    with pytest.raises(ForgedLink):
        read("reschedule", sign("cancel", 7))

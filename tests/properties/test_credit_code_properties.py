"""Every code that is made is accepted, and one slip of the finger is not."""

from hypothesis import given
from hypothesis import strategies as st

from foundation.credit_codes import ALPHABET, CreditCodeError, normalise, with_check

LETTERS = st.sampled_from(ALPHABET)


@st.composite
def codes(draw):
    begin = draw(st.text(LETTERS, min_size=2, max_size=2))
    region = draw(st.text(st.sampled_from("0123456789"), min_size=6, max_size=6))
    firm = draw(st.text(LETTERS, min_size=9, max_size=9))
    return with_check(begin + region + firm)


def accepted(text):
    try:
        normalise(text)
    except CreditCodeError:
        return False
    return True


@given(codes())
def test_a_made_code_is_accepted_in_any_writing(code):
    wide = "".join(chr(ord(one) + 0xFEE0) for one in code.lower())
    assert (normalise(code), normalise(wide)) == (code, code)


@given(codes(), st.integers(0, 17), LETTERS)
def test_one_wrong_character_is_never_accepted(code, at, letter):
    changed = code[:at] + letter + code[at + 1 :]
    assert accepted(changed) is (changed == code)


@given(codes(), st.integers(0, 16))
def test_two_neighbours_swapped_are_never_accepted(code, at):
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert accepted(swapped) is (swapped == code)


@given(st.text() | st.text(LETTERS, min_size=17, max_size=19))
def test_any_text_gives_a_code_or_a_reason(text):
    try:
        once = normalise(text)
    except CreditCodeError as fault:
        once = fault.template % fault.values
        again = str(fault)
    else:
        again = normalise(once)
    assert once == again

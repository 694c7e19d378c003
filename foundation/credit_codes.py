"""The 统一社会信用代码 of GB 32100-2015: written in one form, checked, explained."""

import re

from stdnum.cn import uscc

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
REGION = slice(2, 8)
HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
NOT_PART_OF_IT = re.compile(r"[\s\-‐-―−\u200b-\u200f\u2060\ufeff]")

WRONG_LENGTH = "A credit code has 18 characters; this one has %(count)d."
WRONG_CHARACTER = (
    "“%(character)s” at position %(position)d cannot be part of a credit code."
)
CONFUSING_LETTER = (
    "“%(character)s” at position %(position)d cannot be part of a credit code: "
    "the letters I, O, S, V and Z are never used."
)
WRONG_REGION = (
    "Positions 3 to 8 of a credit code are the region and hold digits only; "
    "“%(character)s” is at position %(position)d."
)
WRONG_CHECK = "The last character does not fit the others. Is there a typing error?"


class CreditCodeError(ValueError):
    """Why a text is no credit code.

    `template` is the English sentence with %-places, which a page may translate, and
    `values` what belongs in them; as a string it is the finished English sentence.
    """

    def __init__(self, template: str, **values: str | int) -> None:
        super().__init__(template % values)
        self.template = template
        self.values = values


def normalise(text: str) -> str:
    """The code in capitals and half-width, without spaces and hyphens.

    CreditCodeError with the first reason why it cannot be a code: its length, a
    character outside the alphabet, a region that is no number, a wrong check character.
    """
    code = _plain(text)
    if len(code) != LENGTH:
        raise CreditCodeError(WRONG_LENGTH, count=len(code))
    _refuse_strangers(code)
    if code != with_check(code[:-1]):
        raise CreditCodeError(WRONG_CHECK)
    return code


def with_check(first17: str) -> str:
    """A whole code from its first 17 characters, for those who make up data."""
    return first17 + str(uscc.calc_check_digit(first17))


def _plain(text: str) -> str:
    """Half-width capitals without blanks, hyphens, dashes and invisible characters."""
    return NOT_PART_OF_IT.sub("", text.translate(HALF_WIDTH)).upper()


def _refuse_strangers(code: str) -> None:
    for position, character in enumerate(code, start=1):
        if character not in ALPHABET:
            reason = CONFUSING_LETTER if character in "IOSVZ" else WRONG_CHARACTER
            raise CreditCodeError(reason, character=character, position=position)
    for position, character in enumerate(code[REGION], start=REGION.start + 1):
        if not character.isdigit():
            raise CreditCodeError(WRONG_REGION, character=character, position=position)

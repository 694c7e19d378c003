"""Mobile numbers: eleven digits, however they were typed, and masked when shown."""

import re
import unicodedata

MOBILE = re.compile(r"1[3-9]\d{9}")
NOT_DIGITS = re.compile(r"\D")


def digits(text: str) -> str:
    """The half-width digits of what was typed, without blanks and signs."""
    return NOT_DIGITS.sub("", unicodedata.normalize("NFKC", text))


def is_mobile(phone: str) -> bool:
    """Whether a text message can reach it."""
    return MOBILE.fullmatch(phone) is not None


def masked_phone(value: str) -> str:
    """138****1234; a land line or short number keeps its last four digits."""
    typed = value.strip()
    if len(typed) == 11 and typed.startswith("1"):
        return f"{typed[:3]}****{typed[-4:]}"
    return f"****{typed[-4:]}" if len(typed) > 4 else typed


def plain(text: str) -> str:
    """Eleven digits out of what was typed; a leading +86 or 0086 goes away."""
    found = digits(text)
    for prefix in ("0086", "86"):
        rest = found.removeprefix(prefix)
        if rest != found and is_mobile(rest):
            return rest
    return found

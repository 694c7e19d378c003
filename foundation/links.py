"""Signed links: what a person may do without signing in, and only that.

A link names its purpose and the row; it carries no right of its own. Whoever opens
it looks at the row's state (a link used twice finds the deed done) and at the cut-off
of the deed; so a link needs no store and no expiry of its own.
"""

from django.core import signing

SALT = "wenzhen.links"


class ForgedLink(ValueError):
    """The text was not made by this city, or for another purpose."""


def sign(purpose: str, *parts: str | int) -> str:
    """A token for one purpose over the parts, fit for a URL path."""
    text = ":".join(map(str, parts))
    return signing.dumps(text, salt=f"{SALT}.{purpose}")


def read(purpose: str, token: str) -> list[str]:
    """The parts signed for that purpose. Raises ForgedLink."""
    try:
        text: str = signing.loads(token, salt=f"{SALT}.{purpose}")
    except signing.BadSignature as error:
        raise ForgedLink(purpose) from error
    return text.split(":")

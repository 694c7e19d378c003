"""Reading text messages, and typing what they say."""

import re

from accounts.actions import invite
from foundation.notices.models import Message
from tests.cast import make_company

UNKNOWN = "91320412MA79999998"


def listed_firm(cast, n=7):
    """A firm from a target list: a file, and nobody connected to it."""
    return make_company(f"戊模具{n}有限公司", cast.center.district, n)


def last_code(phone=None):
    """The six digits of the last message (to that phone)."""
    rows = Message.objects.filter(event="accounts.code").order_by("-pk")
    if phone is not None:
        rows = rows.filter(phone=phone)
    return rows[0].values["code"]


def wrong(code):
    return "000000" if code != "000000" else "111111"


def link_of(cast, firm, at):
    """The link in the message to the listed contact."""
    return invite(company=firm, by=cast.manager, at=at)


def signed_in(client):
    """The key of the person of this browser, or None."""
    key = client.session.get("_auth_user_id")
    return int(key) if key else None


def body(answer):
    """What a page says, without what differs by nature: tokens and counted ids."""
    text = answer.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    return re.sub(r'(id|aria-labelledby)="[a-z]+-?\d+"', "", text)

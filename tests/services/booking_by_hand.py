"""A new firm registers and books over HTTP, as its phone without scripts would."""

import itertools
import re

from foundation.credit_codes import with_check
from tests.services.servers import Browser

_numbers = itertools.count(1)


def register_and_book(base: str, timeout: float = 20) -> tuple[Browser, str]:
    """The firm's browser and its case number."""
    n = next(_numbers)
    firm = Browser(base, timeout=timeout)
    firm.get("/register/")
    status, _url, text = firm.post(
        "/register/",
        credit_code=with_check(f"91320412MA8{n:06d}"),
        name=f"手订企业 {n}",
        district=_option(firm, "武进区"),
        town="湖塘镇",
        sector="34",
        size="small",
        above_designated="on",
        contact_name="王强",
        phone=f"136{n:08d}",
        password="long enough 1",
    )
    assert status == 200, text
    assert "/book/" in _url
    day = re.search(r'name="day"[^>]*value="([\d-]+)"', text)
    assert day, "no free day is offered"
    _status, _url, text = firm.get(f"/book/?day={day[1]}")
    slot = re.search(r'name="slot"[^>]*value="(\d+)"', text)
    assert slot, "no free half-day is offered"
    status, url, text = firm.post(
        "/book/", slot=slot[1], needs="想看看车间", truthful="on"
    )
    assert status == 200, text
    return firm, url.rstrip("/").split("/")[-2]


def _option(firm: Browser, label: str) -> str:
    _status, _url, text = firm.get("/register/")
    found = re.search(rf'value="(\d+)"[^>]*>{label}<', text)
    assert found
    return found[1]

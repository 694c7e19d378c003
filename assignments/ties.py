"""Which ties between a provider and a firm their files show; pure (domain 2.5).

A tie is a name, number or domain both have. Compared are written forms: spaces and
letter case do not count, public mail domains never do.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from assignments.choices import ConflictKind

PUBLIC_MAIL = frozenset(
    {
        "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "188.com",
        "sina.com", "sina.cn", "sohu.com", "139.com", "189.cn", "aliyun.com",
        "21cn.com", "wo.cn", "tom.com", "outlook.com", "hotmail.com", "live.com",
        "live.cn", "msn.com", "gmail.com", "icloud.com", "yahoo.com",
    }
)  # fmt: skip
Mark = tuple[str, str]  # kind of tie, written form
Pair = tuple[int, int]  # provider, company


def name_mark(name: str) -> Iterable[Mark]:
    """The mark of a legal person or controller."""
    plain = "".join(name.split()).casefold()
    return [(str(ConflictKind.PERSON), plain)] if plain else []


def phone_mark(phone: str) -> Iterable[Mark]:
    """The mark of a phone: its digits, the country's code left out."""
    digits = "".join(sign for sign in phone if sign.isdecimal())
    if len(digits) > 11 and digits.startswith("86"):
        digits = digits[2:]
    return [(str(ConflictKind.PHONE), digits)] if len(digits) >= 7 else []


def mail_mark(address: str) -> Iterable[Mark]:
    """The mark of an e-mail address: its domain, unless everybody has it."""
    domain = address.rpartition("@")[2].strip().casefold()
    own = bool(domain) and "@" in address and domain not in PUBLIC_MAIL
    return [(str(ConflictKind.DOMAIN), domain)] if own else []


def person_mark(key: int) -> Iterable[Mark]:
    """The mark of somebody who works, or has worked, for a side."""
    return [(str(ConflictKind.STAFF), str(key))]


def shared(
    providers: Mapping[int, Iterable[Mark]], companies: Mapping[int, Iterable[Mark]]
) -> dict[Pair, set[str]]:
    """Which kinds of marks each pair of a provider and a company has in common."""
    holders: dict[Mark, set[int]] = defaultdict(set)
    for provider, marks in providers.items():
        for mark in marks:
            holders[mark].add(provider)
    found: dict[Pair, set[str]] = defaultdict(set)
    for company, marks in companies.items():
        for mark in marks:
            for provider in holders.get(mark, ()):
                found[provider, company].add(mark[0])
    return dict(found)

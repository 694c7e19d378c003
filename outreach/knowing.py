"""What checking a list has to know of the city, asked in a few queries."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext, override

from campaigns.models import Campaign
from centers.choices import SECTORS
from centers.models import District
from companies.models import Company
from earlier.models import EarlierDiagnosis
from foundation.sectors import SECTORS as NAMES
from outreach.checking import Checked, Known, OnFile, Row, check, code_of
from outreach.columns import TARGETS, plain
from outreach.models import Target, Upload

CHUNK = 500  # codes asked for in one statement
LANGUAGES = ("zh-hans", "en")


def known_for(
    *, kind: str, campaign: Campaign, rows: Iterable[tuple[int, Row]], by: Any,
    on: date,
) -> Known:  # fmt: skip
    """Everything the check of these rows asks: a fixed number of statements a chunk."""
    codes = sorted({code for code in (code_of(typed) for _n, typed in rows) if code})
    listed: dict[str, str] = {}
    elsewhere: set[str] = set()
    files: dict[str, OnFile] = {}
    for some in _chunks(codes):
        if kind == TARGETS:
            found = Target.objects.filter(campaign=campaign, credit_code__in=some)
            listed.update(found.values_list("credit_code", "target_list__name"))
        else:
            rows_of = EarlierDiagnosis.objects.of(campaign).filter(credit_code__in=some)
            elsewhere.update(rows_of.values_list("credit_code", flat=True))
        firms = Company.objects.filter(credit_code__in=some).select_related("district")
        files.update((firm.credit_code, on_file(firm)) for firm in firms)
    return Known(
        kind=kind,
        today=on,
        districts=district_names(),
        mine=frozenset(District.objects.visible_to(by).values_list("pk", flat=True)),
        sectors=sector_names(),
        listed=listed,
        elsewhere=frozenset(elsewhere),
        files=files,
    )


def checked(upload: Upload, *, by: Any, on: date) -> tuple[list[Checked], Known]:
    """The rows still to be done, checked as things stand now."""
    rows = [(number, typed) for number, typed in upload.rows]
    known = known_for(
        kind=upload.kind, campaign=upload.campaign, rows=rows, by=by, on=on
    )
    return check(rows, known), known


def on_file(firm: Company) -> OnFile:
    """The firm's file as the check compares it."""
    return OnFile(
        district=firm.district_id,
        district_name=firm.district.name if firm.district else "",
        facts={
            "name": firm.name,
            "town": firm.town,
            "contact_name": firm.contact_name,
            "contact_phone": firm.contact_phone,
        },
    )


def district_names() -> dict[str, int]:
    """Every way to write a district: its names, its code, without 区 or 市."""
    found = {}
    for one in District.objects.all():
        for name in (one.name_zh, one.name_en, one.code):
            found[plain(name)] = one.pk
        for ending in ("区", "市", "经开区"):
            found.setdefault(plain(one.name_zh).removesuffix(ending), one.pk)
        found.setdefault(plain(one.name_en).removesuffix("district"), one.pk)
        found.setdefault(plain(one.name_zh).removeprefix("常州"), one.pk)
    found.pop("", None)
    return found


def sector_names() -> dict[str, str]:
    """Every way to write a sector: its number, its name in both languages."""
    found = {code: code for code, _name in SECTORS}
    for language in LANGUAGES:
        with override(language):
            for code, name in NAMES:
                words = plain(gettext(name))
                found[words] = code
                found.setdefault(words.removesuffix("业").removesuffix("制造"), code)
    return found


def _chunks(codes: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(codes), CHUNK):
        yield codes[start : start + CHUNK]

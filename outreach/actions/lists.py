"""Lists sent in: read, corrected cell by cell, taken over row by row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from earlier.models import EarlierDiagnosis
from foundation.access.roles import HOME_OF, Home
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace
from outreach.checking import Checked
from outreach.columns import EARLIER, Table
from outreach.knowing import checked
from outreach.models import Target, TargetList, Upload

BATCH = 500  # rows written by one statement (fewer where the database takes fewer)
TRIES = 3  # when others import the same firms at the same moment


def open_upload(
    *, kind: str, campaign: Campaign, name: str, table: Table, by: Any, at: datetime
) -> Upload:
    """Keep the list as it was sent in; nothing of it counts until it is imported."""
    home = HOME_OF[by.role]
    return Upload.objects.create(
        kind=kind,
        campaign=campaign,
        center_id=by.home_id if home == Home.CENTER else None,
        district_id=by.home_id if home == Home.DISTRICT else None,
        name=name,
        rows=[[number, typed] for number, typed in table.rows],
        unused=table.unused,
        at=at,
        by=by,
    )


@transaction.atomic
def correct(
    *,
    upload: Upload,
    edits: Mapping[int, Mapping[str, str]],
    left_out: frozenset[int] = frozenset(),
) -> Upload:
    """Write what was typed into wrong cells over them, and drop rows left out.

    Rows are known by their number in the file: an edit of a row that has been
    imported or left out meanwhile changes nothing.
    """
    fresh = Upload.objects.select_for_update().get(pk=upload.pk)
    fresh.rows = [
        [number, {**typed, **edits.get(number, {})}]
        for number, typed in fresh.rows
        if number not in left_out
    ]
    fresh.save(update_fields=["rows"])
    return fresh


def import_good(*, upload: Upload, by: Any, at: datetime) -> int:
    """Take over every row without a fault; the others stay to be corrected.

    Returns how many. A row that another list has just taken over becomes a wrong one.
    """
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return _import(upload, by, at)
        except IntegrityError:
            continue
    raise LostRace(_("Others are importing the same firms. Please try again."))


def _import(upload: Upload, by: Any, at: datetime) -> int:
    fresh = Upload.objects.select_for_update().select_related("campaign").get(
        pk=upload.pk
    )  # fmt: skip
    rows, _known = checked(fresh, by=by, on=local_day(at))
    good = [row for row in rows if row.is_good]
    if not good:
        return 0
    if fresh.kind == EARLIER:
        _write_earlier(fresh, good, by, at)
    else:
        _write_targets(fresh, good, by, at)
    fresh.rows = [[row.number, row.typed] for row in rows if not row.is_good]
    fresh.imported += len(good)
    fresh.save(update_fields=["rows", "imported", "target_list"])
    record(by=by, deed="outreach.import", at=at, row=fresh, after={"rows": len(good)})
    return len(good)


def _write_targets(upload: Upload, good: list[Checked], by: Any, at: datetime) -> None:
    if upload.target_list is None:
        upload.target_list = TargetList.objects.create(
            campaign=upload.campaign, name=upload.name, made_at=at, made_by=by
        )
    Target.objects.bulk_create(
        [
            Target(
                target_list=upload.target_list,
                campaign=upload.campaign,
                **_fields(row),
            )
            for row in good
        ],
        batch_size=BATCH,
    )


def _write_earlier(upload: Upload, good: list[Checked], by: Any, at: datetime) -> None:
    EarlierDiagnosis.objects.bulk_create(
        [
            EarlierDiagnosis(
                campaign=upload.campaign,
                recorded_at=at,
                recorded_by=by,
                **_fields(row),
            )
            for row in good
        ],
        batch_size=BATCH,
    )


def _fields(row: Checked) -> dict[str, Any]:
    values = dict(row.values)
    return {"district_id": values.pop("district"), **values}


def drop(*, upload: Upload) -> None:
    """Throw away what has not been imported; what has been stays."""
    Upload.objects.filter(pk=upload.pk).update(rows=[])

"""Keeping files of a form that comes back, handing them on, sweeping the unused."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import File

from foundation.attachments import attach, detach
from foundation.errors import Refused
from foundation.uploads.models import Upload

KEPT_FOR = timedelta(days=1)
MOST_KEPT = 30  # files of one person at a time; more are not kept


def keep(*, files: Iterable[File], by: Any, at: datetime) -> list[Upload]:
    """Keep what fits the rules for files; what does not is left out, silently, since
    the form says why. In the order in which they came."""
    sent = list(files)
    if not sent:
        return []
    room = MOST_KEPT - Upload.objects.own(by).count()
    kept: list[Upload] = []
    for file in sent:
        if len(kept) >= room:
            break
        try:
            kept.append(attach(Upload(), file, by=by, at=at))
        except Refused:
            continue
    return kept


def kept_of(keys: Iterable[str], by: Any) -> list[Upload]:
    """The person's kept files of these keys; unknown or others' ones are left out."""
    known = {int(key) for key in keys if key.isascii() and key.isdigit()}
    rows = Upload.objects.own(by).filter(pk__in=[key for key in known if key < 2**31])
    return list(rows)


def as_file(row: Upload) -> File:
    """The kept bytes under the name the person gave them, to be attached elsewhere."""
    return File(row.file, name=row.original_name)


def discard(*, keys: Iterable[str], by: Any) -> None:
    """Forget kept files: they have been sent, or were taken out."""
    for row in kept_of(keys, by):
        detach(row)


def sweep(*, at: datetime) -> int:
    """Night work: what nobody sent within a day is deleted; how many were."""
    old = list(Upload.objects.filter(uploaded_at__lt=at - KEPT_FOR))
    for row in old:
        detach(row)
    return len(old)

"""A file beside a row: evidence of an application, of an answer, of an objection."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.base import File
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.errors import Refused
from foundation.files import (
    PAPER_LIMIT,
    digest_of,
    fit_kind,
    random_path,
    shown_name,
)

MOST_FILES = 5  # beside one complaint, answer, objection or account


def attachment_path(row: "Attachment", _name: str) -> str:
    """Where the file of `row` is kept: the folder of its kind, a random name."""
    return random_path(row.FOLDER, row.uploaded_at, row.kind)


class Attachment(models.Model):
    """What every uploaded file keeps of itself; give your model a FOLDER and a Reach.

    Written by `attach`, taken away by `detach`, shown by `face.files.answer` from a
    view of yours that fetched the row through `visible_to`.
    """

    FOLDER = "papers"

    file = models.FileField(
        gettext_lazy("file"), upload_to=attachment_path, max_length=120
    )
    kind = models.CharField(max_length=4)  # jpg, png or pdf: what the bytes are
    original_name = models.CharField(gettext_lazy("name of the file"), max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(gettext_lazy("size of the file"))  # bytes
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(gettext_lazy("uploaded at"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.original_name


Row = TypeVar("Row", bound=Attachment)


def attach(row: Row, upload: File, *, by: Any, at: datetime) -> Row:
    """Check `upload`, keep it, save `row` (its own fields filled in already).

    Raises Refused for too large a file, or another kind; where the row cannot be
    saved, no file stays behind.
    """
    row.kind = fit_kind(upload, PAPER_LIMIT)
    row.original_name = shown_name(upload)
    row.sha256, row.size = digest_of(upload), upload.size
    row.uploaded_by, row.uploaded_at = by, at
    row.file.save("", upload, save=False)
    try:
        with transaction.atomic():
            row.save()
    except Exception:
        row.file.delete(save=False)
        raise
    return row


@contextmanager
def attached(
    make: Callable[[], Row], files: Sequence[File], *, most: int, by: Any, at: datetime
) -> Iterator[list[Row]]:
    """Attach several files to new rows; where what follows fails, no bytes stay.

    `make` gives an unsaved row. Raises Refused for more than `most`, or unfit ones.
    """
    if len(files) > most:
        raise Refused(_("At most %(n)s files, please.") % {"n": most})
    made: list[Row] = []
    try:
        for file in files:
            made.append(attach(make(), file, by=by, at=at))
        yield made
    except Exception:
        for row in made:
            row.file.storage.delete(str(row.file.name))
        raise


def detach(row: Attachment) -> None:
    """Take a file away that nobody relied on yet (of a draft): row, then bytes."""
    storage, name = row.file.storage, str(row.file.name)
    row.delete()
    transaction.on_commit(lambda: storage.delete(name))

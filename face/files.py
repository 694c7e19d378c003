"""Uploaded files on pages: the field to choose one, the list, the answer with one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.base import File
from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from face.formats import moment
from foundation.attachments import Attachment
from foundation.errors import Refused
from foundation.files import CONTENT_TYPES, MEGABYTE, PAPER_LIMIT, fit_kind

ACCEPT = ",".join(CONTENT_TYPES.values())
ACCEPT_PICTURES = ",".join(CONTENT_TYPES[kind] for kind in ("jpg", "png"))


class PaperField(forms.FileField):
    """A picture or PDF, checked by its bytes; `limit` is in MB."""

    def __init__(self, *, limit: int = PAPER_LIMIT, **kwargs: Any) -> None:
        self.limit = limit
        attrs = {"accept": ACCEPT, "data-max-bytes": str(limit * MEGABYTE)}
        kwargs.setdefault("label", gettext_lazy("File"))
        kwargs.setdefault("widget", forms.FileInput(attrs=attrs))
        super().__init__(**kwargs)
        self.error_messages["empty"] = gettext_lazy(
            "This file is empty. Please choose another one."
        )
        self.help_text = self.help_text or _help(limit)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The upload; ValidationError for too large a file, or another kind."""
        upload = super().clean(data, initial)
        if upload:
            try:
                fit_kind(upload, self.limit)
            except Refused as error:
                raise forms.ValidationError(str(error)) from error
        return upload


def _help(limit: int) -> Any:
    words = gettext_lazy("JPG, PNG or PDF, at most {limit} MB.")
    return format_lazy(words, limit=limit)


def answer(file: Any, kind: str, name: str) -> FileResponse:
    """The bytes of a stored file, to whoever the caller found may see them.

    `name` is an ASCII name without ending; 404 where the store has lost the file.
    """
    try:
        content: File = file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("This file is not there any more.")) from error
    found = FileResponse(content, content_type=CONTENT_TYPES[kind])
    found["Content-Disposition"] = f'inline; filename="{name}.{kind}"'
    found["Cache-Control"] = "private, no-store"
    found["X-Content-Type-Options"] = "nosniff"
    return found


@dataclass(frozen=True)
class Paper:
    """One line of a list of files (`parts/papers.html`)."""

    url: str
    name: str
    meta: str = ""  # who and when, in words
    kind: str = "pdf"  # jpg, png or pdf
    remove_url: str = ""  # where it can be taken away; else no button


def papers_of(
    rows: Iterable[Attachment], url_name: str, remove_name: str = ""
) -> list[Paper]:
    """Lines for rows read with `uploaded_by`; addresses take the row's pk."""
    return [
        Paper(
            url=reverse(url_name, args=[row.pk]),
            name=row.original_name,
            meta=f"{row.uploaded_by} · {moment(row.uploaded_at)} · {size(row.size)}",
            kind=row.kind,
            remove_url=reverse(remove_name, args=[row.pk]) if remove_name else "",
        )
        for row in rows
    ]


def size(count: int) -> str:
    """Bytes as KB below a megabyte, else as MB with one digit."""
    if count < MEGABYTE:
        return f"{max(1, round(count / 1024))} KB"
    return f"{count / MEGABYTE:.1f} MB"

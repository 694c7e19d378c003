"""Uploaded files: known by their bytes, of bounded size, kept under random names."""

from datetime import date
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.utils.translation import gettext as _

from foundation.errors import Refused

MEGABYTE = 1024 * 1024
PICTURE_LIMIT = 5  # MB, a photo of a phone
PAPER_LIMIT = 10  # MB, a scanned document of some pages
STARTS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png", b"%PDF-": "pdf"}
CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}


def kind_of(upload: File) -> str:
    """jpg, png or pdf, by the first bytes and not by the name; '' for anything else."""
    upload.seek(0)
    head = upload.read(8)
    upload.seek(0)
    return next((kind for start, kind in STARTS.items() if head.startswith(start)), "")


def fit_kind(upload: File, limit: int = PICTURE_LIMIT) -> str:
    """What the file is. Raises Refused above `limit` MB, or for another kind."""
    if upload.size > limit * MEGABYTE:
        words = _("The file is larger than %(limit)d MB. A photo of a phone is enough.")
        raise Refused(words % {"limit": limit})
    kind = kind_of(upload)
    if not kind:
        raise Refused(_("Please choose a picture (JPG or PNG) or a PDF."))
    return kind


def digest_of(upload: File) -> str:
    """The SHA-256 of the whole content, in hex; read in pieces."""
    found = sha256()
    for piece in upload.chunks():
        found.update(piece)
    upload.seek(0)
    return found.hexdigest()


def random_path(folder: str, on: date, kind: str) -> str:
    """A folder per year and a name nobody can guess; never what the person typed."""
    return f"{folder}/{on:%Y}/{uuid4().hex}.{kind}"


def shown_name(upload: Any) -> str:
    """What the person called the file, without a path, cut to 120 characters."""
    typed = str(upload.name or "").replace("\\", "/")
    return typed.rsplit("/", 1)[-1][:120]

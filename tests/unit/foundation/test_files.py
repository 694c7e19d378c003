"""Uploaded files: known by their bytes, bounded, under names nobody can guess."""

import hashlib
from datetime import date

import pytest
from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import translation

from diagnoses.actions import MOST_PHOTOS
from face.files import PaperField, answer, size
from foundation.errors import Refused
from foundation.files import (
    MEGABYTE,
    PAPER_LIMIT,
    digest_of,
    fit_kind,
    random_path,
    shown_name,
)
from workflows.steps.visit import VisitForm

PDF = b"%PDF-1.7 ..."


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_a_file_is_what_its_first_bytes_say_and_no_larger_than_the_limit():
    assert fit_kind(ContentFile(PDF, "x.exe")) == "pdf"
    with pytest.raises(Refused, match="larger than 5 MB"):
        fit_kind(ContentFile(PDF + b"\0" * 5 * MEGABYTE, "x.pdf"))
    assert fit_kind(ContentFile(PDF + b"\0" * 5 * MEGABYTE), PAPER_LIMIT) == "pdf"
    with pytest.raises(Refused, match="JPG or PNG"):
        fit_kind(ContentFile(b"MZ", "x.pdf"))


def test_its_digest_is_that_of_the_whole_content():
    upload = ContentFile(PDF * 9, "x.pdf")
    assert digest_of(upload) == hashlib.sha256(PDF * 9).hexdigest()
    assert upload.read() == PDF * 9


def test_the_name_it_is_kept_under_is_random_and_the_shown_one_has_no_path():
    first, second = (random_path("papers", date(2026, 5, 1), "pdf") for _ in "12")
    assert first != second
    assert first.startswith("papers/2026/")
    assert shown_name(ContentFile(PDF, "C:\\secret\\证照.pdf")) == "证照.pdf"
    assert shown_name(ContentFile(PDF)) == ""
    assert len(shown_name(ContentFile(PDF, "长" * 300))) == 120


def test_the_field_says_on_the_page_what_is_wrong_with_a_file():
    field = PaperField(required=False)
    good = SimpleUploadedFile("证照.pdf", PDF)
    assert field.clean(good) == good
    assert field.clean(None) is None
    with pytest.raises(forms.ValidationError, match="JPG or PNG"):
        field.clean(SimpleUploadedFile("x.pdf", b"MZ"))
    with pytest.raises(forms.ValidationError, match="empty"):
        field.clean(SimpleUploadedFile("x.pdf", b""))


def test_the_photos_of_a_visit_are_pictures_and_their_number_and_size_are_said():
    field = VisitForm.base_fields["photos"]
    accepted = field.widget.attrs["accept"]
    assert (accepted, field.most) == ("image/jpeg,image/png", MOST_PHOTOS)
    with translation.override("en"):
        words = str(field.help_text)
    assert f"up to {MOST_PHOTOS} photos of {PAPER_LIMIT} MB each" in words


def test_a_file_the_store_has_lost_is_not_found():
    class Lost:
        def open(self, _mode):
            raise FileNotFoundError

    with pytest.raises(Http404):
        answer(Lost(), "pdf", "x")


def test_sizes_are_said_in_kb_and_mb():
    assert (size(10), size(300 * 1024), size(3 * MEGABYTE)) == (
        "1 KB",
        "300 KB",
        "3.0 MB",
    )

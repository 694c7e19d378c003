"""The field to choose several pictures or PDFs at once."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from face.files import ACCEPT, PaperField
from foundation.files import MEGABYTE, PAPER_LIMIT


class ManyFilesInput(forms.FileInput):
    """A file input that lets several be chosen."""

    allow_multiple_selected = True


class PapersField(PaperField):
    """Up to `most` pictures or PDFs, each checked by its bytes; a list."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        attrs = {"accept": ACCEPT, "data-max-bytes": str(PAPER_LIMIT * MEGABYTE)}
        words = gettext_lazy("JPG, PNG or PDF, up to {most} files of {limit} MB each.")
        widget = kwargs.setdefault("widget", ManyFilesInput())
        widget.attrs |= {**attrs, "multiple": True}
        kwargs.setdefault("help_text", format_lazy(words, most=most, limit=PAPER_LIMIT))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploads; ValidationError for too many, too large or of another kind."""
        chosen = data if isinstance(data, list) else [data] if data else []
        if len(chosen) > self.most:
            words = _("At most %(n)s files, please.")
            raise forms.ValidationError(words % {"n": self.most})
        if not chosen:
            super().clean(None, initial)
        return [super(PapersField, self).clean(one, initial) for one in chosen]

"""A field for files that survives a form which comes back with errors.

A browser cannot fill a file field in again, so what came is kept for the person and
shown as "kept, not sent yet". The view says `keep_files` before it shows a form that
was refused, and `sent_files` once it was taken; `takes_out` answers the button beside
a kept file.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from face.files import ACCEPT_PICTURES, size
from face.many_files import ManyFilesInput, PapersField
from foundation.files import kind_of
from foundation.uploads import actions
from foundation.uploads.models import Upload

KEPT, OUT = "kept", "out"  # what the hidden fields and the button add to the name


class KeptFilesInput(ManyFilesInput):
    """The file input with the list of what is kept already."""

    template_name = "parts/kept_files.html"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.rows: list[Upload] = []

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Kept files alone are an answer as well."""
        return name not in files and f"{name}-{KEPT}" not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Also the kept files."""
        found: dict[str, Any] = super().get_context(name, value, attrs)
        kept = [
            {"key": row.pk, "name": row.original_name, "size": size(row.size),
             "kind": row.kind}
            for row in self.rows
        ]  # fmt: skip
        return {**found, "kept": kept, "kept_name": f"{name}-{KEPT}",
                "out_name": f"{name}-{OUT}"}  # fmt: skip


class KeptPapersField(PapersField):
    """Up to `most` pictures or PDFs, those kept from before among them."""

    def __init__(self, *, pictures: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("widget", KeptFilesInput())
        super().__init__(**kwargs)
        self.pictures = pictures
        if pictures:
            self.widget.attrs["accept"] = ACCEPT_PICTURES

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploads. ValidationError as for `PapersField`, or for no picture."""
        if not data and self.widget.rows:
            return []
        found: list[Any] = super().clean(data, initial)
        if self.pictures and any(kind_of(one) == "pdf" for one in found):
            raise forms.ValidationError(_("Please choose pictures (JPG or PNG)."))
        return found


class KeepsFiles(forms.Form):
    """A form some of whose fields keep their files; made with the person who fills
    it in (`by`)."""

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        for name, field in _keeping(self):
            keys = _keys(self, f"{self.add_prefix(name)}-{KEPT}")
            field.widget.rows = actions.kept_of(keys, by)

    def clean(self) -> dict[str, Any]:
        """The kept files stand before those chosen now."""
        data = super().clean() or {}
        for name, field in _keeping(self):
            rows = field.widget.rows
            chosen = data.get(name)
            if chosen is None:
                continue
            if len(chosen) + len(rows) > field.most:
                words = _("At most %(n)s files, please.")
                self.add_error(name, words % {"n": field.most})
                continue
            data[name] = [*map(actions.as_file, rows), *chosen]
        return data


def _keeping(form: forms.Form) -> Iterator[tuple[str, Any]]:
    for name, field in form.fields.items():
        if isinstance(field, KeptPapersField):
            yield name, field


def _keys(form: forms.Form, name: str) -> list[str]:
    data: Any = form.data
    return list(data.getlist(name)) if hasattr(data, "getlist") else []


def keep_files(form: forms.Form, *, at: datetime) -> None:
    """Keep what came with a form that is shown again."""
    if not isinstance(form, KeepsFiles) or not form.is_bound:
        return
    for name, field in _keeping(form):
        files: Any = form.files
        sent = form.add_prefix(name)
        chosen = files.getlist(sent) if hasattr(files, "getlist") else []
        for row in field.widget.rows:
            row.file.close()
        room = max(0, field.most - len(field.widget.rows))
        kept = actions.keep(files=chosen[:room], by=form.by, at=at)
        field.widget.rows = [*field.widget.rows, *kept]


def sent_files(form: forms.Form) -> None:
    """What was kept has been sent: forget it."""
    if isinstance(form, KeepsFiles):
        for _name, field in _keeping(form):
            for row in field.widget.rows:
                row.file.close()
            keys = [str(row.pk) for row in field.widget.rows]
            actions.discard(keys=keys, by=form.by)


def takes_out(form: forms.Form) -> bool:
    """Whether a kept file is to be taken out: it is, and the form is only shown."""
    if not isinstance(form, KeepsFiles) or not form.is_bound:
        return False
    out = {
        name: set(_keys(form, f"{form.add_prefix(name)}-{OUT}"))
        for name, _field in _keeping(form)
    }
    for name, field in _keeping(form):
        actions.discard(keys=out[name], by=form.by)
        field.widget.rows = [
            row for row in field.widget.rows if str(row.pk) not in out[name]
        ]
    if any(out.values()):
        shown: Any = form
        shown._errors = ErrorDict()  # nothing is checked yet
    return any(out.values())

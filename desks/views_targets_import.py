"""Sending in a list: file or pasted cells, errors by cell, good rows taken over."""

import io
import re
from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from desks.doors import for_deed
from desks.targets_sheet import LABELS, template_file, wrong_rows
from desks.views_targets import campaign_shown, sent
from face import formats
from foundation import clock
from foundation.faults import Fault
from outreach.actions import correct, drop, import_good, open_upload
from outreach.checking import Checked, Known, differences
from outreach.choices import ListKind
from outreach.columns import COLUMNS, arrange
from outreach.faults import SheetError
from outreach.knowing import checked
from outreach.models import Upload
from outreach.sheets import MOST_MB, MOST_ROWS, read_file, read_text, sheets_beside

WRONG_PER_PAGE, GOOD_SHOWN = 25, 50
CELL = re.compile(r"c-(\d{1,7})-([a-z_]{1,20})")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ListForm(forms.Form):
    """A file, or cells pasted from a spreadsheet."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What the list is for"),
        choices=ListKind.choices,
        initial=ListKind.TARGETS,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=gettext_lazy("File (.xlsx or .csv)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or cells pasted from a spreadsheet"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the list"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Empty: the name of the file, or today's day."),
    )

    def clean(self) -> dict[str, Any]:
        """The table of the file, else of the pasted cells; or why there is none."""
        data: dict[str, Any] = self.cleaned_data
        file, text = data.get("file"), data.get("pasted", "")
        field = "file" if file else "pasted"
        if not file and not text.strip():
            raise forms.ValidationError(_("Please choose a file, or paste the rows."))
        content = file.read() if file else b""
        try:
            lines = read_file(content) if file else read_text(text)
            data["beside"] = sheets_beside(content)
            data["table"] = arrange(lines, data.get("kind", ListKind.TARGETS))
        except SheetError as error:
            self.add_error(field, in_words(error.fault))
        return data

    def list_name(self) -> str:
        """As typed, as the file is called, or by the day."""
        file = self.cleaned_data.get("file")
        called = file.name.rpartition(".")[0] if file else ""
        day = formats.day(clock.today(), "short")
        return str(self.cleaned_data["name"] or called or _("Pasted %s") % day)[:60]


def in_words(fault: Fault) -> str:
    """The sentence in the reader's language."""
    return _(fault.template) % fault.values


@for_deed("outreach.import")
@require_http_methods(["GET", "POST"])
def send_in(request: HttpRequest) -> HttpResponse:
    """Take a list in and go on to its rows; nothing counts until it is imported."""
    campaign = campaign_shown(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in COLUMNS else ListKind.TARGETS.value
    if request.GET.get("format") == "xlsx":
        return _template(kind)
    form = ListForm(*sent(request), initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        upload = open_upload(
            kind=form.cleaned_data["kind"],
            campaign=campaign,
            name=form.list_name(),
            table=form.cleaned_data["table"],
            by=person(request),
            at=clock.now(),
        )
        _say_what_was_not_read(request, form.cleaned_data["beside"])
        return redirect("list_rows", pk=upload.pk)
    columns = [
        (label, [LABELS[key] for key in COLUMNS[kind]])
        for kind, label in ListKind.choices
    ]
    context = {
        "form": form, "campaign": campaign, "columns": columns,
        "most_rows": MOST_ROWS, "most_mb": MOST_MB,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "desks/targets_send_in.html", context, status=status)


def _say_what_was_not_read(request: HttpRequest, sheets: list[str]) -> None:
    if sheets:
        words = _(
            "Only the first sheet was read, not: %(sheets)s. Paste what else belongs "
            "to the list, or send it as a file of its own."
        )
        messages.warning(request, words % {"sheets": _(", ").join(sheets)})


def _template(kind: str) -> HttpResponse:
    """An empty workbook with the right headings, its cells set to text."""
    content = io.BytesIO()
    template_file(kind).save(content)
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{kind}.xlsx"'
    return response


@for_deed("outreach.import")
@require_http_methods(["GET", "POST"])
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows with each wrong cell marked: correct, import, or throw away."""
    uploads = Upload.objects.visible_to(person(request))
    upload = get_object_or_404(uploads.select_related("campaign"), pk=pk)
    if request.method == "POST":
        return _answer(request, upload)
    found, known = checked(upload, by=person(request), on=clock.today())
    wrong = [row for row in found if not row.is_good]
    good = [row for row in found if row.is_good]
    page = Paginator(wrong, WRONG_PER_PAGE).get_page(request.GET.get("page"))
    keys = COLUMNS[upload.kind]
    context = {
        "upload": upload,
        "heads": [LABELS[key] for key in keys],
        "page": page,
        "wrong": wrong_rows(list(page.object_list), known, in_words),
        "good": _good_rows(good, keys, known),
        "good_count": len(good),
        "wrong_count": len(wrong),
        "more": max(len(good) - GOOD_SHOWN, 0),
    }
    return render(request, "desks/targets_rows.html", context)


def _good_rows(good: list[Checked], keys: tuple[str, ...], known: Known) -> Any:
    """The first good rows as they were typed, what a firm's file says beside them."""
    rows = []
    for row in good:
        file = known.files.get(row.values["credit_code"])
        other = differences(row, file) if file else {}
        cells = [(row.typed.get(key, ""), other.get(key, "")) for key in keys]
        rows.append({"number": row.number, "cells": cells, "differs": bool(other)})
    return sorted(rows, key=lambda row: not row["differs"])[:GOOD_SHOWN]


def _answer(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Keep what was typed first, whatever was pressed then."""
    edits: dict[int, dict[str, str]] = defaultdict(dict)
    for name, text in request.POST.items():
        cell = CELL.fullmatch(name)
        if cell and cell[2] in COLUMNS[upload.kind]:
            edits[int(cell[1])][cell[2]] = str(text)[:500]
    left_out = {int(n) for n in request.POST.getlist("out") if n.isdecimal()}
    correct(upload=upload, edits=edits, left_out=frozenset(left_out))
    pressed = request.POST.get("do")
    if pressed == "drop":
        drop(upload=upload)
        messages.info(request, _("What was not imported has been thrown away."))
    if pressed == "import":
        _import(request, upload)
    upload.refresh_from_db(fields=["rows"])
    if upload.rows:
        return redirect("list_rows", pk=upload.pk)
    return redirect("earlier" if upload.kind == ListKind.EARLIER else "targets")


def _import(request: HttpRequest, upload: Upload) -> None:
    n = import_good(upload=upload, by=person(request), at=clock.now())
    words = ngettext("%(n)d firm imported.", "%(n)d firms imported.", n)
    messages.success(request, words % {"n": n})

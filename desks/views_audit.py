"""The audit log: search, both sides of each change, the chain's verdict."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.requests import person
from desks.doors import for_deed
from desks.log import EntryFilter, chain_context, entry_row
from desks.reading import note_read
from face.csv_files import csv_file, wants_csv
from face.paging import LongList
from foundation.audit.models import Entry

PER_PAGE = 50
MOST_EXPORTED = 10_000


@for_deed("audit.read")
def audit(request: HttpRequest) -> HttpResponse:
    """The newest entries first; taking them away as a file is itself recorded."""
    found = EntryFilter(request.GET, queryset=Entry.objects.order_by("-pk"))
    if wants_csv(request):
        return _as_csv(request, found)
    page = LongList(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    if found.is_bound and any(found.form.cleaned_data.values()):
        note_read(request, "audit.search")
    context = {
        "filter": found,
        "page": page,
        "rows": [entry_row(entry) for entry in page],
        "may_see_outbox": person(request).has_perm("notices.view_outbox"),
        **chain_context(check="verify" in request.GET),
    }
    return render(request, "desks/audit.html", context)


def _as_csv(request: HttpRequest, found: EntryFilter) -> HttpResponse:
    note_read(request, "audit.export")
    heads = [_("Number"), _("At"), _("Person"), _("Role"), _("Deed"), _("Concerns"),
             _("Before"), _("After"), _("Seal")]  # fmt: skip
    cells = (
        [entry.seq, entry.at.isoformat(), entry.actor_name, entry.role, entry.deed,
         f"{entry.object_type} {entry.object_id} {entry.object_name}",
         json.dumps(entry.before, ensure_ascii=False),
         json.dumps(entry.after, ensure_ascii=False), entry.seal]
        for entry in found.qs[:MOST_EXPORTED]
    )  # fmt: skip
    return csv_file("audit", heads, cells)

"""Firms that may have two files: found, compared, made one, and parted again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from companies.models import Company, Merge
from desks.doors import for_deed, row_or_404
from face.formats import masked_phone
from foundation import clock
from foundation.credit_codes import CreditCodeError, normalise
from foundation.errors import DomainError
from workflows import merging
from workflows.steps.change import ReasonForm
from workflows.steps.forms import say_why_not

DEED = "companies.merge"
PER_PAGE = 25


class PairForm(forms.Form):
    """Two credit codes."""

    keep = forms.CharField(label=gettext_lazy("Credit code of the file to keep"))
    drop = forms.CharField(label=gettext_lazy("Credit code of its double"))

    def _firm(self, name: str) -> Company:
        try:
            code = normalise(self.cleaned_data[name])
        except CreditCodeError as error:
            raise forms.ValidationError(
                _(error.template), params=error.values
            ) from error
        found: Company | None = Company.objects.filter(credit_code=code).first()
        if found is None:
            raise forms.ValidationError(_("No firm has this credit code."))
        return found

    def clean_keep(self) -> Company:
        """The firm of the code."""
        return self._firm("keep")

    def clean_drop(self) -> Company:
        """The firm of the code."""
        return self._firm("drop")


@for_deed("companies.find_doubles")
def doubles(request: HttpRequest) -> HttpResponse:
    """Files with one name or one contact phone; and what has been merged."""
    form = PairForm(request.GET if "keep" in request.GET else None)
    if form.is_bound and form.is_valid():
        pair = [form.cleaned_data["keep"].pk, form.cleaned_data["drop"].pk]
        return redirect("merge_firms", *pair)
    page = Paginator(_alike(), PER_PAGE).get_page(request.GET.get("page"))
    rows = Merge.objects.visible_to(request.user).select_related("kept", "dropped")
    context = {"form": form, "page": page, "merges": rows[:20]}
    status = 422 if form.errors else 200
    return render(request, "desks/doubles.html", context, status=status)


def _alike() -> list[dict[str, Any]]:
    """Groups of files that share a name or a contact phone, with what they share."""
    rows = Company.objects.on_file()
    groups: list[dict[str, Any]] = []
    for field in ("name", "contact_phone"):
        shared = rows.order_by().values(field).annotate(n=Count("pk")).filter(n__gt=1)
        values = shared.exclude(**{field: ""}).values_list(field, flat=True)[:200]
        firms = rows.filter(**{f"{field}__in": list(values)}).order_by(field, "pk")
        by_value: dict[str, list[Company]] = {}
        for firm in firms.select_related("district"):
            by_value.setdefault(getattr(firm, field), []).append(firm)
        shown = masked_phone if field == "contact_phone" else str
        groups += [
            {"shares": shown(value), "firms": found}
            for value, found in by_value.items()
        ]
    return groups


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, keep: int, drop: int) -> HttpResponse:
    """The two side by side, what would move, and the deed."""
    rows = Company.objects.visible_to(request.user).select_related("district")
    kept = row_or_404(request, DEED, rows, pk=keep)
    dropped = row_or_404(request, DEED, rows, pk=drop)
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                merging.merge(
                    kept=kept, dropped=dropped, by=person(request), at=clock.now(),
                    **form.cleaned_data,
                )  # fmt: skip
            except DomainError as error:
                status = say_why_not(form, error)
            else:
                words = _("%(name)s has one file now. You can undo it below.")
                messages.success(request, words % {"name": kept.name})
                return redirect("doubles")
    context = {
        "kept": kept,
        "dropped": dropped,
        "facts": _side_by_side(kept, dropped),
        "moves": _moves(dropped),
        "obstacles": merging.obstacles(kept, dropped, at=clock.now())
        if not form.errors
        else [],
        "form": form,
    }
    return render(request, "desks/merge.html", context, status=status)


FIELDS = (
    "credit_code", "name", "district", "town", "address", "sector", "size",
    "contact_name", "contact_phone",
)  # fmt: skip


def _side_by_side(kept: Company, dropped: Company) -> list[tuple[Any, Any, Any, bool]]:
    found = []
    for name in FIELDS:
        label = Company._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        one, two = (_shown(firm, name) for firm in (kept, dropped))
        found.append((label, one, two, one != two))
    return found


def _shown(firm: Company, name: str) -> str:
    if name == "contact_phone":
        return masked_phone(firm.contact_phone)
    words = getattr(firm, f"get_{name}_display", None)
    return str(words() if words else getattr(firm, name) or "—")


KINDS = {
    "bookings.Booking": gettext_lazy("Cases"),
    "bookings.Appointment": gettext_lazy("Appointments"),
    "bookings.WaitingEntry": gettext_lazy("Waiting list"),
    "accounts.Membership": gettext_lazy("People"),
    "complaints.Complaint": gettext_lazy("Complaints"),
    "assignments.Conflict": gettext_lazy("Ties"),
}


def _moves(dropped: Company) -> list[tuple[Any, int]]:
    counts = merging.owned_by(dropped)
    return [(KINDS[label], n) for label, n in counts.items() if label in KINDS]


@require_POST
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo."""
    rows = Merge.objects.visible_to(request.user).select_related("kept", "dropped")
    row = get_object_or_404(rows, pk=pk)
    row_or_404(request, DEED, Company.objects.visible_to(request.user), pk=row.kept_id)
    try:
        merging.part(merge=row, by=person(request), at=clock.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("They are two files again."))
    return redirect("doubles")

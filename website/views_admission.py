"""What everybody may know of admissions: calls, notices, the pool."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import TooOften
from accounts.choices import Purpose
from admissions.actions import refuse_closed
from admissions.actions.registering import refuse_known
from admissions.models import Application, Call, Notice
from foundation import clock
from foundation.errors import DomainError, Refused
from foundation.phones import is_mobile, plain
from providers.models import PoolTerm, Provider
from providers.querysets import current
from website.entering import send, waiting_code
from website.forms_binding import FirmForm
from website.provider_codes import wait_for_code
from workflows.admissionfile import sector_words
from workflows.awardfile import end_of

PER_PAGE = 25


@login_not_required
def admission(request: HttpRequest) -> HttpResponse:
    """The calls, those open first, and the ways to notices and pool."""
    today = clock.today()
    calls = list(Call.objects.public().select_related("campaign")[:PER_PAGE])
    context = {
        "open_calls": [row for row in calls if row.opens_on <= today <= row.closes_on],
        "others": [row for row in calls if not row.opens_on <= today <= row.closes_on],
        "today": today,
        "notices": Application.objects.in_notice().count(),
        "pool": Provider.objects.in_pool(today).count(),
    }
    return render(request, "website/admission.html", context)


@login_not_required
def public_call(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: text, days, evidence, criteria, and the way to apply."""
    row = get_object_or_404(Call.objects.public().select_related("campaign"), pk=pk)
    return render(request, "website/call.html", _of(request, row))


def _of(request: HttpRequest, row: Call) -> dict[str, Any]:
    closed = ""
    try:
        refuse_closed(row, clock.now())
    except Refused as error:
        closed = str(error)
    user: Any = request.user
    may = user.is_authenticated and user.has_perm("admissions.apply")
    own = Application.objects.visible_to(user).filter(call=row).first() if may else None
    return {
        "call": row,
        "closed": closed,
        "ends_at": end_of(row.closes_on),
        "may_apply": may,
        "own": own,
    }


class RegisterProviderForm(FirmForm):
    """The firm by its code and name, and the person by phone."""

    firm = forms.CharField(label=_("Name of the firm"), max_length=80)
    person = forms.CharField(
        label=_("Your name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=40,
        help_text=_("A code is sent there."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_credit_code(self) -> str:
        """A code no provider has."""
        code = super().clean_credit_code()
        try:
            refuse_known(code)
        except Refused as error:
            raise forms.ValidationError(str(error)) from error
        return code

    def clean_phone(self) -> str:
        """Eleven digits, with or without +86."""
        phone = plain(self.cleaned_data["phone"])
        if not is_mobile(phone):
            raise forms.ValidationError(_("A mobile number has 11 digits."))
        return phone


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def register_provider(request: HttpRequest, pk: int) -> HttpResponse:
    """A firm without an account: credit code, name, phone; then the code."""
    row = get_object_or_404(Call.objects.public(), pk=pk)
    form = RegisterProviderForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                refuse_closed(row, clock.now())
                return _send(request, row, form.cleaned_data)
            except DomainError as error:
                form.add_error(None, str(error))
                status = 429 if isinstance(error, TooOften) else 422
    context = {"call": row, "form": form}
    return render(request, "website/register_provider.html", context, status=status)


def _send(request: HttpRequest, row: Call, data: dict[str, Any]) -> HttpResponse:
    wait_for_code(request, data["firm"], data["person"], row.pk)
    phone, about = data["phone"], data["credit_code"]
    try:
        send(request, purpose=Purpose.PROVIDER, phone=phone, about=about)
    except TooOften:
        waiting = waiting_code(request)
        if waiting is None or (waiting.about, waiting.phone) != (about, phone):
            raise
    return redirect("code")


@login_not_required
def notices(request: HttpRequest) -> HttpResponse:
    """Who is to be admitted: official page, last day, how to object."""
    rows = Application.objects.in_notice().with_names().order_by("pk")
    last = Prefetch("notices", Notice.objects.order_by("-pk"), to_attr="published")
    page = Paginator(rows.prefetch_related(last, "districts"), PER_PAGE)
    found = page.get_page(request.GET.get("page"))
    lines = [
        {
            "row": row,
            "notice": row.published[0],
            "sectors": sector_words(row.sectors),
            "is_open": clock.today() <= row.published[0].ends_on,
        }
        for row in found
    ]
    user: Any = request.user  # a stranger is led to the sign-in
    may_object = not user.is_authenticated or user.has_perm("admissions.object")
    context = {"page": found, "lines": lines, "may_object": may_object}
    return render(request, "website/admission_notices.html", context)


@login_not_required
def pool(request: HttpRequest) -> HttpResponse:
    """Who is in the pool today, since when and until when; nobody suspended."""
    today = clock.today()
    running = PoolTerm.objects.filter(current(today, "admitted_on", "removed_on"))
    rows = Provider.objects.in_pool(today).select_related("district")
    rows = rows.prefetch_related(
        Prefetch("pool_terms", running, to_attr="running"), "sectors"
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [
        {
            "row": row,
            "term": row.running[0],
            "sectors": sector_words([one.sector for one in row.sectors.all()]),
        }
        for row in page
    ]
    context = {"page": page, "lines": lines, "n": page.paginator.count}
    return render(request, "website/pool.html", context)

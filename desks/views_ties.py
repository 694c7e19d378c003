"""Ties between providers and firms: declared by either side, settled by the center."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import person
from assignments.actions import (
    declare_tie,
    keep_provider,
    say_facts,
    withdraw_tie,
)
from assignments.actions.clashes import REPLACEABLE
from assignments.choices import ConflictKind, Side
from assignments.models import Clash, Conflict, PartyFacts
from assignments.words import kind_words
from companies.models import Company
from desks.doors import for_deed, row_or_404
from foundation import clock
from foundation.access.roles import Role
from foundation.errors import DomainError
from providers.models import Provider
from workflows.clashes import replace_provider
from workflows.steps.change import ReasonForm
from workflows.steps.forms import day_field

DECLARED = [
    (kind.value, kind.label)
    for kind in (
        ConflictKind.DECLARED,
        ConflictKind.PERSON,
        ConflictKind.CONTRACT,
        ConflictKind.STAFF,
    )
]
MOST = 100
SIDES = {Role.COORDINATOR: Side.PROVIDER, Role.COMPANY: Side.COMPANY}


class TieForm(forms.Form):
    """The other side by its credit code or full name, and what the tie is."""

    provider = forms.CharField(
        label=gettext_lazy("Provider: credit code or full name"), max_length=80
    )
    company = forms.CharField(
        label=gettext_lazy("Firm: credit code or full name"), max_length=80
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of tie"), choices=DECLARED)
    note = forms.CharField(
        label=gettext_lazy("What the tie is"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user.role in SIDES:
            del self.fields[SIDES[Role(user.role)].value]

    def clean_provider(self) -> Provider:
        """Any provider of the pool may be named."""
        return self._one(Provider.objects.all(), "provider")

    def clean_company(self) -> Company:
        """A provider or the center names a firm; who it is must be known already."""
        rows = Company.objects.on_file()
        if self.user.role == Role.MANAGER:
            rows = Company.objects.visible_to(self.user)
        return self._one(rows, "company")

    def _one(self, rows: Any, name: str) -> Any:
        typed = self.cleaned_data[name].strip()
        found = rows.filter(credit_code=typed.upper()) | rows.filter(name=typed)
        row = found.first()
        if row is None:
            raise forms.ValidationError(_("Not found. Check the code or the name."))
        return row


class FactsForm(forms.Form):
    """By what ties are found."""

    legal_person = forms.CharField(
        label=gettext_lazy("Legal person"), max_length=80, required=False
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)


def _own(user: User) -> dict[str, Any]:
    """The side the person speaks for; {} for the center."""
    if user.role not in SIDES or user.acting is None:
        return {}
    side = SIDES[Role(user.role)].value
    return {side: getattr(user.acting, side)}


@require_http_methods(["GET", "POST"])
@for_deed("assignments.declare_tie")
def ties(request: HttpRequest) -> HttpResponse:
    """The ties on file for the person's side, and one more."""
    user = person(request)
    form = TieForm(request.POST or None, user=user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _declared(form, user):
            messages.success(
                request, _("The tie is on file: they are never brought together.")
            )
            return redirect("ties")
    own = _own(user)
    said = PartyFacts.objects.filter(**own).first() if own else None
    rows = Conflict.objects.visible_to(user).select_related("provider", "company")
    context = {
        "form": form,
        "lines": _lines(rows, user),
        "own": own,
        "facts_form": FactsForm(
            initial={"legal_person": said.legal_person, "email": said.email}
            if said
            else None
        ),
    }
    return render(request, "desks/ties.html", context, status=status)


def _lines(rows: Any, user: User) -> list[tuple[Conflict, bool]]:
    """The ties, those that hold first, and whether the person may withdraw each."""
    held_first = rows.order_by(F("ended_on").desc(nulls_first=True), "-pk")[:MOST]
    own = _side(user)
    return [
        (row, row.ended_on is None and (own == Side.CENTER or row.side == own))
        for row in held_first
    ]


def _declared(form: TieForm, user: User) -> bool:
    said = {**_own(user), **form.cleaned_data, "side": _side(user)}
    try:
        declare_tie(**said, by=user, at=clock.now())
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


@require_POST
@for_deed("assignments.say_facts")
def facts(request: HttpRequest) -> HttpResponse:
    """The own legal person and e-mail address."""
    user = person(request)
    form = FactsForm(request.POST)
    if not form.is_valid():
        context = {"form": TieForm(user=user), "own": _own(user), "facts_form": form,
                   "lines": []}  # fmt: skip
        return render(request, "desks/ties.html", context, status=422)
    say_facts(**_own(user), **form.cleaned_data, by=user, at=clock.now())
    messages.success(request, _("Kept."))
    return redirect("ties")


class WithdrawForm(forms.Form):
    """From when on the tie is no more, and why."""

    last_day = day_field(gettext_lazy("Last day of the tie"))
    reason = forms.CharField(
        label=gettext_lazy("Why it is no more"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Both sides and the center are told, with this reason."),
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, tie_id: int) -> HttpResponse:
    """End a declared tie, with its last day and the reason."""
    user = person(request)
    rows = Conflict.objects.visible_to(user).select_related("provider", "company")
    tie = row_or_404(request, "assignments.withdraw_tie", rows, pk=tie_id)
    if _side(user) not in (Side.CENTER, tie.side):
        raise Http404
    form = WithdrawForm(request.POST or None, initial={"last_day": clock.today()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _withdrawn(form, tie, user):
            messages.success(
                request, _("The tie is withdrawn. What was decided before stays.")
            )
            return redirect("ties")
    context = {"tie": tie, "form": form}
    return render(request, "desks/withdraw_tie.html", context, status=status)


def _withdrawn(form: forms.Form, tie: Conflict, user: User) -> bool:
    try:
        withdraw_tie(
            tie=tie, side=_side(user), by=user, at=clock.now(), **form.cleaned_data
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


def _side(user: User) -> Side:
    return SIDES.get(Role(user.role), Side.CENTER)


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, clash_id: int) -> HttpResponse:
    """Replace the provider, or after the visit keep it with a reason."""
    user = person(request)
    rows = Clash.objects.visible_to(user).filter(settled_at=None)
    clash = row_or_404(
        request, "assignments.settle_clash",
        rows.select_related("booking__company", "booking__slot", "provider"),
        pk=clash_id,
    )  # fmt: skip
    replaces = clash.booking.stage in REPLACEABLE
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        deed = replace_provider if replaces else keep_provider
        if form.is_valid() and _settled(form, deed, clash, user):
            messages.success(request, _("Settled."))
            return redirect("assign")
    context = {
        "clash": clash, "form": form, "replaces": replaces,
        "kinds": _(", ").join(kind_words(clash.kinds)),
    }  # fmt: skip
    return render(request, "desks/settle_clash.html", context, status=status)


def _settled(form: forms.Form, deed: Any, clash: Clash, user: User) -> bool:
    try:
        deed(clash=clash, by=user, at=clock.now(), reason=form.cleaned_data["reason"])
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True

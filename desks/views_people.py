"""The people of the acting person's firm."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.models import Invitation, Membership
from accounts.requests import person
from companies.models import Company
from desks.doors import for_deed, row_or_404
from foundation import clock
from foundation.errors import DomainError
from foundation.phones import plain


class InviteForm(forms.Form):
    """A colleague's name and phone."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    phone = forms.CharField(
        label=gettext_lazy("Mobile phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def clean_phone(self) -> str:
        """Eleven digits, with or without +86."""
        return plain(self.cleaned_data["phone"])


@for_deed("accounts.view_people")
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Who acts for the firm; its owner invites, parts with people and hands over."""
    user, at = person(request), clock.now()
    firm: Company = get_object_or_404(Company.objects.visible_to(user))
    manages = user.has_perm("accounts.manage_people", firm)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invite(request, firm, form):
        return redirect("people")
    context = {
        "firm": firm,
        "form": form,
        "rows": actions.people_of_firm(firm, at=at),
        "asked": actions.open_invitations(firm, at=at) if manages else [],
        "manages": manages,
    }
    status = 422 if form.errors else 200
    return render(request, "desks/people.html", context, status=status)


def _invite(request: HttpRequest, firm: Company, form: InviteForm) -> bool:
    _managed(request, firm)
    data = form.cleaned_data
    try:
        actions.invite_colleague(
            company=firm, by=person(request), at=clock.now(), **data
        )
    except DomainError as error:
        form.add_error("phone", str(error))
        return False
    messages.success(
        request, _("%(name)s has been sent a link.") % {"name": data["name"]}
    )
    return True


def _managed(request: HttpRequest, firm: Company) -> Company:
    """The firm, if the person is its owner; 404 for everybody else."""
    rows = Company.objects.visible_to(request.user)
    found: Company = row_or_404(request, "accounts.manage_people", rows, pk=firm.pk)
    return found


def _member(request: HttpRequest, pk: int) -> Membership:
    rows = Membership.objects.visible_to(request.user).select_related("company", "user")
    found: Any = get_object_or_404(rows, pk=pk)
    _managed(request, found.company)
    member: Membership = found
    return member


def _done(request: HttpRequest, words: str, act: Any, **facts: Any) -> HttpResponse:
    """Do it, and say how it went, on the page of the firm's people."""
    try:
        act(by=person(request), at=clock.now(), **facts)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("people")


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Part a contact from the firm's file."""
    member = _member(request, pk)
    words = _("%(name)s no longer acts for the firm.") % {"name": member.user.name}
    return _done(request, words, actions.end_membership, membership=member)


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a contact the owner."""
    member = _member(request, pk)
    words = _("%(name)s is the owner now.") % {"name": member.user.name}
    return _done(request, words, actions.hand_over, membership=member)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    rows = Invitation.objects.visible_to(request.user).select_related("company")
    found: Any = get_object_or_404(rows, pk=pk)
    _managed(request, found.company)
    words = _("The invitation is withdrawn.")
    return _done(request, words, actions.withdraw_invitation, invitation=found)

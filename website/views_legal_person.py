"""The last step of a legal person's sign-in: connect the person to the proven firm."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions import bind
from accounts.choices import Way
from accounts.requests import person
from companies.models import Company
from foundation import clock
from website.entering import act_for
from website.legal_person import remembered, settle


@require_http_methods(["GET", "POST"])
def legal_person(request: HttpRequest) -> HttpResponse:
    """Shows the proven firm; one tap makes the person its owner."""
    kept = remembered(request)
    if not kept:
        messages.info(request, _("Please sign in as the legal person first."))
        return redirect("bind")
    company = Company.objects.of_code(kept["code"])
    if company is None:
        messages.info(
            request, _("There is no file for this credit code yet. Register the firm.")
        )
        return redirect(f"/register/?{urlencode({'credit_code': kept['code']})}")
    if request.method == "POST":
        user = person(request)
        with transaction.atomic():
            bind(
                user=user,
                company=company,
                way=Way.LEGAL_PERSON,
                at=clock.now(),
                owns=True,
            )
            settle(request, kept, user)
        act_for(request, user, company)
        messages.success(request, _("You are the owner of the firm's file now."))
        return redirect("book")
    return render(request, "website/legal_person.html", {"company": company})

"""One-click sign-in of the demonstration; not mounted anywhere else."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.actions import note_sign_out
from accounts.choices import Proof
from accounts.middleware import SESSION_KEY
from accounts.models import User
from foundation import clock
from foundation.audit.actions import record
from website.views_people import BACKEND


@login_not_required
@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Sign in as the chosen person of the demonstration city."""
    if not settings.DEMO:
        raise Http404
    key, _colon, membership = request.POST.get("person", "").partition(":")
    if not key.isdecimal():
        raise Http404
    people = User.objects.filter(is_active=True, is_staff=False, is_superuser=False)
    person = get_object_or_404(people, pk=int(key))
    note_sign_out(user=request.user, at=clock.now())
    login(request, person, backend=BACKEND)
    if membership.isdecimal() and person.act_as(int(membership)):
        request.session[SESSION_KEY] = int(membership)
    record(by=person, deed="accounts.sign_in", at=clock.now(), row=person,
           after={"proof": Proof.DEMONSTRATION})  # fmt: skip
    return redirect("desk")

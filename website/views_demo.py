"""One-click sign-in of the demonstration; not mounted anywhere else."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.middleware import SESSION_KEY
from accounts.models import User
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
    login(request, person, backend=BACKEND)
    if membership.isdecimal() and person.act_as(int(membership)):
        request.session[SESSION_KEY] = int(membership)
    return redirect("desk")

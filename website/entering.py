"""From a proven phone or password into the product: sessions, codes, the way on."""

from typing import Any

from allauth.account.utils import perform_login
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.actions import note_sign_out, send_code
from accounts.middleware import SESSION_KEY
from accounts.models import Code, User
from companies.models import Company
from foundation import clock
from foundation.phones import masked_phone

CODE, SHOWN, NEXT, FIRM = "code", "code_shown", "code_next", "firm_code"
PREFIXES = ("138", "139", "136", "137", "135", "150", "158", "159", "186", "188")


def address_of(request: HttpRequest) -> str:
    """From where the request comes, '' where that cannot be known."""
    return get_client_ip(request) or ""


def send(request: HttpRequest, **facts: Any) -> None:
    """Send a code, and remember in this browser which one is to be typed.

    The demonstration shows it in the page. Raises TooOften.
    """
    sent = send_code(address=address_of(request), at=clock.now(), **facts)
    request.session[CODE] = sent.code.pk
    request.session[SHOWN] = sent.text if settings.DEMO else ""


def waiting_code(request: HttpRequest) -> Code | None:
    """The code this browser had sent last."""
    rows = Code.objects.select_related("company", "invitation__company")
    return rows.filter(pk=request.session.get(CODE, 0)).first()


def forget_code(request: HttpRequest) -> None:
    """It was used."""
    for key in (CODE, SHOWN):
        request.session.pop(key, None)


def shown_phone(code: Code) -> str:
    """The masked phone; for a firm nobody listed one that looks no different.

    It is the same at each question, so that asking twice tells nothing either.
    """
    if code.phone:
        return masked_phone(code.phone)
    seed = salted_hmac("website.shown_phone", code.about, algorithm="sha256").digest()
    last = int.from_bytes(seed[1:5]) % 10_000
    return f"{PREFIXES[seed[0] % len(PREFIXES)]}****{last:04d}"


def enter(
    request: HttpRequest, user: User, to: str, company: Company | None = None
) -> HttpResponse:
    """Sign in (second step first, where the person has one) and go there.

    With `company` the person acts for that firm.
    """
    if request.user.is_authenticated and request.user.pk != user.pk:
        note_sign_out(user=request.user, at=clock.now())
        logout(request)
    act_for(request, user, company)
    if request.user.is_authenticated:
        return redirect(to)
    answer: HttpResponse = perform_login(request, user, redirect_url=to)
    return answer


def act_for(request: HttpRequest, user: User, company: Company | None) -> None:
    """From now on act in the membership of that firm."""
    if company is None:
        return
    for membership in user.memberships_now:
        if membership.company_id == company.pk:
            request.session[SESSION_KEY] = membership.pk


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Where the person wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if safe else fallback

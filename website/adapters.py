"""Where django-allauth asks the city: phones, legal persons, second steps."""

import base64
import hashlib
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import note_failed
from accounts.choices import Proof
from accounts.models import User
from foundation import clock
from foundation.audit.actions import record
from foundation.phones import plain
from website.legal_person import Unproven, proven_code, remember

COUNTRY = "+86"
CONNECT = "/bind/legal-person/"


class AccountAdapter(DefaultAccountAdapter):
    """Eleven digits here are +86 and eleven digits there; sign-ins are audited."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_password": gettext_lazy("That is not your password."),
    }

    def get_phone(self, user: User) -> tuple[str, bool]:
        """The number as allauth writes it, and whether it is proven.

        Our own pages prove it where that matters; a sign-in is never held up.
        """
        return f"{COUNTRY}{user.phone}", True

    def get_user_by_phone(self, phone: str) -> User | None:
        """Who has the number."""
        return User.objects.filter(phone=plain(phone)).first()

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether that is the person's password; a wrong one is written down."""
        found: bool = user.check_password(password)
        if not found:
            note_failed(
                proof=Proof.PASSWORD, phone=user.phone, user=user, address="",
                at=clock.now(),
            )  # fmt: skip
        return found

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by our own pages alone."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, *args: Any, **more: Any
    ) -> None:
        """Of allauth's own remarks only those about the second step are passed on."""
        template = args[0] if args else more.get("message_template") or ""
        if template.startswith("mfa/"):
            super().add_message(request, level, *args, **more)

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and say so in the audit log."""
        super().login(request, user)
        record(by=user, deed="accounts.sign_in", at=clock.now(), row=user)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """A closed account is told so."""
        context = {"what": _("This account is closed.")}
        return render(request, "409.html", context, status=422)


class LegalPersonAdapter(DefaultSocialAccountAdapter):
    """What comes back from the legal persons' sign-in proves a firm, not a person."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Keep the proven credit code, and go on to connect the person to the firm.

        A person seen before is signed in; anybody else proves a phone first.
        """
        try:
            code = proven_code(sociallogin.account.extra_data)
        except Unproven as error:
            messages.error(request, str(error))
            raise ImmediateHttpResponse(redirect("bind")) from error
        remember(request, sociallogin.account, code)
        if request.user.is_authenticated:
            raise ImmediateHttpResponse(redirect(CONNECT))
        if not sociallogin.is_existing:
            messages.info(
                request, _("Your firm is proven. Now prove your own phone by a code.")
            )
            raise ImmediateHttpResponse(redirect(f"/sign-in/code/?next={CONNECT}"))
        sociallogin.state["next"] = CONNECT

    def on_authentication_error(
        self, request: HttpRequest, *args: Any, **more: Any
    ) -> None:
        """It was broken off, or the other side failed: back to the ways, with words."""
        words = _("The sign-in of the legal person did not succeed. Please try again.")
        messages.error(request, words)
        raise ImmediateHttpResponse(redirect("bind"))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """A person has an account by phone alone."""
        return False


class TwoStepsAdapter(DefaultMFAAdapter):
    """Secrets of second steps lie encrypted in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That is not the code."),
    }

    def get_totp_label(self, user: User) -> str:
        """How the entry is called on the person's phone."""
        return user.phone

    def build_totp_svg(self, url: str) -> str:
        """The QR code as inline SVG that the content security policy lets through."""
        return str(segno.make(url, error="m").svg_inline(border=2, omitsize=True))

    def encrypt(self, text: str) -> str:
        """Readable with the server's key only."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret."""
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> Fernet:
    key = hashlib.sha256(f"website.two_steps:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))

"""What a legal person's sign-in proved, kept for a quarter of an hour."""

from datetime import datetime, timedelta
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from foundation import clock
from foundation.credit_codes import CreditCodeError, normalise

KEY = "legal_person"
LIFE = timedelta(minutes=15)


class Unproven(ValueError):
    """The answer of the sign-in names no firm; the words say so."""


def proven_code(answer: dict[str, Any]) -> str:
    """The credit code out of the signed claims, normalised. Raises Unproven."""
    token, info = answer.get("id_token") or {}, answer.get("userinfo") or {}
    if token and info and token.get("sub") != info.get("sub"):
        raise Unproven(_("The sign-in of the legal person contradicts itself."))
    claim = settings.OIDC_CREDIT_CODE_CLAIM
    try:
        return normalise(str(token.get(claim) or info.get(claim) or ""))
    except CreditCodeError as error:
        words = _("The sign-in of the legal person names no firm by its credit code.")
        raise Unproven(words) from error


def remember(request: HttpRequest, account: SocialAccount, code: str) -> None:
    """Keep the firm and the identity that proved it."""
    request.session[KEY] = {
        "code": code,
        "provider": account.provider,
        "uid": account.uid,
        "at": clock.now().isoformat(),
    }


def remembered(request: HttpRequest) -> dict[str, str]:
    """What was proven within the last quarter of an hour; empty for nothing."""
    kept: dict[str, str] = request.session.get(KEY) or {}
    if kept and clock.now() - datetime.fromisoformat(kept["at"]) < LIFE:
        return kept
    return {}


def settle(request: HttpRequest, kept: dict[str, str], user: User) -> None:
    """The identity is this person's from now on; what was kept is used up."""
    SocialAccount.objects.update_or_create(
        provider=kept["provider"], uid=kept["uid"], defaults={"user": user}
    )
    request.session.pop(KEY, None)

"""Forms of the second step, in our words; django-allauth checks what is typed."""

from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as SecondStepAgain
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _


def _code_field(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
            }
        ),
    )


EITHER = _("Six digits of the app on your phone, or one of your recovery codes.")


class SecondStepForm(AuthenticateForm):
    """A code of the app, or a recovery code, to end a sign-in."""

    code = _code_field(EITHER)


class SecondStepAgainForm(SecondStepAgain):
    """The same before something delicate."""

    code = _code_field(EITHER)


class TurnOnForm(ActivateTOTPForm):
    """The first code of the app shows that it has the key."""

    code = _code_field(_("Six digits, as the app shows them now."))


class PasswordAgainForm(ReauthenticateForm):
    """The password again, before something delicate."""

    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

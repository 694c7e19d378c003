"""What a person signing in types."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from accounts.actions import TooOften, count_wrong, refuse_after_many
from foundation import clock
from foundation.phones import plain
from website.entering import address_of


class SignInForm(AuthenticationForm):
    """Phone and password."""

    username = forms.CharField(
        label=_("Mobile phone"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "inputmode": "tel", "autofocus": True}
        ),
    )
    error_messages = {
        "invalid_login": _("Phone number and password do not match."),
        "inactive": _("This account is closed."),
    }
    too_often = False

    def clean(self) -> dict[str, Any]:
        """Compare, unless too many passwords were wrong lately; count what is wrong."""
        facts: dict[str, Any] = {
            "phone": self.cleaned_data.get("username", ""),
            "address": address_of(self.request) if self.request else "",
            "at": clock.now(),
        }
        try:
            refuse_after_many(**facts)
        except TooOften as error:
            self.too_often = True
            raise forms.ValidationError(str(error)) from error
        try:
            return super().clean()
        except forms.ValidationError:
            count_wrong(**facts)
            raise

    def clean_username(self) -> str:
        """Eleven digits, with or without +86."""
        return plain(self.cleaned_data["username"])

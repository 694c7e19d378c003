"""What a person types on the way to a firm's file."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from face.files import PaperField
from foundation.credit_codes import CreditCodeError, normalise
from foundation.files import PICTURE_LIMIT
from foundation.phones import is_mobile, plain
from website.words import code_reason


class PhoneForm(forms.Form):
    """The phone a code to sign in goes to."""

    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "tel", "inputmode": "tel", "autofocus": True}
        ),
    )

    def clean_phone(self) -> str:
        """Eleven digits, with or without +86."""
        phone = plain(self.cleaned_data["phone"])
        if not is_mobile(phone):
            raise forms.ValidationError(_("A mobile number has 11 digits."))
        return phone


class CodeForm(forms.Form):
    """The six digits of the text message."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
            }
        ),
    )


class FirmForm(forms.Form):
    """Which firm."""

    credit_code = forms.CharField(
        label=_("Credit code"),
        max_length=40,
        help_text=_("18 characters, as on the business licence."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_credit_code(self) -> str:
        """The normalised code, or why it is none."""
        try:
            return normalise(self.cleaned_data["credit_code"])
        except CreditCodeError as error:
            raise forms.ValidationError(code_reason(error)) from error


def firm_form(request: HttpRequest, first: str = "") -> FirmForm:
    """The form as typed, or with a firm of the demonstration that was tapped."""
    typed = request.POST.copy()
    if typed.get("try"):
        typed["credit_code"] = str(typed["try"])
    return FirmForm(typed or None, initial={"credit_code": first})


class LicenceForm(forms.Form):
    """A picture of the business licence, and who hands it in."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    picture = PaperField(
        label=_("Picture of the licence"),
        limit=PICTURE_LIMIT,
        error_messages={"required": _("Please choose a picture of the licence.")},
    )

    def __init__(self, *args: Any, ask_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_name:
            del self.fields["name"]

"""What a new firm and a person signing in type."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from centers.choices import SECTORS
from centers.models import District
from companies.choices import Size
from foundation.credit_codes import CreditCodeError, normalise
from website.words import code_reason

PHONE = RegexValidator(r"^1[3-9]\d{9}$", _("A mobile number has 11 digits."))
OUTSIDE = "outside"


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


class RegisterForm(forms.Form):
    """A firm's file and its first person."""

    credit_code = forms.CharField(
        label=_("Credit code"),
        max_length=40,
        help_text=_("18 characters, as on the business licence."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Name of the firm"), max_length=80)
    district = forms.ChoiceField(
        label=_("Factory district"),
        help_text=_("Where the factory stands, not the registered office."),
    )
    town = forms.CharField(label=_("Town or park"), max_length=40)
    sector = forms.ChoiceField(label=_("Sector"), choices=[("", "—"), *SECTORS])
    size = forms.ChoiceField(
        label=_("Size"),
        choices=[("", "—"), *Size.choices],
        help_text=_("Any size is welcome."),
    )
    above_designated = forms.BooleanField(
        label=_("Main revenue of 20 million yuan or more (above designated size)"),
        required=False,
    )
    contact_name = forms.CharField(
        label=_("Your name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=20,
        validators=[PHONE],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        help_text=_("At least 8 characters, not only digits."),
        widget=forms.PasswordInput(
            render_value=True, attrs={"autocomplete": "new-password"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["district"]
        field.choices = [
            ("", "—"),
            *((str(row.pk), row.name) for row in District.objects.all()),
            (OUTSIDE, _("Outside the city")),
        ]

    def clean_credit_code(self) -> str:
        """The normalised code, or why it is none."""
        try:
            return normalise(self.cleaned_data["credit_code"])
        except CreditCodeError as error:
            raise forms.ValidationError(code_reason(error)) from error

    def clean_password(self) -> str:
        """Strong enough."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def company_facts(self) -> dict[str, Any]:
        """The firm's file as `companies.actions.register` takes it."""
        data = self.cleaned_data
        outside = data["district"] == OUTSIDE
        return {
            "credit_code": data["credit_code"],
            "name": data["name"],
            "district_id": None if outside else int(data["district"]),
            "town": data["town"],
            "sector": data["sector"],
            "size": data["size"],
            "above_designated": data["above_designated"],
            "contact_name": data["contact_name"],
            "contact_phone": data["phone"],
        }

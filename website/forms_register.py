"""What a new firm types; what the public register knows is filled in."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.choices import SECTORS
from centers.models import District
from companies.choices import Size
from companies.models import RegisterFact
from foundation.credit_codes import CreditCodeError, normalise
from foundation.phones import is_mobile, plain
from website.forms_binding import FirmForm

OUTSIDE = "outside"


class RegisterForm(FirmForm):
    """A firm's file and its first person; who is signed in is that person."""

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

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user is not None:
            for name in ("contact_name", "phone", "password"):
                del self.fields[name]
        self.fields["credit_code"].widget.attrs.update(
            {
                "hx-get": "/register/",
                "hx-trigger": "change",
                "hx-target": "#firm",
                "hx-swap": "outerHTML",
            }
        )
        field: Any = self.fields["district"]
        field.choices = [
            ("", "—"),
            *((str(row.pk), row.name) for row in District.objects.all()),
            (OUTSIDE, _("Outside the city")),
        ]

    def clean_phone(self) -> str:
        """Eleven digits, with or without +86."""
        phone = plain(self.cleaned_data["phone"])
        if not is_mobile(phone):
            raise forms.ValidationError(_("A mobile number has 11 digits."))
        return phone

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
            "contact_name": self.user.name if self.user else data["contact_name"],
            "contact_phone": self.user.phone if self.user else data["phone"],
        }


def facts_of(typed: str) -> dict[str, Any]:
    """What the public register says of a credit code, as the form's fields; or nothing.

    Only public facts: no contact of any file.
    """
    try:
        code = normalise(typed)
    except CreditCodeError:
        return {}
    fact = RegisterFact.objects.public().filter(credit_code=code).first()
    if fact is None:
        return {"credit_code": code}
    return {
        "credit_code": code,
        "name": fact.name,
        "district": str(fact.district_id) if fact.district_id else OUTSIDE,
        "town": fact.town,
        "sector": fact.sector,
        "size": fact.size,
        "above_designated": fact.above_designated,
    }

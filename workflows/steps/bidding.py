"""The result of a second-stage bidding: offers, winner, document and reason."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.steps.forms import sometimes_needed

NOBODY = "none"
MOST_YUAN = Decimal(1_000_000)


class BidForm(forms.Form):
    """Who was invited and offered what, who won, by which document and why."""

    provider = forms.ChoiceField(label=_("Who won?"), widget=forms.RadioSelect)
    number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, bidders: list[dict[str, Any]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        sometimes_needed(self, "number", "reason")
        self.bidders = bidders
        field: Any = self.fields["provider"]
        field.choices = [(str(one["pk"]), one["name"]) for one in bidders]
        field.choices += [(NOBODY, _("Nobody suits: ask the firm for a new date"))]
        for one in bidders:
            self.fields[amount_name(one["pk"])] = forms.DecimalField(
                label=one["name"],
                help_text=_("Offer in yuan; empty = no offer"),
                min_value=0,
                max_value=MOST_YUAN,
                decimal_places=2,
                required=False,
            )

    @property
    def amount_fields(self) -> list[Any]:
        """The fields of the offers, one for each invited provider."""
        return [self[amount_name(one["pk"])] for one in self.bidders]

    def clean(self) -> dict[str, Any]:
        """The winner made an offer; document and reason are there."""
        data = super().clean() or {}
        chosen = data.get("provider")
        if not data.get("reason", "").strip():
            self.add_error("reason", _("Please say why."))
        if chosen in (None, NOBODY):
            return data
        if not data.get("number", "").strip():
            self.add_error("number", _("Please name the document."))
        if data.get(amount_name(chosen)) is None:
            self.add_error("provider", _("The winner's offer is missing."))
        return data

    def amounts(self) -> dict[int, int]:
        """The offers in fen, by provider."""
        found = {
            one["pk"]: self.cleaned_data.get(amount_name(one["pk"]))
            for one in self.bidders
        }
        return {key: int(yuan * 100) for key, yuan in found.items() if yuan is not None}


def amount_name(key: object) -> str:
    """The name of a provider's offer among the fields."""
    return f"amount_{key}"

"""The agreement of an admission: written by the bureau, answered by the provider."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admissions.actions import confirm, decline, offer, refuse
from campaigns.choices import Mode
from centers.choices import SECTORS
from centers.models import District
from foundation import clock
from workflows.steps.admission import ApplicationStep
from workflows.steps.forms import DayInput, decides, sometimes_needed

TERMS = ("districts", "mode", "fee", "quota", "starts_on", "ends_on")


class OfferForm(forms.Form):
    """Lot, mode, price, quota and term; or no agreement at all."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("offer", _("Offer this agreement")),
            ("end", _("No agreement: do not admit")),
        ],
        widget=forms.RadioSelect,
        initial="offer",
    )
    districts = forms.ModelMultipleChoiceField(
        label=_("Lot: districts"),
        queryset=District.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sectors = forms.MultipleChoiceField(
        label=_("Lot: sectors"),
        choices=SECTORS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen = every sector applied for."),
    )
    mode = forms.ChoiceField(label=_("Mode"), choices=Mode, required=False)
    fee = forms.DecimalField(
        label=_("Fee per case, yuan"),
        min_value=0,
        max_value=10_000_000,
        decimal_places=2,
        required=False,
    )
    quota = forms.IntegerField(
        label=_("Quota, cases"), min_value=1, max_value=9999, required=False
    )
    starts_on = forms.DateField(label=_("From"), widget=DayInput, required=False)
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The provider reads it. Needed where there is no agreement."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides(self, "decision")
        sometimes_needed(self, *TERMS, "sectors", when=1)
        sometimes_needed(self, "reason", when=2)

    def clean(self) -> dict[str, Any]:
        """An offer is whole; an end has its reason."""
        data = super().clean() or {}
        needed = TERMS if data.get("decision") == "offer" else ("reason",)
        for name in needed:
            empty = data.get(name) is None or not str(data.get(name)).strip()
            nothing = name == "districts" and not data.get(name)
            if (empty or nothing) and name not in self.errors:
                self.add_error(name, gettext("This is needed here."))
        return data


class OfferStep(ApplicationStep):
    """The bureau writes the agreement down."""

    form_class = OfferForm
    button = _("Decide")

    def initial(self) -> dict[str, Any]:
        """What was asked for, for the time of the campaign still to come."""
        asked, campaign = self.subject, self.subject.call.campaign
        fee = asked.price_fen
        return {
            "decision": "offer",
            "districts": asked.districts.all(),
            "mode": Mode.DIRECT,
            "fee": fee / 100 if fee else None,
            "quota": asked.quota,
            "starts_on": max(clock.today(), campaign.starts_on),
            "ends_on": date(campaign.ends_on.year, 12, 31),
        }

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Offer, or end it."""
        if data["decision"] == "end":
            refuse(application=subject, reason=data["reason"], by=self.user, at=at)
            return
        facts = {
            "districts": list(data["districts"]),
            "sectors": sorted(data["sectors"]),
            "mode": data["mode"],
            "fee_fen": int(data["fee"] * 100),
            "quota": data["quota"],
            "starts_on": data["starts_on"],
            "ends_on": data["ends_on"],
        }
        offer(application=subject, facts=facts, by=self.user, at=at)


class ConfirmForm(forms.Form):
    """Yes, or no with a reason."""

    decision = forms.ChoiceField(
        label=_("Answer"),
        choices=[
            ("confirm", _("Confirm the agreement")),
            ("decline", _("Decline, with a reason")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The bureau reads it and may offer anew."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decides(self, "decision")
        sometimes_needed(self, "reason", when=2)

    def clean(self) -> dict[str, Any]:
        """Declining needs its reason."""
        data = super().clean() or {}
        if data.get("decision") == "decline" and not data.get("reason", "").strip():
            self.add_error("reason", gettext("Please say why."))
        return data


class ConfirmAgreementStep(ApplicationStep):
    """The provider's own answer."""

    form_class = ConfirmForm
    template = "steps/application_agreement.html"
    button = _("Send the answer")

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Agreement and pool, or back to the bureau."""
        if data["decision"] == "confirm":
            confirm(application=subject, by=self.user, at=at)
        else:
            decline(application=subject, reason=data["reason"], by=self.user, at=at)

"""The steps of one award: notice, objection, correction, order, payment."""

from copy import copy
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation import clock
from subsidies.actions import (
    decide_objection,
    end_notice,
    issue_document,
    pay,
    publish_again,
    raise_objection,
)
from subsidies.words import indicator_names
from workflows.awardfile import award_context
from workflows.steps.base import Step
from workflows.steps.forms import decides, sometimes_needed
from workflows.steps.period import DayInput, PublishForm


class AwardStep(Step):
    """What all steps of an award show beside their form."""

    template = "steps/award.html"

    def context(self) -> dict[str, Any]:
        """The award as its own page shows it."""
        found = award_context(self.subject, self.user, at=clock.now())
        found["running"] = bool(found["ends_on"] and clock.today() <= found["ends_on"])
        return found


class NoticeStep(AwardStep):
    """The officer ends the notice once its last day is over."""

    template = "steps/award_notice.html"
    button = _("End the notice")

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """End it; refused while the clock runs."""
        end_notice(award=subject, by=self.user, at=at)


class ObjectionForm(forms.Form):
    """What is wrong, how it is proved, and by whom it is said."""

    text = forms.CharField(
        label=_("What is wrong"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Name the indicator or the case, and what would be right."),
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Case numbers, days, documents that show it."),
    )
    real_name = forms.CharField(
        label=_("Your real name"),
        max_length=40,
        help_text=_("Objections without a name are not dealt with."),
    )


class ObjectStep(AwardStep):
    """The provider's coordinator objects while the notice runs."""

    form_class = ObjectionForm
    template = "desks/objection.html"
    button = _("Send the objection")
    deed = "subsidies.object"

    def context(self) -> dict[str, Any]:
        """Its own name and last day: the step is the officer's, the page is not."""
        found = super().context()
        due = copy(self.due)
        due.due_on = found["ends_on"]
        return {**found, "title": gettext("Object to the result"), "due": due}

    def initial(self) -> dict[str, str]:
        """The person who is signed in."""
        return {"real_name": self.user.name}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Object; payment waits."""
        raise_objection(award=subject, by=self.user, at=at, **data)

    def done_words(self) -> str:
        """What happens next."""
        return gettext("Your objection is with the bureau; nothing is paid meanwhile.")


class DecideForm(forms.Form):
    """Upheld with the right value, or rejected; in writing."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("uphold", _("Upheld: correct and recompute")),
            ("reject", _("Rejected: the result stands")),
        ],
        widget=forms.RadioSelect,
    )
    indicator = forms.ChoiceField(label=_("Indicator to correct"), required=False)
    value = forms.DecimalField(
        label=_("Its right value (0-100)"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
    )
    text = forms.CharField(
        label=_("Decision in writing"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The provider reads it."),
    )

    def __init__(self, *args: Any, names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["indicator"]
        field.choices = [("", "—"), *((k, f"{k} {v}") for k, v in names.items())]
        decides(self, "decision")
        sometimes_needed(self, "indicator", "value", when=1)

    def clean(self) -> dict[str, Any]:
        """An upheld objection says what is right."""
        data = super().clean() or {}
        if data.get("decision") == "uphold":
            for name in ("indicator", "value"):
                if data.get(name) in (None, "") and name not in self.errors:
                    self.add_error(
                        name, gettext("Needed when the objection is upheld.")
                    )
        return data


class DecideStep(AwardStep):
    """The bureau's written decision."""

    form_class = DecideForm
    template = "steps/award_decide.html"
    button = _("Decide")

    def form_options(self) -> dict[str, Any]:
        """The scheme's indicators."""
        return {"names": indicator_names(self.subject.period.scheme.body)}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Decide; an upheld objection recomputes."""
        decide_objection(
            award=subject,
            upheld=data["decision"] == "uphold",
            decision=data["text"],
            indicator=data["indicator"],
            value=data["value"],
            by=self.user,
            at=at,
        )


class PublishAgainStep(AwardStep):
    """A corrected award goes into notice once more."""

    form_class = PublishForm
    button = _("Publish the correction")

    def initial(self) -> dict[str, date]:
        """Usually today."""
        return {"published_on": clock.today()}

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """The clock starts again."""
        publish_again(
            award=subject,
            official_url=data["official_url"],
            published_on=data["published_on"],
            by=self.user,
            at=at,
        )


class OrderForm(forms.Form):
    """The number of the joint document."""

    number = forms.CharField(
        label=_("Document number"),
        max_length=60,
        help_text=_("Of the document by which bureau and treasury order the payment."),
    )


class OrderStep(AwardStep):
    """The order commits the budget."""

    form_class = OrderForm
    button = _("Order the payment")

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Order."""
        issue_document(award=subject, number=data["number"], by=self.user, at=at)


class PayForm(forms.Form):
    """The treasury's voucher."""

    voucher_number = forms.CharField(label=_("Voucher number"), max_length=60)
    paid_on = forms.DateField(label=_("Paid on"), widget=DayInput)


class PayStep(AwardStep):
    """Finance records the payment; never whoever ordered it."""

    form_class = PayForm
    template = "steps/award_pay.html"
    button = _("Record the payment")

    def initial(self) -> dict[str, date]:
        """Usually today."""
        return {"paid_on": clock.today()}

    def context(self) -> dict[str, Any]:
        """Says beforehand where four eyes are missing."""
        found = super().context()
        found["same_person"] = self.subject.ordered_by_id == self.user.pk
        return found

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Record it."""
        pay(
            award=subject,
            voucher_number=data["voucher_number"],
            paid_on=data["paid_on"],
            by=self.user,
            at=at,
        )

"""The manager confirms the proposed provider, or another one with a reason."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assignments.actions import confirm, drop_proposal, enter_bid
from assignments.candidates import candidates_for
from assignments.choices import ProposalState
from assignments.matching import MINI_BID, NO_BID, mode_of, obstacle, points
from assignments.models import Proposal
from assignments.weights import weights_on
from assignments.words import part_words, rule_words
from campaigns.choices import Mode
from foundation import clock
from providers.models import Provider
from workflows.steps.base import Step
from workflows.steps.bidding import NOBODY, BidForm
from workflows.steps.forms import sometimes_needed

SHOWN = 4  # the proposed provider and the next three; the rest is folded away


class ConfirmForm(forms.Form):
    """Which provider; a reason where it is not the proposed one."""

    provider = forms.ChoiceField(label=_("Provider"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you choose another provider than the proposed one."),
    )

    def __init__(
        self, *args: Any, proposed: int | None, offers: list[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        sometimes_needed(self, "reason")
        self.proposed = str(proposed or "")
        field: Any = self.fields["provider"]
        field.choices = [(str(offer["pk"]), offer["name"]) for offer in offers]
        field.choices += [(NOBODY, _("Nobody suits: ask the firm for a new date"))]

    def clean(self) -> dict[str, Any]:
        """Any choice but the proposed one needs its reason."""
        data = super().clean() or {}
        chosen = data.get("provider")
        if chosen and chosen != self.proposed and not data.get("reason", "").strip():
            self.add_error("reason", _("Choosing otherwise needs a written reason."))
        return data


class ConfirmStep(Step):
    """Why this one, why not that: the proposal with its reasons, to be confirmed."""

    form_class = ConfirmForm
    template = "steps/confirm.html"
    button = _("Confirm the provider")
    bidding: BidForm | None = None

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.proposal = (
            Proposal.objects.filter(booking=self.subject, state=ProposalState.OPEN)
            .select_related("provider", "consultant")
            .first()
        )
        self.mode = ""
        self.bidders: list[dict[str, Any]] = []
        self.offers, self.removed = self._offers()

    def _offers(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Who may be chosen, best first, and who may not, with the rule."""
        rows = candidates_for(self.subject, at=clock.now())
        names = dict(
            Provider.objects.filter(pk__in=[row.provider for row in rows]).values_list(
                "pk", "name"
            )
        )
        self.mode, weights = mode_of(rows), weights_on(clock.today())
        offers, removed = [], []
        for row in rows:
            broken = obstacle(row)
            shown: dict[str, Any] = {"pk": row.provider, "name": names[row.provider]}
            if broken == NO_BID:
                self.bidders.append({**shown, "load": row.load, "quota": row.quota})
                continue
            if broken:
                removed.append({**shown, "rule": rule_words(broken)})
                continue
            parts = points(row, weights)
            shown |= {
                "score": sum(parts.values()),
                "parts": part_words(parts),
                "load": row.load,
                "quota": row.quota,
                "proposed": row.provider == self._proposed(),
            }
            offers.append(shown)
        offers.sort(key=lambda offer: (not offer["proposed"], -offer["score"]))
        return offers, removed

    def _proposed(self) -> int | None:
        return self.proposal.provider_id if self.proposal else None

    def initial(self) -> dict[str, Any]:
        """The proposed provider is chosen beforehand."""
        return {"provider": self._proposed()}

    def form(self, data: Any = None) -> forms.Form:
        """Under second-stage bidding its result is entered instead."""
        if self.mode == MINI_BID and not self.offers:
            return BidForm(data, bidders=self.bidders)
        return super().form(data)

    def form_options(self) -> dict[str, Any]:
        """The form offers who may be chosen."""
        return {"proposed": self._proposed(), "offers": self.offers}

    def context(self) -> dict[str, Any]:
        """The reasons."""
        return {
            "proposal": self.proposal,
            "near": self.offers[:SHOWN],
            "far": self.offers[SHOWN:],
            "far_chosen": self.far_chosen,
            "removed": self.removed,
            "mode": str(Mode(self.mode).label) if self.mode else "",
            "nobody": NOBODY,
        }

    def page(self, form: forms.Form, status: int = 200) -> HttpResponse:
        """Unfold the rest where one of them is chosen."""
        if isinstance(form, BidForm):
            self.template = "steps/bid.html"  # type: ignore[misc]
        chosen = str(form["provider"].value())
        self.far_chosen = chosen in {str(row["pk"]) for row in self.offers[SHOWN:]}
        return super().page(form, status)

    def attempt(self, form: forms.Form) -> HttpResponse:
        """Keep the offers of a bidding beside what the form says."""
        self.bidding = form if isinstance(form, BidForm) else None
        return super().attempt(form)

    def perform(
        self, subject: Any, task: Any, data: dict[str, Any], at: datetime
    ) -> None:
        """Confirm, override or ask for a new date."""
        if data["provider"] == NOBODY:
            drop_proposal(booking=subject, by=self.user, at=at, reason=data["reason"])
            return
        provider = Provider.objects.get(pk=data["provider"])
        if self.bidding is not None:
            enter_bid(
                booking=subject, provider=provider, amounts=self.bidding.amounts(),
                number=data["number"], reason=data["reason"], by=self.user, at=at,
            )  # fmt: skip
        confirm(
            booking=subject,
            provider=provider,
            by=self.user,
            at=at,
            reason=data["reason"],
        )

    def done_words(self) -> str:
        """Say what comes next."""
        return gettext(
            "Decided. The provider is told, or the firm is asked for a date."
        )

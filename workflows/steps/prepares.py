"""A step whose decision may be kept until several of them are published together."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext

from foundation import clock
from foundation.errors import DomainError, LostRace
from workflows.models import Prepared
from workflows.preparing import prepare
from workflows.steps.base import Step, stale
from workflows.steps.forms import as_sent, fill_in, say_why_not

MOST_DIGITS = 9


def version_of(text: str) -> int:
    """The version a page was made from; 0 = nothing was kept."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0


class PreparingStep(Step):
    """Decided at once, or kept for the bureau alone.

    Subclasses say which fields are the decision and its reason, whom it will tell
    what, and which step comes next; where all of them are listed is `list_url`.
    """

    decision: ClassVar[str] = "decision"
    reason: ClassVar[str] = "reason"

    @classmethod
    def label(cls, decision: str) -> str:
        """What a decision is called."""
        raise TypeError(f"{cls.__name__} has no words for its decisions")

    @classmethod
    def told(cls, row: Prepared) -> str:
        """The sentence that the other side will be told; empty = it is told nothing."""
        raise TypeError(f"{cls.__name__} does not say what is told")

    @classmethod
    def about(cls, row: Prepared) -> str:
        """What is decided, where that is not the whole case; '' where it is."""
        return ""

    @classmethod
    def also_told(cls, row: Prepared) -> list[tuple[str, str]]:
        """Who else will be told which sentence: (name, sentence)."""
        return []

    @classmethod
    def next_step(cls, row: Prepared) -> str:
        """What becomes of the case then."""
        raise TypeError(f"{cls.__name__} does not say what comes next")

    def list_url(self) -> str:
        """Where the pending decisions stand together."""
        raise TypeError(f"{type(self).__name__} has no list of pending decisions")

    @cached_property
    def prepared(self) -> Prepared | None:
        """The decision kept for this step."""
        rows = Prepared.objects.visible_to(self.user).select_related("by")
        return rows.filter(due=self.due).first()

    def resumed(self) -> forms.Form:
        """The own draft, else the kept decision, stands in the form."""
        if self.draft is not None or self.prepared is None:
            return super().resumed()
        form = self.form()
        fill_in(form, self.prepared.typed)
        return form

    def context(self) -> dict[str, Any]:
        """With what is kept beside the form."""
        return {**super().context(), "prepares": True, "prepared": self.prepared,
                "pending_url": self.list_url()}  # fmt: skip

    def attempt(self, form: forms.Form) -> HttpResponse:
        """`prepare` keeps the decision; anything else decides."""
        if "prepare" not in self.request.POST:
            return super().attempt(form)
        data = form.cleaned_data
        try:
            prepare(
                due=self.due,
                decision=data[self.decision],
                reason=data[self.reason],
                typed=as_sent(self.request.POST),
                seen=version_of(self.request.POST.get("seen", "")),
                by=self.user,
                at=clock.now(),
            )
        except LostRace as error:
            return stale(self.request, self.due, error, form)
        except DomainError as error:
            say_why_not(form, error)
            return self.page(form, status=422)
        words = gettext("Kept as pending: nobody is told until it is published.")
        messages.success(self.request, words)
        return redirect(self.list_url())

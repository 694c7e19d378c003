"""My messages: which ways they take, and when they are held back."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.actions import choose_messages
from accounts.requests import person
from foundation import clock
from foundation.notices.choices import PERSONAL, ChannelName
from foundation.notices.events import Group
from foundation.notices.wishes import Wishes, wishes_of

GROUPS = (Group.STEPS, Group.BOOKINGS, Group.DIGESTS)


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def offered() -> list[ChannelName]:
    """The channels a person can choose in this city."""
    return [name for name in PERSONAL if name in settings.NOTICE_CHANNELS]


class MessagesForm(forms.Form):
    """One box per group and channel, the e-mail address, the quiet hours."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"), widget=TimeInput, required=True
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"), widget=TimeInput, required=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group in GROUPS:
            field: Any = forms.MultipleChoiceField(
                label=group.label,
                required=False,
                choices=[(name.value, name.label) for name in offered()],
                widget=forms.CheckboxSelectMultiple,
            )
            field.conditional = True  # none ticked is an answer too
            self.fields[group.value] = field

    def groups(self) -> list[forms.BoundField]:
        """The fields of the groups, in order."""
        return [self[group.value] for group in GROUPS]

    def off(self, before: Wishes) -> list[str]:
        """What is switched off: not ticked, or not offered now and off before."""
        names = [name.value for name in offered()]
        kept = [pair for pair in before.off if pair.split(".")[1] not in names]
        chosen = [
            f"{group}.{name}"
            for group in GROUPS
            for name in names
            if name not in self.cleaned_data[group.value]
        ]
        return kept + chosen


@require_http_methods(["GET", "POST"])
def my_messages(request: HttpRequest) -> HttpResponse:
    """Look at the choice, or keep another one."""
    user = person(request)
    wishes, status = wishes_of(user), 200
    form = MessagesForm(request.POST or None, initial=_initial(user, wishes))
    if request.method == "POST":
        if form.is_valid():
            facts = {
                name: form.cleaned_data[name]
                for name in ("email", "quiet_from", "quiet_until")
            }
            choose_messages(user=user, off=form.off(wishes), at=clock.now(), **facts)
            messages.success(request, _("Your choice is kept."))
            return redirect("my_messages")
        status = 422
    context = {"form": form, "offered": offered()}
    return render(request, "desks/messages.html", context, status=status)


def _initial(user: Any, wishes: Wishes) -> dict[str, Any]:
    ticked = {
        group.value: [name for name in PERSONAL if wishes.wants(group, name)]
        for group in GROUPS
    }
    quiet = {"quiet_from": wishes.quiet_from, "quiet_until": wishes.quiet_until}
    return {"email": user.email, **quiet, **ticked}

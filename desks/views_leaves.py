"""A consultant's leave: entered as one range, with the visits it touches; ended."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import person
from bookings.actions.leaves import Touched, end_leave, enter_leave
from desks.consultant_forms import LeaveForm
from desks.doors import row_or_404
from desks.replan import replan_for
from desks.views_consultants import consultant_page, mine
from foundation import clock
from foundation.errors import DomainError
from providers.actions import DEED
from providers.models import Leave


@require_POST
def enter(request: HttpRequest, consultant_id: int) -> HttpResponse:
    """Note a leave; where visits are reserved, say which, and ask what to do."""
    row = mine(request, consultant_id)
    form, touched = LeaveForm(request.POST), []
    if form.is_valid():
        try:
            enter_leave(
                consultant=row,
                by=person(request),
                at=clock.now(),
                anyway=bool(request.POST.get("anyway")),
                **form.cleaned_data,
            )
        except Touched as refusal:
            touched = refusal.visits
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            replan_for(row.provider_id, at=clock.now())
            messages.success(request, _words(bool(request.POST.get("anyway"))))
            return redirect("consultant", row.pk)
    return consultant_page(request, row, form, touched, status=422)


def _words(told: bool) -> str:
    if told:
        return _("Leave entered. The centers concerned have been told.")
    return _("Leave entered. No visit is offered on these days.")


@require_POST
def drop(request: HttpRequest, leave_id: int) -> HttpResponse:
    """A leave no longer holds."""
    rows = Leave.objects.visible_to(request.user).select_related("consultant__provider")
    leave: Leave = row_or_404(request, DEED, rows, pk=leave_id)
    row = leave.consultant
    end_leave(leave=leave, by=person(request), at=clock.now())
    replan_for(row.provider_id, at=clock.now())
    messages.success(request, _("Taken out. The free half-days follow."))
    return redirect("consultant", row.pk)

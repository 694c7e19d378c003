"""What pages show of complaints: one of them, those of a case, those of a provider."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.models import Booking
from complaints.actions import why_not
from complaints.choices import ComplaintState
from complaints.models import Complaint
from face import formats
from face.paths import Step
from foundation import clock
from workflows.casefile import who_acts
from workflows.models import Due
from workflows.steps.complaint import papers_by_side

TONES = {
    ComplaintState.ANSWERING: "info",
    ComplaintState.DECIDING: "info",
    ComplaintState.UPHELD: "bad",
    ComplaintState.REJECTED: "",
    ComplaintState.WITHDRAWN: "",
}


def complaints_for(user: Any) -> Any:
    """The complaints the person may read about; none for whoever may not."""
    rows = Complaint.objects.visible_to(user)
    return rows if user.has_perm("complaints.view") else rows.none()


def row_of(complaint: Complaint) -> dict[str, Any]:
    """One line of a list."""
    return {"complaint": complaint, "tone": TONES[ComplaintState(complaint.state)]}


def of_case(booking: Booking, user: Any) -> dict[str, Any]:
    """The case's complaints as far as the person may see them, and the way to one."""
    rows = [row_of(row) for row in complaints_for(user).filter(booking=booking)]
    may = user.has_perm("complaints.file", booking)
    is_open = any(row["complaint"].is_open for row in rows)
    return {
        "complaints": rows,
        "may_complain": may and not is_open,
        "why_no_complaint": why_not(booking, on=clock.today()) if may else "",
    }


def of_provider(provider: Any, user: Any) -> list[dict[str, Any]]:
    """Those upheld against a provider, the last one first."""
    rows = complaints_for(user).upheld().filter(provider=provider)
    rows = rows.select_related("booking", "company").order_by("-decided_at")
    return [row_of(row) for row in rows]


def complaint_context(complaint: Complaint, user: Any) -> dict[str, Any]:
    """The page of a complaint, in a fixed number of queries."""
    due = open_due(complaint)
    waits = due if _may_wait_no_longer(complaint, due, user) else None
    return {
        **row_of(complaint),
        **papers_by_side(complaint),
        "facts": facts_of(complaint),
        "path": path_of(complaint, due),
        "due": due,
        "may_do": due is not None and user.has_perm(due.deed, due),
        "may_withdraw": due is not None and user.has_perm("complaints.withdraw", due),
        "waits": waits,
        "may_go_on": waits is not None and clock.today() > waits.escalate_on,
        "ask": _ask(complaint, due, user),
    }


def _may_wait_no_longer(complaint: Complaint, due: Due | None, user: Any) -> bool:
    """Whether the answer is open, and the person may one day go on without it."""
    answering = complaint.state == ComplaintState.ANSWERING
    may = due is not None and user.has_perm("complaints.go_on_unanswered", due)
    return answering and may


def open_due(complaint: Complaint) -> Due | None:
    """The open step of the complaint, None once it has ended."""
    rows = Due.objects.open().filter(complaint=complaint).with_names()
    return rows.prefetch_related("enquiries").first()


def _ask(complaint: Complaint, due: Due | None, user: Any) -> dict[str, str]:
    """The question that stops the clock, or the way of the bureau to put one."""
    if due is None:
        return {}
    asked = due.open_question
    if asked is not None:
        return {"question": reverse("question", args=[asked.pk])}
    deciding = complaint.state == ComplaintState.DECIDING
    if deciding and user.has_perm(due.deed, due):
        return {"ask": reverse("ask", args=[due.task_id])}
    return {}


def facts_of(complaint: Complaint) -> list[tuple[str, Any]]:
    """What it is about, and between whom."""
    return [
        (_("About"), complaint.get_topic_display()),
        (_("Firm"), complaint.company.name),
        (_("Provider"), complaint.provider.name),
        (_("Center"), complaint.center),
        (_("Filed"), formats.moment(complaint.filed_at, "long")),
    ]


def path_of(complaint: Complaint, due: Due | None) -> list[Step]:
    """Filed, answered, decided: where it stands, who acts and by when."""
    filed = Step(_("Complaint filed"), "done", who=_day(complaint.filed_at))
    if complaint.state == ComplaintState.WITHDRAWN:
        words = str(ComplaintState.WITHDRAWN.label)
        return [filed, Step(words, "now", who=_day(complaint.withdrawn_at))]
    answer, decision = _("The provider's answer"), _("The bureau's decision")
    if complaint.state == ComplaintState.ANSWERING:
        return [filed, _now(answer, due), Step(decision, "todo")]
    if complaint.answered_at:
        answered = Step(answer, "done", who=_day(complaint.answered_at))
    else:
        answered = Step(answer, "skipped", note=_("no answer"))
    if complaint.state == ComplaintState.DECIDING:
        return [filed, answered, _now(decision, due)]
    ended = Step(decision, "done", who=complaint.get_state_display())
    return [filed, answered, ended]


def _now(label: str, due: Due | None) -> Step:
    if due is None:
        return Step(label, "now")
    today: date = clock.today()
    words = formats.due_day(due.due_on, today).text
    return Step(label, "now", who=who_acts(due), due=words, late=due.due_on < today)


def _day(moment: Any) -> str:
    return formats.day(moment, "short") if moment else ""

"""What the page of a case shows: its path, who must act by when, what happened."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import StandIn
from bookings.choices import ENDED, Stage
from bookings.models import Booking
from complaints.models import Complaint
from diagnoses.models import Diagnosis
from face import formats
from face.items import Event
from face.paths import Step
from foundation.access.policies import POLICIES
from foundation.access.roles import Role
from foundation.audit.models import Entry
from foundation.clock import local_day
from ratings.choices import CheckState
from ratings.models import SpotCheck
from workflows.conductfile import check_lines, conduct_of
from workflows.models import Due
from workflows.summary import facts_of

# The drawn path: label and the stages that belong to it.
PATH = [
    (gettext_lazy("Booked"), ()),
    (gettext_lazy("Triage"), (Stage.TRIAGE,)),
    (gettext_lazy("Provider"), (Stage.PROPOSING, Stage.CONFIRMING)),
    (gettext_lazy("Provider's answer"), (Stage.RESPONDING,)),
    (gettext_lazy("Site visit"), (Stage.VISITING, Stage.RESCHEDULING)),
    (gettext_lazy("Assessment"), (Stage.ASSESSING,)),
    (gettext_lazy("Report"), (Stage.REPORTING,)),
    (gettext_lazy("First review"), (Stage.REVIEWING,)),
    (gettext_lazy("Firm's sign-off"), (Stage.SIGNING,)),
    (gettext_lazy("Acceptance"), (Stage.ACCEPTING,)),
    (gettext_lazy("Rating"), (Stage.RATING,)),
    (gettext_lazy("Closed"), (Stage.CLOSED,)),
]

# Deeds of the audit log that the timeline tells, for everybody who sees the case.
TOLD = {
    "bookings.book": (gettext_lazy("Booked"), "calendar-check", "info"),
    "bookings.triage": (gettext_lazy("Triage decided"), "list-checks", "info"),
    "assignments.propose": (gettext_lazy("Provider proposed"), "route", "info"),
    "assignments.confirm": (gettext_lazy("Provider decided"), "user-check", "info"),
    "assignments.respond": (gettext_lazy("Provider answered"), "handshake", "info"),
    "assignments.reassign": (
        gettext_lazy("Somebody else goes to the visit"),
        "user-round-cog",
        "info",
    ),
    "bookings.reschedule": (gettext_lazy("New date"), "calendar-clock", "warn"),
    "assignments.take_back": (
        gettext_lazy("Taken back from the provider"),
        "undo-2",
        "warn",
    ),
    "assignments.give_back": (
        gettext_lazy("Visit given back by the provider"),
        "undo-2",
        "warn",
    ),
    "assignments.take_back_suspended": (
        gettext_lazy("Taken back from a suspended provider"),
        "undo-2",
        "warn",
    ),
    "bookings.refer": (
        gettext_lazy("Referred to another center"),
        "arrow-right-left",
        "warn",
    ),
    "diagnoses.return_visit": (
        gettext_lazy("Visit record void"),
        "undo-2",
        "warn",
    ),
    "diagnoses.return_assessment": (
        gettext_lazy("Assessment to be made again"),
        "undo-2",
        "warn",
    ),
    "diagnoses.return_to_review": (
        gettext_lazy("Report returned to the review"),
        "undo-2",
        "warn",
    ),
    "diagnoses.return_to_signing": (
        gettext_lazy("To be signed again"),
        "undo-2",
        "warn",
    ),
    "diagnoses.hold_visit": (
        gettext_lazy("Site visit recorded"),
        "map-pin-check",
        "ok",
    ),
    "diagnoses.assess": (gettext_lazy("Assessed on site"), "clipboard-check", "ok"),
    "diagnoses.write_report": (gettext_lazy("Report handed in"), "file-check", "ok"),
    "diagnoses.review_report": (gettext_lazy("Report reviewed"), "file-check", "info"),
    "diagnoses.sign_off": (gettext_lazy("Signed by the firm"), "signature", "ok"),
    "diagnoses.go_on_unsigned": (gettext_lazy("Went on unsigned"), "signature", "warn"),
    "diagnoses.accept": (gettext_lazy("Accepted"), "badge-check", "ok"),
    "ratings.finish": (gettext_lazy("Rated and closed"), "star", "ok"),
    # of its complaints, to those who may read them
    "complaints.file": (
        gettext_lazy("Complaint filed"),
        "message-square-warning",
        "warn",
    ),
    "complaints.answer": (
        gettext_lazy("Complaint answered"),
        "message-square-reply",
        "info",
    ),
    "complaints.go_on_unanswered": (
        gettext_lazy("Complaint went on without an answer"),
        "message-square-warning",
        "warn",
    ),
    "complaints.withdraw": (gettext_lazy("Complaint taken back"), "undo-2", "info"),
    "complaints.decide": (gettext_lazy("Complaint decided"), "gavel", "info"),
    "ratings.spot_check": (gettext_lazy("Spot check on site"), "search-check", "info"),
    "bookings.cancel": (gettext_lazy("Cancelled"), "circle-x", "bad"),
}


def case_context(case: Booking, user: Any, *, at: datetime) -> dict[str, Any]:
    """Everything the page shows, in a fixed number of queries."""
    dues = list(
        Due.objects.filter(booking=case)
        .select_related("task__owner", "done_by")
        .prefetch_related("enquiries")
    )
    open_dues = [due for due in dues if due.done_at is None]
    absent = StandIn.objects.absent_for(user, local_day(at))
    check = SpotCheck.objects.filter(booking=case, state=CheckState.DONE).first()
    return {
        "case": case,
        "facts": facts_of(case, user),
        "path": path_of(case, open_dues, at),
        "acts": [_act(due, user, absent, at) for due in open_dues],
        "events": events_of(case, user),
        "documents": documents_of(case, user),
        "conduct": conduct_of(case),
        "check": check,
        "check_lines": check_lines(check),
        "tone": _tone(case),
    }


def path_of(case: Booking, open_dues: list[Due], at: datetime) -> list[Step]:
    """The path drawing: done, now, to come, skipped."""
    here = next((n for n, (_l, own) in enumerate(PATH) if case.stage in own), None)
    ended = case.stage in ENDED
    if case.stage in (Stage.CANCELLED, Stage.REFUSED):
        words = str(Stage(case.stage).label)
        return [
            Step(str(PATH[0][0]), "done"),
            Step(words, "now", note=case.ended_reason),
        ]
    place = here if here is not None else 0
    return [
        _step(n, str(label), place, case, open_dues, at, ended=ended)
        for n, (label, _own) in enumerate(PATH)
    ]


def _step(
    n: int,
    label: str,
    place: int,
    case: Booking,
    open_dues: list[Due],
    at: datetime,
    *,
    ended: bool,
) -> Step:
    if n < place or ended:
        skipped = n == 1 and not case.flags
        return Step(label, "skipped" if skipped else "done")
    if n > place:
        return Step(label, "todo")
    due = open_dues[0] if open_dues else None
    if due is None:
        return Step(label, "now", note=_("in the background"))
    words = formats.due_day(due.due_on, local_day(at))
    late = due.due_on < local_day(at)
    return Step(label, "now", who=who_acts(due), due=words.text, late=late)


def who_acts(due: Due) -> str:
    """The role that must act; a name only where it is not blind."""
    if due.assessor_id:
        return str(Role.ASSESSOR.label)
    if due.task.owner is not None:
        return str(due.task.owner.name)
    roles = sorted(POLICIES[due.deed].roles)
    return "/".join(str(Role(role).label) for role in roles)


def _act(due: Due, user: Any, absent: set[int], at: datetime) -> dict[str, Any]:
    """One open step: what, who, by when, and what this person may do about it."""
    mine = user.role in POLICIES[due.deed].roles and due.task.owner_id in (
        None,
        user.pk,
        *absent,
    )
    unsigned = due.node == "sign_off" and user.role == Role.MANAGER
    may_hand_over = user.role in POLICIES["workflows.reassign"].roles
    may_urge = user.role in POLICIES["workflows.urge"].roles and not mine
    asked = due.open_question
    return {
        "title": due.task.flow_task.task_title,
        "who": who_acts(due),
        "due": formats.due_day(due.due_on, local_day(at)),
        "url": reverse("task", args=[due.task_id]) if mine or unsigned else "",
        "word": _("Go on unsigned") if unsigned else _("Do this step"),
        "hand_over": reverse("hand_over", args=[due.task_id]) if may_hand_over else "",
        "question": reverse("question", args=[asked.pk]) if asked else "",
        "ask": reverse("ask", args=[due.task_id]) if mine and due.booking_id else "",
        "urge": reverse("urge", args=[due.task_id]) if may_urge and not asked else "",
    }


def events_of(case: Booking, user: Any) -> list[Event]:
    """The timeline, newest first; a firm's score and blind names are never in it."""
    own = Q(object_type=case._meta.label, object_id=str(case.pk))
    entries = Entry.objects.filter(own | _of_complaints(case, user), deed__in=TOLD)
    return [_event(entry) for entry in entries.order_by("-at", "-pk")]


def _of_complaints(case: Booking, user: Any) -> Q:
    """The entries of the case's complaints that the person may read."""
    if not user.has_perm("complaints.view"):
        return Q(pk__in=())
    rows = Complaint.objects.visible_to(user).filter(booking=case)
    keys = rows.order_by().annotate(key=Cast("pk", CharField())).values("key")
    return Q(object_type=Complaint._meta.label, object_id__in=keys)


def _event(entry: Entry) -> Event:
    title, icon, tone = TOLD[entry.deed]
    text = entry.after.get("reason") or entry.after.get("points") or ""
    for fact in ("consultant", "provider"):
        if entry.after.get(fact):
            text = f"{entry.after[fact]}{' · ' if text else ''}{text}"
    if entry.deed == "ratings.finish":
        text = str(entry.after.get("score", ""))
    return Event(
        at=entry.at,
        title=str(title),
        who=entry.actor_name or _("The system"),
        text=text,
        icon=icon,
        tone=tone,
    )


def documents_of(case: Booking, user: Any) -> list[dict[str, Any]]:
    """The papers of the case this person may open."""
    found = Diagnosis.objects.filter(booking=case).select_related("report").first()
    report = getattr(found, "report", None) if found else None
    if report is None or (user.role == Role.COMPANY and report.state != "passed"):
        return []
    return [
        {
            "title": _("Diagnosis report"),
            "note": f"{report.get_state_display()} · v{report.version}",
            "url": reverse("report", args=[case.number]),
        }
    ]


def _tone(case: Booking) -> str:
    if case.stage in (Stage.CANCELLED, Stage.REFUSED):
        return "bad"
    return "ok" if case.stage == Stage.CLOSED else "info"

"""What the page of an application shows: facts, papers, path, timeline, sheets."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from admissions.actions import is_below
from admissions.choices import ApplicationState
from admissions.models import Application, Evidence, Notice, Objection, Offer
from admissions.rules import places
from centers.choices import SECTORS
from face import formats
from face.files import Paper, papers_of
from face.items import Event
from face.paths import Step
from foundation.access.roles import Role
from foundation.audit.models import Entry
from foundation.clock import local_day
from workflows.models import Due
from workflows.periodfile import act_of

S = ApplicationState
NAMES = dict(SECTORS)
TONES: dict[str, str] = {
    S.COMPLETING: "warn",
    S.NOTICE: "info",
    S.OFFERED: "warn",
    S.ADMITTED: "ok",
    S.REFUSED: "bad",
}
PLACE = {
    S.DRAFT: 0, S.CHECKING: 1, S.COMPLETING: 1, S.ASSESSING: 2, S.DECIDING: 3,
    S.NOTICE: 4, S.AGREEING: 5, S.OFFERED: 5, S.ADMITTED: 6,
}  # fmt: skip
BLIND = frozenset({Role.ASSESSOR})
BUREAU = frozenset({Role.OFFICER, Role.AUDITOR})


def rows_for(user: Any) -> Any:
    """The applications a person may open, with what the page shows."""
    rows = Application.objects.visible_to(user).with_names()
    if user.role in BUREAU:
        rows = rows.filter(pk__in=Application.objects.handed_in().values("pk"))
    return rows.select_related("decided_by", "begun_by")


def application_context(
    application: Application, user: Any, *, at: datetime
) -> dict[str, Any]:
    """Everything the page shows, in a fixed number of queries; an expert is shown
    neither the other sheets nor the way of the application.
    """
    rows = Due.objects.visible_to(user).open().filter(application=application)
    dues = list(rows.select_related("task__owner"))
    blind = user.role in BLIND
    notices = list(application.notices.select_related("by"))
    return {
        "application": application,
        "tone": TONES.get(application.state, ""),
        "wants": wants_of(application),
        "team": list(application.team.all()),
        "evidence": evidence_of(application, user),
        "path": [] if blind else path_of(application, dues, at),
        "acts": [act_of(due, user, at) for due in dues],
        "events": [] if blind else events_of(application, user),
        "notice": notices[0] if notices else None,
        "offer": None if blind else _offer(application),
        "opinions": opinions_of(application, user),
        "objections": objections_of(application, user),
        "place": place_of(application) if user.role in BUREAU else None,
        "below": is_below(application),
        "is_bureau": user.role in BUREAU,
    }


def _offer(application: Application) -> Offer | None:
    rows = application.offers.select_related("agreement")
    return rows.prefetch_related("districts").first()


def sector_words(codes: list[str]) -> str:
    """The names of sectors, in one line."""
    return _(", ").join(str(NAMES.get(code, code)) for code in codes)


def wants_of(application: Application) -> list[tuple[str, Any]]:
    """What the provider asks for."""
    price, quota = application.price_fen, application.quota
    return [
        (_("Sectors"), sector_words(application.sectors) or "—"),
        (_("Districts"), _(", ").join(map(str, application.districts.all())) or "—"),
        (_("Asked fee per case"), formats.yuan(price) if price else "—"),
        (_("Asked quota"), quota or "—"),
    ]


def evidence_of(
    application: Application, user: Any, remove: str = ""
) -> list[dict[str, Any]]:
    """Each required item with its files."""
    rows = Evidence.objects.visible_to(user).filter(application=application)
    files: dict[str, list[Evidence]] = {}
    for row in rows.select_related("uploaded_by"):
        files.setdefault(row.item, []).append(row)
    return [
        {**item, "papers": _papers(files.get(item["id"], []), remove)}
        for item in application.call.items
    ]


def _papers(rows: list[Evidence], remove: str) -> list[Paper]:
    return papers_of(rows, "admission_file", remove)


def opinions_of(application: Application, user: Any) -> list[dict[str, Any]]:
    """The sheets: all of them for the bureau once every one is in, else none."""
    if user.role not in BUREAU:
        return []
    rows = list(application.opinions.select_related("assessor"))
    if any(row.total is None for row in rows):
        return [{"name": row.assessor.name, "total": None, "lines": []} for row in rows]
    return [
        {
            "name": row.assessor.name,
            "total": row.total,
            "lines": [
                (one["name"], row.scores.get(one["id"]), row.sentences.get(one["id"]))
                for one in application.call.measures
            ],
        }
        for row in rows
    ]


def place_of(application: Application) -> tuple[int, int] | None:
    """The place by the experts' mean among the call's scored, and how many."""
    if application.score is None:
        return None
    rows = Application.objects.filter(call=application.call).exclude(score=None)
    found = places(dict(rows.exclude(state=S.WITHDRAWN).values_list("pk", "score")))
    place = found.get(application.pk)
    return (place, len(found)) if place else None


def path_of(application: Application, dues: list[Due], at: datetime) -> list[Step]:
    """The path drawing: from the application to the pool."""
    labels = [
        _("Application"), _("Formal check"), _("Experts"), _("Decision"),
        _("Public notice"), _("Agreement"), _("In the pool"),
    ]  # fmt: skip
    state = application.state
    if state in (S.REFUSED, S.WITHDRAWN):
        first = Step(labels[0], "done")
        return [first, Step(str(application.get_state_display()), "now")]
    place = PLACE[S(state)]
    return [
        _step(label, n, place, dues=dues, at=at, ended=state == S.ADMITTED)
        for n, label in enumerate(labels)
    ]


def _step(
    label: str, n: int, place: int, *, dues: list[Due], at: datetime, ended: bool
) -> Step:
    if n != place or ended:
        return Step(label, "done" if n <= place else "todo")
    if not dues:
        return Step(label, "now")
    words = formats.due_day(dues[0].due_on, local_day(at))
    return Step(label, "now", due=words.text, late=words.late)


WORDS: dict[str, tuple[Any, str, str]] = {
    "admissions.submit": (lambda: _("Handed in"), "send", "info"),
    "admissions.check": (lambda: _("Checked by the bureau"), "list-checks", ""),
    "admissions.complete": (lambda: _("Completed and handed in again"), "send", ""),
    "admissions.name_experts": (lambda: _("Experts named"), "users", ""),
    "admissions.rank": (lambda: _("Scored by the experts"), "star", "info"),
    "admissions.decide": (lambda: _("Decided"), "gavel", ""),
    "admissions.publish": (lambda: _("In public notice"), "megaphone", "info"),
    "admissions.object": (
        lambda: _("Objection raised"), "message-square-warning", "warn",
    ),
    "admissions.decide_objection": (lambda: _("Objection decided"), "gavel", ""),
    "admissions.end_notice": (lambda: _("Notice ended"), "hourglass", ""),
    "admissions.offer": (lambda: _("Agreement offered"), "file-pen-line", "info"),
    "admissions.decline": (lambda: _("Offer declined"), "x", "warn"),
    "admissions.confirm": (lambda: _("Agreement confirmed"), "handshake", "ok"),
    "admissions.withdraw": (lambda: _("Taken back by the provider"), "undo-2", ""),
}  # fmt: skip
SAID = ("text", "points", "refused", "reason", "decision", "number", "credit_check")
ONLY_BUREAU = frozenset({"admissions.name_experts"})


def events_of(application: Application, user: Any) -> list[Event]:
    """What happened, newest first; who objects and who scores the bureau alone sees."""
    rows = Entry.objects.filter(
        Q(object_type=application._meta.label, object_id=str(application.pk)),
        deed__in=WORDS,
    ).order_by("-pk")
    bureau = user.role in BUREAU
    return [
        _event(entry, bureau)
        for entry in rows
        if bureau or entry.deed not in ONLY_BUREAU
    ]


def _event(entry: Entry, bureau: bool) -> Event:
    title, icon, tone = WORDS[entry.deed]
    after = entry.after or {}
    said = [str(after[key]) for key in SAID if after.get(key)]
    if not bureau and entry.deed == "admissions.check":
        said = [str(after[key]) for key in ("points", "refused") if after.get(key)]
    secret = entry.deed == "admissions.object" and not bureau
    who = "" if secret else entry.actor_name
    return Event(entry.at, title(), who, " · ".join(said), icon, tone)


def object_url(application: Application) -> str:
    """Where one objects to it."""
    return reverse("object_to_admission", args=[application.pk])


def notice_of(application: Application) -> Notice | None:
    """Its latest public notice."""
    found: Notice | None = application.notices.first()
    return found


def objections_of(application: Application, user: Any) -> list[dict[str, Any]]:
    """What has been said against it, with files and decision: for the bureau alone."""
    if user.role not in BUREAU:
        return []
    rows = application.objections.select_related("provider", "decided_by")
    return [
        {"row": row, "papers": papers_of(row.papers.all(), "admission_objection_paper")}
        for row in rows.prefetch_related("papers__uploaded_by")
    ]


def open_objection(application: Application) -> Objection | None:
    """The objection the bureau has to decide."""
    rows = application.objections.select_related("provider")
    found: Objection | None = rows.filter(upheld=None).first()
    return found

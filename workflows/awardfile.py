"""What the page of an award shows: its sum, path, timeline and papers."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from face import formats
from face.items import Event
from face.paths import Step
from foundation.access.policies import deeds_of
from foundation.audit.models import Entry
from foundation.clock import local_day
from subsidies.choices import AwardState, ObjectionState
from subsidies.models import Award, Objection, PublicNotice
from subsidies.words import why_words
from workflows.models import Due
from workflows.periodfile import AWARD_TONES, GRADE_TONES, act_of

PLACE = {
    AwardState.NOTICE: 0,
    AwardState.OBJECTED: 1,
    AwardState.CORRECTED: 1,
    AwardState.UNDISPUTED: 2,
    AwardState.ORDERED: 3,
}


def award_context(award: Award, user: Any, *, at: datetime) -> dict[str, Any]:
    """Everything the page of an award shows, in a fixed number of queries."""
    open_dues = Due.objects.visible_to(user).open().filter(award=award)
    dues = list(open_dues.select_related("task__owner"))
    notices, objections = list(award.notices.all()), list(award.objections.all())
    last = notices[0] if notices else None
    return {
        "award": award,
        "evaluation": award.evaluation,
        "tone": AWARD_TONES.get(AwardState(award.state), ""),
        "grade_tone": GRADE_TONES.get(award.evaluation.grade, ""),
        "why": why_words(award.why),
        "path": path_of(award, bool(objections), dues, at),
        "acts": [act_of(due, user, at) for due in dues],
        "events": events_of(award, notices, objections),
        "notices": notices,
        "objections": objections,
        "ends_on": last.ends_on if last else None,
        "ends_at": end_of(last.ends_on) if last else None,
        "may_object": may_object(award, user, last, at),
        "payment": getattr(award, "payment", None),
    }


def end_of(day: date) -> datetime:
    """The moment at which the day is over in the city."""
    following = datetime.combine(day + timedelta(days=1), time())
    return timezone.make_aware(following)


def may_object(
    award: Award, user: Any, notice: PublicNotice | None, at: datetime
) -> bool:
    """Whether the person may object now to an award they see: while the clock runs."""
    running = notice is not None and local_day(at) <= notice.ends_on
    is_open = running and award.state == AwardState.NOTICE
    return is_open and "subsidies.object" in deeds_of(user.role)


def path_of(award: Award, objected: bool, dues: list[Due], at: datetime) -> list[Step]:
    """The path drawing: notice, objection (if any), order, payment."""
    state = AwardState(award.state)
    if state in (AwardState.BLOCKED, AwardState.ENDED):
        words = [_("Proposed award"), str(state.label)]
        return [Step(words[0], "done"), Step(words[1], "now", note=award.blocked_by)]
    if state == AwardState.PROPOSED:
        return [Step(_("Proposed award"), "now"), Step(_("Public notice"), "todo")]
    labels = [_("Public notice"), _("Objection"), _("Payment ordered"), _("Paid")]
    place = PLACE.get(state, len(labels))
    return [
        _step(label, n, place, objected=objected, dues=dues, at=at)
        for n, label in enumerate(labels)
    ]


def _step(
    label: str, n: int, place: int, *, objected: bool, dues: list[Due], at: datetime
) -> Step:
    if n == 1 and not objected:
        return Step(label, "skipped")
    if n != place:
        return Step(label, "done" if n < place else "todo")
    if not dues:
        return Step(label, "now")
    words = formats.due_day(dues[0].due_on, local_day(at))
    return Step(label, "now", due=words.text, late=words.late)


def events_of(
    award: Award, notices: list[PublicNotice], objections: list[Objection]
) -> list[Event]:
    """What happened to the award, newest first."""
    events = [_published(notice) for notice in notices]
    for objection in objections:
        events += _objected(objection)
    ended = Entry.objects.filter(
        object_type=award._meta.label,
        object_id=str(award.pk),
        deed="subsidies.end_notice",
    )
    events += [
        Event(entry.at, _("Notice ended"), entry.actor_name, icon="hourglass")
        for entry in ended
    ]
    events += _paid(award)
    return sorted(events, key=_moment)[::-1]


def _moment(event: Event) -> datetime:
    """When, as one kind of value; a day without a time counts from its beginning."""
    if isinstance(event.at, datetime):
        return event.at
    day = event.at if isinstance(event.at, date) else date.min
    return timezone.make_aware(datetime.combine(day, time()))


def _published(notice: PublicNotice) -> Event:
    return Event(
        notice.published_on,
        _("In public notice"),
        notice.by.name,
        _("%(amount)s, objections until %(last)s")
        % {
            "amount": formats.wan(notice.award_fen),
            "last": formats.day(notice.ends_on),
        },
        "megaphone",
        "info",
    )


def _objected(objection: Objection) -> list[Event]:
    raised = Event(
        objection.raised_at,
        _("Objection raised"),
        objection.real_name,
        objection.text,
        "message-square-warning",
        "warn",
    )
    if objection.decided_at is None or objection.decided_by is None:
        return [raised]
    upheld = objection.state == ObjectionState.UPHELD
    decided = Event(
        objection.decided_at,
        _("Objection upheld") if upheld else _("Objection rejected"),
        objection.decided_by.name,
        objection.decision,
        "gavel",
        "ok" if upheld else "bad",
    )
    return [raised, decided]


def _paid(award: Award) -> list[Event]:
    events = []
    if award.ordered_at is not None and award.ordered_by is not None:
        events.append(
            Event(
                award.ordered_at,
                _("Payment ordered"),
                award.ordered_by.name,
                award.document_number,
                "file-badge",
                "info",
            )
        )
    payment = getattr(award, "payment", None)
    if payment is not None:
        words = f"{formats.wan(payment.amount_fen)} · {payment.voucher_number}"
        events.append(
            Event(payment.at, _("Paid"), payment.by.name, words, "banknote", "ok")
        )
    return events

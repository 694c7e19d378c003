"""What has a day for a person beside booked times: own steps, notices, campaigns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from admissions import models as admissions
from bookings.agenda import KEPT
from bookings.calendars import Day
from campaigns.choices import CampaignState
from campaigns.models import Campaign
from designations import models as designations
from designations.choices import SheetState
from foundation.access.policies import deeds_of
from foundation.clock import CITY_TIME, local_day
from subsidies.models import PublicNotice
from workflows.models import Due
from workflows.summary import page_of, subject_line

MOST_STEPS = 500
LAST_DAY = gettext_lazy("Last day for objections")


@dataclass(frozen=True)
class Kind:
    """Rows with a day that whoever may do `deed` sees, each as one entry for ever.

    `day` and `since` name columns: the day itself, and when the row came to be.
    `sequence` names the column that counts changes of the day, where it may change;
    `shift`: days from the column to the day shown. `of` is what the row is about;
    `page` is where it leads, the subject's page unless another is given.
    """

    name: str
    deed: str
    rows: Callable[[], Any]
    day: str
    since: str
    title: Any
    of: Callable[[Any], Any] = lambda row: row
    page: Callable[[Any], str] = page_of
    sequence: str = ""
    shift: int = 0


def _campaigns() -> Any:
    return Campaign.objects.exclude(state=CampaignState.DRAFT)


def _inbox(row: Any) -> str:
    return reverse("inbox")


KINDS = (
    Kind(
        "award-notice",
        "subsidies.view_award",
        lambda: PublicNotice.objects.select_related("award__provider", "award__period"),
        day="ends_on",
        since="published_on",
        title=LAST_DAY,
        of=lambda row: row.award,
    ),
    Kind(
        "admission-notice",
        "admissions.open",
        lambda: admissions.Notice.objects.select_related(
            "application__provider", "application__call"
        ),
        day="ends_on",
        since="published_on",
        title=LAST_DAY,
        of=lambda row: row.application,
    ),
    Kind(
        "designation-notice",
        "designations.view",
        lambda: designations.Notice.objects.select_related(
            "designation__center", "designation__district"
        ),
        day="ends_on",
        since="published_on",
        title=LAST_DAY,
        of=lambda row: row.designation,
    ),
    Kind(
        "designation-visit",
        "designations.view",
        lambda: designations.Designation.objects.select_related("center", "district"),
        day="visit_on",
        since="visit_on",
        title=gettext_lazy("Site visit of the experts"),
        sequence="round",
    ),
    Kind(
        "designation-sheet",
        "designations.score",
        lambda: designations.Sheet.objects.filter(state=SheetState.OPEN).select_related(
            "designation__center", "designation__district"
        ),
        day="visit_on",
        since="visit_on",
        title=gettext_lazy("Site visit of the experts"),
        of=lambda row: row.designation,
        page=_inbox,
    ),
    Kind(
        "campaign-start",
        "campaigns.view",
        _campaigns,
        day="starts_on",
        since="starts_on",
        title=gettext_lazy("Campaign begins"),
    ),
    Kind(
        "campaign-end",
        "campaigns.view",
        _campaigns,
        day="ends_on",
        since="starts_on",
        title=gettext_lazy("Last day of the campaign"),
        shift=-1,
    ),
)


def days_of(user: Any, *, site: str, at: datetime) -> Iterator[Day]:
    """Every day in the person's calendar, in a fixed number of queries."""
    yield from _steps(user, site)
    since = local_day(at - KEPT)
    for kind in KINDS:
        if kind.deed in deeds_of(user.role):
            yield from _of_kind(kind, user, since, site)


def _steps(user: Any, site: str) -> Iterator[Day]:
    """By when the steps in the person's inbox are to be done; blind as they are there.

    Whenever the clock stood, the day has moved: that counts the entry on.
    """
    rows = Due.objects.for_person(user).order_by("due_on", "pk").with_names()
    for due in rows[:MOST_STEPS]:
        line = subject_line(due.subject, user)
        yield Day(
            number=f"step-{due.pk}",
            sequence=due.paused_days,
            stamp=due.opened_at,
            title=f"{due.task.flow_task.task_title} · {line}",
            on=due.due_on,
            text=_stands() if due.paused_at else _("To be done by this day."),
            url=site + reverse("task", args=[due.task_id]),
        )


def _stands() -> str:
    return _("Its clock stands until a question is answered; the day moves by as long.")


def _of_kind(kind: Kind, user: Any, since: date, site: str) -> Iterator[Day]:
    rows = kind.rows().visible_to(user).filter(**{f"{kind.day}__gte": since})
    for row in rows.order_by(kind.day, "pk"):
        subject = kind.of(row)
        line, began = subject_line(subject, user), getattr(row, kind.since)
        yield Day(
            number=f"{kind.name}-{row.pk}",
            sequence=getattr(row, kind.sequence) if kind.sequence else 0,
            stamp=datetime.combine(began, time(), tzinfo=CITY_TIME),
            title=f"{kind.title} · {line}",
            on=getattr(row, kind.day) + timedelta(days=kind.shift),
            text=line,
            url=site + kind.page(subject),
        )

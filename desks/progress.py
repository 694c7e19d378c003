"""How far a campaign has come: by district, by town, by stage, and what is late."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.choices import Stage
from bookings.models import Booking
from campaigns.models import Campaign, DistrictQuota
from centers.models import District
from diagnoses.models import Instrument
from face import formats
from face.charts import Part
from ratings.models import Scheme
from subsidies.models import Rule
from workflows.casefile import who_acts
from workflows.models import Due

MOST_LATE = 50
GROUPS = [
    (
        gettext_lazy("Being assigned"),
        "slate",
        {
            Stage.TRIAGE,
            Stage.PROPOSING,
            Stage.CONFIRMING,
            Stage.RESPONDING,
            Stage.RESCHEDULING,
        },
    ),
    (gettext_lazy("Site visit ahead"), "blue", {Stage.VISITING}),
    (
        gettext_lazy("Report in work"),
        "amber",
        {Stage.ASSESSING, Stage.REPORTING, Stage.REVIEWING},
    ),
    (
        gettext_lazy("Sign-off and acceptance"),
        "violet",
        {Stage.SIGNING, Stage.ACCEPTING},
    ),
    (gettext_lazy("Being rated"), "teal", {Stage.RATING}),
    (gettext_lazy("Closed"), "green", {Stage.CLOSED}),
]


def group_labels() -> list[str]:
    """The columns of a progress table."""
    return [str(label) for label, _tone, _stages in GROUPS]


def district_rows(
    campaign: Campaign,
    user: Any,
    today: date,
    *,
    only: District | None = None,
    by_town: bool = False,
) -> list[dict[str, Any]]:
    """A row per visible district, or per town: a fixed number of queries."""
    key = "company__town" if by_town else "district"
    own = Q(campaign=campaign, district=only) if only else Q(campaign=campaign)
    cases = Booking.objects.visible_to(user).counted().filter(own)
    stages: dict[Any, Counter[str]] = defaultdict(Counter)
    for owner, stage, n in _counted(cases, key, "stage"):
        stages[owner][stage] = n
    accepted = dict(_counted(cases.filter(diagnosis__accepted_at__isnull=False), key))
    late = Due.objects.visible_to(user).late(today).filter(booking__in=cases)
    lates = dict(_counted(late, f"booking__{key}", distinct="booking"))
    if by_town:
        return [
            _row(town or _("No town given"), None, stages[town], accepted.get(town, 0),
                 lates.get(town, 0))
            for town in sorted(stages, key=lambda town: -stages[town].total())
        ]  # fmt: skip
    quotas = DistrictQuota.objects.visible_to(user).filter(campaign=campaign)
    wanted = dict(quotas.values_list("district_id", "cases"))
    return [
        _row(one, wanted.get(one.pk, 0), stages[one.pk], accepted.get(one.pk, 0),
             lates.get(one.pk, 0))
        for one in District.objects.visible_to(user)
        if only is None or one.pk == only.pk
    ]  # fmt: skip


def _counted(rows: Any, *keys: str, distinct: str = "") -> Any:
    what = Count(distinct, distinct=True) if distinct else Count("pk")
    return rows.order_by().values_list(*keys).annotate(n=what)


def _row(
    name: Any, quota: int | None, stages: Counter[str], accepted: int, late: int
) -> dict[str, Any]:
    groups = [sum(stages[stage] for stage in own) for _l, _t, own in GROUPS]
    return {
        "name": name,
        "quota": quota,
        "booked": stages.total(),
        "left": None if quota is None else max(quota - stages.total(), 0),
        "groups": groups,
        "parts": [
            Part(f"{label} {n}", n, tone)
            for (label, tone, _own), n in zip(GROUPS, groups, strict=True)
        ],
        "accepted": accepted,
        "late": late,
    }


def total_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """All rows as one."""
    groups = [
        sum(column) for column in zip(*(row["groups"] for row in rows), strict=True)
    ]
    quota = sum(row["quota"] or 0 for row in rows)
    late = sum(row["late"] for row in rows)
    return {
        "quota": quota,
        "quota_words": _("of %(quota)s") % {"quota": quota},
        "late_tone": "bad" if late else "",
        "booked": sum(row["booked"] for row in rows),
        "accepted": sum(row["accepted"] for row in rows),
        "late": late,
        "groups": groups,
        "parts": [
            Part(f"{label} {n}", n, tone)
            for (label, tone, _own), n in zip(GROUPS, groups, strict=False)
        ],
    }


def late_cases(
    campaign: Campaign, user: Any, today: date, only: District | None
) -> list[dict[str, Any]]:
    """The open steps past their day, the longest overdue first."""
    rows = Due.objects.visible_to(user).late(today).filter(booking__campaign=campaign)
    if only is not None:
        rows = rows.filter(booking__district=only)
    found = rows.with_names().order_by("due_on", "pk")[:MOST_LATE]
    return [
        {
            "case": due.booking,
            "title": due.task.flow_task.task_title,
            "who": who_acts(due),
            "due": formats.due_day(due.due_on, today),
        }
        for due in found
    ]


def campaigns_for(user: Any) -> Any:
    """Campaigns the person may look at: all for the city, published ones for others."""
    seen = Campaign.objects.visible_to(user)
    return seen if seen.exists() else Campaign.objects.public()


def campaign_of(user: Any, year: str, today: date) -> Campaign | None:
    """The campaign of that year; without one this year's, else the latest."""
    rows = campaigns_for(user)
    if year.isdecimal() and len(year) == len("2026"):
        return rows.filter(year=int(year)).first()
    return rows.filter(year=today.year).first() or rows.first()


def rules_of(campaign: Campaign) -> dict[str, Any]:
    """The versions of the rules the campaign stands on, as far as they are loaded."""
    return {
        "instrument": Instrument.objects.filter(slug=campaign.instrument_slug).first(),
        "scheme": Scheme.objects.filter(slug=campaign.scheme_slug).first(),
        "rule": Rule.objects.filter(slug=campaign.rule_slug).first(),
    }

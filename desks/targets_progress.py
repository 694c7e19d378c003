"""How far districts and towns have come against their goals."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from bookings.models import Booking
from campaigns.models import Campaign, DistrictQuota
from centers.models import District
from earlier.models import EarlierDiagnosis
from outreach.choices import BOOKED, DIAGNOSED, TargetState
from outreach.models import Goal, Target
from outreach.querysets import ACCEPTED

Place = tuple[int, str]  # a district's key, and a town ("" = the whole district)
REACHED = {BOOKED, DIAGNOSED, *TargetState.values} - {TargetState.NEW}


def progress_rows(
    campaign: Campaign, user: Any, districts: Iterable[District], *, towns: bool
) -> list[dict[str, Any]]:
    """A row per district, or per town of these districts: six statements."""
    places = {one.pk: one for one in districts}
    figures = _figures(campaign, user, set(places), towns)
    goals = _goals(campaign, user, towns)
    wanted = {key for key in (*figures, *goals) if key[0] in places}
    if not towns:
        wanted |= {(key, "") for key in places}
    order = sorted(wanted, key=lambda key: (places[key[0]].order, not key[1], key[1]))
    return [_row(places[key[0]], key, figures[key], goals, towns) for key in order]


def _figures(
    campaign: Campaign, user: Any, places: set[int], towns: bool
) -> dict[Place, Counter[str]]:
    found: dict[Place, Counter[str]] = defaultdict(Counter)
    listed = Target.objects.visible_to(user).filter(
        campaign=campaign, district__in=places
    )
    keys = ("district", "town") if towns else ("district",)
    counted = listed.with_standing().order_by().values_list(*keys, "stands")
    for *place, stands, n in counted.annotate(n=Count("pk")):
        key = (place[0], place[1] if towns else "")
        found[key]["listed"] += n
        found[key][stands] += n
        found[key]["reached"] += n if stands in REACHED else 0
    cases = Booking.objects.visible_to(user).counted()
    cases = cases.filter(campaign=campaign, district__in=places)
    keys = ("district", "company__town") if towns else ("district",)
    accepted = cases.filter(stage__in=ACCEPTED)
    for name, rows in (("cases", cases), ("accepted", accepted)):
        for *place, n in rows.order_by().values_list(*keys).annotate(n=Count("pk")):
            found[place[0], place[1] if towns else ""][name] += n
    return _with_elsewhere(found, campaign, user, places, towns)


def _with_elsewhere(
    found: dict[Place, Counter[str]],
    campaign: Campaign,
    user: Any,
    places: set[int],
    towns: bool,
) -> dict[Place, Counter[str]]:
    keys = ("district", "town") if towns else ("district",)
    rows = EarlierDiagnosis.objects.visible_to(user).of(campaign)
    counted = rows.filter(district__in=places).order_by().values_list(*keys)
    for *place, n in counted.annotate(n=Count("pk")):
        found[place[0], place[1] if towns else ""]["elsewhere"] += n
    return found


def _goals(campaign: Campaign, user: Any, towns: bool) -> dict[Place, int]:
    """The goals set; a district without one has its quota of the campaign."""
    rows = Goal.objects.visible_to(user).filter(campaign=campaign)
    set_ones = {
        (district, town): firms
        for district, town, firms in rows.values_list("district", "town", "firms")
        if bool(town) == towns
    }
    if towns:
        return set_ones
    quotas = DistrictQuota.objects.visible_to(user).filter(campaign=campaign)
    given = {(place, ""): n for place, n in quotas.values_list("district", "cases")}
    return {**given, **set_ones}


def _row(
    district: District,
    key: Place,
    counts: Counter[str],
    goals: dict[Place, int],
    towns: bool,
) -> dict[str, Any]:
    goal, done = goals.get(key), counts["cases"]
    return {
        "district": district,
        "town": key[1] or _("No town given"),
        "name": (key[1] or _("No town given")) if towns else district.name,
        "goal": goal,
        "share": min(done / goal, 1) if goal else None,
        "left": max(goal - done, 0) if goal is not None else None,
        "counts": counts,
    }


def total_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """All rows as one."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts += row["counts"]
    return {"counts": counts, "goal": sum(row["goal"] or 0 for row in rows)}


def towns_of(campaign: Campaign, district: District) -> list[str]:
    """Every town the lists, the goals and the firms' files of a district name."""
    named: set[str] = set()
    for rows in (
        Target.objects.filter(campaign=campaign, district=district),
        Goal.objects.filter(campaign=campaign, district=district),
        district.companies.all(),
    ):
        named |= set(rows.order_by().values_list("town", flat=True).distinct())
    return sorted(named - {""})

"""Invented data for the style guide: one of everything a page may have to show."""

from datetime import date, datetime, timedelta, timezone

from django.core.paginator import Page, Paginator

from face.charts import Axis, Part
from face.formats import day_half, due
from face.items import (
    Event,
    Nav,
    Tab,
    Task,
    Week,
    WeekCell,
    WeekDay,
    WeekEvent,
    WeekRow,
)
from face.paths import Step
from face.sample_words import Words

CITY = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 24, 10, 20, tzinfo=CITY)


def at(days: float, hour: int = 9, minute: int = 0) -> datetime:
    """A moment some days from the guide's own."""
    return (NOW + timedelta(days=days)).replace(hour=hour, minute=minute)


# --- Lists -----------------------------------------------------------------------
def nav(w: Words, show: str) -> list[Nav]:
    """The five places of a manager."""
    places = [
        ("board", "nav_week", "calendar-days", 0),
        ("inbox", "nav_inbox", "inbox", 6),
        ("case", "nav_cases", "route", 0),
        ("ranking", "nav_ranking", "award", 0),
        ("parts", "nav_parts", "shapes", 0),
    ]
    return [
        Nav(f"?show={key}", w[label], icon, count, key == show)
        for key, label, icon, count in places
    ]


def steps(w: Words) -> list[Step]:
    """A case whose report is due."""
    hengtai, jiangnan, center = w["hengtai"], w["jiangnan"], w["wujin_short"]
    return [
        Step(w["step_booked"], "done", hengtai, w["nov_2"]),
        Step(w["step_triage"], "skipped"),
        Step(
            w["step_assigned"], "done", w["shen_long"], w["nov_4"], w["declined_once"]
        ),
        Step(w["step_accepted"], "done", jiangnan, w["nov_5"]),
        Step(w["step_visit"], "done", w["zhou_team"], w["nov_12"]),
        Step(w["step_assessed"], "done", w["zhou"], w["nov_13"]),
        Step(w["step_report"], "now", jiangnan, w["before_28"]),
        Step(w["step_review"], "todo", center),
        Step(w["step_signed"], "todo", hengtai),
        Step(w["step_accept"], "todo", center),
        Step(w["step_scores"], "todo", w["two_assessors"]),
        Step(w["step_rated"], "todo"),
    ]


def late_steps(w: Words) -> list[Step]:
    """A case that waits for its provider for too long."""
    late = Step(w["step_accepted"], "now", w["jiangnan"], w["two_late"], late=True)
    return [
        *steps(w)[:3],
        late,
        Step(w["step_visit"], "todo"),
        Step(w["step_report"], "todo"),
    ]


def axes(w: Words) -> list[Axis]:
    """Six axes beside their peers' median."""
    keys = ["base", "manage", "results", "design", "make", "supply"]
    pairs = zip(keys, (68, 74, 81, 57, 49, 62), (61, 66, 70, 63, 58, 55), strict=True)
    return [Axis(w[f"axis_{key}"], ours, peers) for key, ours, peers in pairs]


def parts(w: Words) -> list[Part]:
    """A budget in three parts."""
    return [
        Part(w["paid"], 82, "green"),
        Part(w["in_notice"], 46, "blue"),
        Part(w["open_award"], 30, "amber"),
    ]


def events(w: Words) -> list[Event]:
    """What happened in a case, newest first."""
    why = w["ev_returned_text"]
    by, visit = w["ev_submitted_who"], w["ev_visited_who"]
    return [
        Event(at(-1, 16, 5), w["ev_returned"], w["shen_long"], why, "undo-2", "warn"),
        Event(at(-2, 11, 30), w["ev_submitted"], by, "", "file-check", "info"),
        Event(at(-12, 9), w["ev_visited"], visit, "", "map-pin-check", "ok"),
        Event(at(-22, 14), w["ev_booked"], w["hengtai_full"]),
    ]


def tasks(w: Words) -> list[Task]:
    """An inbox, late first."""
    looks = [
        ("t1", "user-plus", "bad", at(-3)),
        ("t2", "file-check", "warn", at(0, 18)),
        ("t3", "triangle-alert", "bad", at(1)),
        ("t4", "calendar-clock", "warn", at(4)),
        ("t5", "clipboard-check", "info", at(6)),
    ]
    return [
        Task(
            url=f"#{key}",
            title=w[key],
            line=w[f"{key}_line"],
            meta=w.get(f"{key}_meta", ""),
            icon=icon,
            tone=tone,
            badge=w[f"{key}_badge"],
            due=due(until, NOW),
            action=w[f"{key}_do"],
            action_url="?show=dialog",
            dialog=key == "t1",
        )
        for key, icon, tone, until in looks
    ]


def tabs(w: Words) -> list[Tab]:
    """The four views of an inbox."""
    counts = {"mine": 5, "open": 2, "done": 31, "late": 1}
    return [
        Tab(f"?show=inbox&f={key}", w[f"tab_{key}"], count, key == "mine")
        for key, count in counts.items()
    ]


RANKING = [
    # name, field, places moved, score, grade, tone, cases, on time, satisfaction
    ("jiangnan", "general", 0, "96.40", "a", "ok", 48, "98%", "4.9"),
    ("boyuan", "lean_quality", 1, "93.10", "a", "ok", 61, "96%", "4.8"),
    ("yunzhan", "industrial_net", 2, "91.85", "a", "ok", 39, "94%", "4.8"),
    ("lvheng", "saving_carbon", -1, "88.50", "b", "info", 27, "91%", "4.7"),
    ("zhengdao", "metrology", -2, "74.60", "c", "warn", 12, "79%", "4.1"),
]
TRENDS = [
    (70, 74, 76, 80, 86, 90),
    (82, 78, 82, 74, 82, 88),
    (70, 75, 78, 83, 86, 90),
    (70, 78, 70, 86, 86, 86),
    (90, 82, 82, 74, 80, 72),
]


def providers(w: Words) -> list[dict[str, object]]:
    """A ranking of five."""
    names = ("moved", "score", "grade", "tone", "cases", "time", "sat")
    out = []
    for rank, (row, trend) in enumerate(zip(RANKING, TRENDS, strict=True), 1):
        facts: dict[str, object] = dict(zip(names, row[2:], strict=True))
        facts |= {"rank": rank, "name": w[row[0]], "field": w[row[1]], "trend": trend}
        facts |= {"grade": w[f"r_grade_{row[4]}"], "by": abs(row[2])}
        out.append(facts)
    return out


def dims(w: Words) -> list[tuple[str, str, int, int, int]]:
    """Dimensions: name, remark, our value, the median, the difference."""
    values = ((68, 61), (81, 70), (57, 63), (49, 58))
    return [
        (w[f"dim{n}"], w[f"dim{n}_note"], ours, peers, ours - peers)
        for n, (ours, peers) in enumerate(values, 1)
    ]


def measures(w: Words) -> list[dict[str, str]]:
    """Three measures with their figures."""
    looks = (
        ("high", "bad", "dim4"),
        ("high", "bad", "dim3"),
        ("mid", "warn", "axis_design"),
    )
    return [
        {
            "title": w[f"m{n}"], "gain": w[f"m{n}_gain"], "cost": w[f"m{n}_cost"],
            "back": w[f"m{n}_back"], "aid": w.get(f"m{n}_aid", ""), "urgent": w[urgent],
            "tone": tone, "dim": w[dim],
        }
        for n, (urgent, tone, dim) in enumerate(looks, 1)
    ]  # fmt: skip


def centers(w: Words) -> list[dict[str, object]]:
    """Three centers with their next free half-day."""
    tags = {
        "wujin": ("smart", "quality"),
        "xinbei": ("industrial_net", "saving"),
        "tianning": ("textile", "lean"),
    }
    return [
        {
            "key": key,
            "name": w[f"{key}_center"],
            "address": w[f"{key}_address"],
            "tags": [w[tag] for tag in tags[key]],
            "free": day_half(at(n).date(), ("morning", "afternoon")[n % 2]),
        }
        for n, key in enumerate(tags, 1)
    ]


def booking_days(w: Words) -> list[tuple[date, str]]:
    """Two weeks of days with the half-days left on each, "" for none."""
    left = [6, 8, 7, 0, 0, 3, 2, 5, 4, 1, 0, 0, 6, 9]
    return [
        (at(n + 1).date(), f"{w['b_left']} {n_left}" if n_left else "")
        for n, n_left in enumerate(left)
    ]


def _cell(w: Words, r: int, d: int) -> WeekCell:
    """One day of one consultant."""
    if (r, d) == (2, 4):
        return WeekCell(off=w["w_off"])
    firms = ("mingyuan", "xinjiyuan", "baichuan", "qichen", "huaxin", "tiangong")
    kinds = ("blue", "teal", "violet", "slate")
    cases = []
    for n in range((r * 2 + d) % 3):
        pending = (r + d + n) % 4 == 3
        note = w["w_pending"] if pending else w["w_fixed"]
        cases.append(
            WeekEvent(
                w[firms[(r + d + n) % 6]], w[("am", "pm")[n]], note,
                kinds[(r + d + n) % 4], "#e", pending, (r, d, n) == (1, 2, 0),
            )
        )  # fmt: skip
    label = f"{w['w_add']} {w[('li', 'zhou', 'chen')[r]]} {at(d - 1):%m-%d}"
    return WeekCell(cases, add_url="?show=dialog", add_label=label)


def week(w: Words) -> Week:
    """A week of five days and three consultants."""
    days = [
        WeekDay(at(n - 1).date(), n == 1, n == 1, f"?show=board&d={n}")
        for n in range(5)
    ]
    people = (("li", "jiangnan"), ("zhou", "jiangnan"), ("chen", "boyuan"))
    rows = [
        WeekRow(
            w[key], [_cell(w, r, d) for d in range(5)], w[f"w_sub{r + 1}"], w[group]
        )
        for r, (key, group) in enumerate(people)
    ]
    legend = [
        ("blue", w["w_k1"]),
        ("teal", w["w_k2"]),
        ("violet", w["w_k3"]),
        ("pend", w["w_k4"]),
    ]
    return Week(days, rows, w["w_corner"], w["w_caption"], legend)


def page() -> Page[int]:
    """The second of many pages."""
    return Paginator(range(133), 20).page(2)

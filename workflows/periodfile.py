"""What the pages of a period show: its path, results, gates, money, open steps."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from face import formats
from face.charts import Part
from face.paths import Step
from foundation.access.policies import POLICIES
from foundation.clock import local_day
from subsidies.choices import AWARD_OVER, Account, AwardState, GateKind, PeriodState
from subsidies.ledger import balances
from subsidies.models import Award, Period, PublicNotice
from subsidies.words import strategy_words, why_words
from workflows.casefile import who_acts
from workflows.models import Due

GRADE_TONES = {"A": "ok", "B": "info", "C": "warn", "D": "bad"}
AWARD_TONES = {
    AwardState.BLOCKED: "bad",
    AwardState.NOTICE: "info",
    AwardState.OBJECTED: "warn",
    AwardState.CORRECTED: "warn",
    AwardState.UNDISPUTED: "teal",
    AwardState.ORDERED: "violet",
    AwardState.PAID: "ok",
}
UNRANKED = Decimal(-1)
PATH = [
    ("check", gettext_lazy("Evaluation")),
    ("gate_credit", gettext_lazy("Credit check")),
    ("gate_duplicate", gettext_lazy("Duplicate-funding check")),
    ("gate_decision", gettext_lazy("Collective decision")),
    ("publish", gettext_lazy("Public notice")),
    ("awards", gettext_lazy("Objections and payment")),
]
STATE_NODE = {
    PeriodState.EVALUATING: "check",
    PeriodState.CHECKING: "check",
    PeriodState.PUBLISHING: "publish",
    PeriodState.NOTICE: "awards",
}


def period_context(period: Period, user: Any, *, at: datetime) -> dict[str, Any]:
    """Everything the page of a period shows, in a fixed number of queries."""
    dues = open_dues(period, user)
    awards = awards_of(period, user)
    own = [due for due in dues if due.period_id]
    money = money_of(period, awards)
    return {
        "period": period,
        "path": path_of(period, awards, own, at),
        "acts": [act_of(due, user, at) for due in own],
        "rows": result_rows(
            awards,
            {due.award_id: due for due in dues if due.award_id},
            user,
            local_day(at),
        ),
        "gates": gate_rows(period, own),
        "money": money,
        "budget": budget_parts(money),
        "rules": rules_of(period),
    }


def open_dues(period: Period, user: Any) -> list[Due]:
    """The open steps of the period and of its awards that the person sees."""
    of_period = Q(period=period) | Q(award__period=period)
    rows = Due.objects.visible_to(user).open().filter(of_period)
    return list(rows.select_related("task__owner", "award", "period", "done_by"))


def awards_of(period: Period, user: Any) -> list[Award]:
    """The period's awards with what a list of them shows, best score first."""
    rows = Award.objects.visible_to(user).filter(period=period).with_names()
    found = list(rows.prefetch_related("notices", "objections"))
    return sorted(found, key=lambda award: (-rank_key(award), award.provider.name))


def rank_key(award: Award) -> Decimal:
    """The score a rated provider is ranked by; unrated ones come last."""
    score = award.evaluation.score if award.evaluation.grade else None
    return UNRANKED if score is None else score


def result_rows(
    awards: list[Award], dues: dict[int, Due], user: Any, today: date
) -> list[dict[str, Any]]:
    """One row per award: place, figures, money, why, state, and what can be done."""
    scores = [rank_key(award) for award in awards if award.evaluation.grade]
    return [
        {
            "place": scores.index(rank_key(award)) + 1 if award.evaluation.grade else 0,
            "award": award,
            "evaluation": award.evaluation,
            "provider": award.provider,
            "grade_tone": GRADE_TONES.get(award.evaluation.grade, ""),
            "tone": AWARD_TONES.get(AwardState(award.state), ""),
            "why": why_words(award.why),
            "missing": len(award.evaluation.figures.get("unrated", [])),
            "notice": last_notice(award),
            "url": ""
            if is_running(award, today)
            else deed_url(dues.get(award.pk), user),
        }
        for award in awards
    ]


def is_running(award: Award, today: date) -> bool:
    """Whether objections are still possible, so that nobody else can do anything."""
    notice = last_notice(award)
    if notice is None or award.state != AwardState.NOTICE:
        return False
    return today <= notice.ends_on


def last_notice(award: Award) -> PublicNotice | None:
    """The notice in force, from the award's prefetched ones; None before it."""
    return next(iter(award.notices.all()), None)


def deed_url(due: Due | None, user: Any) -> str:
    """The page on which this person may do the open step, '' where it is another's."""
    if due is None or user.role not in POLICIES[due.deed].roles:
        return ""
    mine = due.task.owner_id in (None, user.pk)
    return reverse("task", args=[due.task_id]) if mine else ""


def act_of(due: Due, user: Any, at: datetime) -> dict[str, Any]:
    """One open step: what, who, by when, and where this person does it."""
    return {
        "title": due.task.flow_task.task_title,
        "who": who_acts(due),
        "due": formats.due_day(due.due_on, local_day(at)),
        "url": deed_url(due, user),
    }


def path_of(
    period: Period, awards: list[Award], dues: list[Due], at: datetime
) -> list[Step]:
    """The path drawing: done, now, to come."""
    now = dues[0].node if dues else STATE_NODE.get(PeriodState(period.state), "")
    names = [node for node, _label in PATH]
    place = names.index(now) if now in names else len(names)
    return [
        _step(label, n - place, dues, awards, at)
        for n, (_node, label) in enumerate(PATH)
    ]


def _step(
    label: Any, ahead: int, dues: list[Due], awards: list[Award], at: datetime
) -> Step:
    if ahead:
        return Step(str(label), "todo" if ahead > 0 else "done")
    if dues:
        due = dues[0]
        words = formats.due_day(due.due_on, local_day(at))
        return Step(str(label), "now", who_acts(due), words.text, late=words.late)
    over = sum(award.state in AWARD_OVER for award in awards)
    return Step(str(label), "now", note=f"{over}/{len(awards)}")


def gate_rows(period: Period, dues: list[Due]) -> list[dict[str, Any]]:
    """The three gates: passed with evidence, open now, or to come."""
    passed = {gate.kind: gate for gate in period.gates.select_related("by")}
    open_nodes = {due.node for due in dues}
    return [
        {
            "label": kind.label,
            "gate": passed.get(kind),
            "is_open": f"gate_{kind.value}" in open_nodes,
        }
        for kind in (GateKind.CREDIT, GateKind.DUPLICATE, GateKind.DECISION)
    ]


def money_of(period: Period, awards: list[Award]) -> dict[str, int]:
    """Budget, awarded, ordered, paid and left, in fen."""
    sums = balances(period)
    awarded = sum(
        award.award_fen for award in awards if award.state != AwardState.BLOCKED
    )
    return {
        "budget": period.budget_fen,
        "awarded": awarded,
        "committed": sums[Account.COMMITTED],
        "paid": sums[Account.PAID],
        "left": period.budget_fen - awarded,
    }


def budget_parts(money: dict[str, int]) -> list[Part]:
    """The budget as one bar: paid, ordered, still on its way, left."""
    on_the_way = money["awarded"] - money["committed"] - money["paid"]
    parts = [
        (_("Paid"), money["paid"], "green"),
        (_("Ordered"), money["committed"], "violet"),
        (_("Awarded, not ordered"), on_the_way, "blue"),
        (_("Left"), money["left"], "slate"),
    ]
    return [
        Part(f"{label} {formats.wan(fen)}", fen, tone) for label, fen, tone in parts
    ]


def rules_of(period: Period) -> list[tuple[str, Any]]:
    """Which versions of the rules the period stands on."""
    body = period.rule.body
    return [
        (_("Scheme"), f"{period.scheme} ({period.scheme.valid_from})"),
        (_("Subsidy rule"), f"{period.rule} ({period.rule.valid_from})"),
        (_("How it computes"), strategy_words(body)),
        (_("Cap per provider"), formats.wan(body["cap_fen"])),
        (_("Accepted diagnoses needed"), body["min_accepted"]),
        (_("Opened"), f"{formats.moment(period.opened_at, 'year')} {period.opened_by}"),
    ]

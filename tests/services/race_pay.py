"""The payments of a whole year are recorded at once; prints how the year stands."""

import json
from datetime import timedelta

import django

django.setup()

from accounts.models import User  # noqa: E402
from foundation import clock  # noqa: E402
from subsidies import ledger  # noqa: E402
from subsidies.actions import (  # noqa: E402
    confirm_evaluation,
    end_notice,
    issue_document,
    pay,
    publish,
    record_gate,
)
from subsidies.choices import Account, GateKind  # noqa: E402
from subsidies.models import Award, Period  # noqa: E402
from tests.services.together import all_at_once, counted  # noqa: E402
from workflows import dispatch, engine, jobs  # noqa: E402
from workflows.models import Due  # noqa: E402
from workflows.start import open_year  # noqa: E402

URL = "https://example.com/notice"
EACH_FEN = 100_000_000  # so that a correction could overspend the budget


def do(subject, node, by, at, act, deed="", **facts):
    """Complete the open step with that action."""
    key = subject._meta.model_name
    due = Due.objects.get(node=node, done_at=None, **{key: subject})
    with clock.set_to(at):
        engine.complete(
            due=due,
            by=by,
            at=at,
            deed=deed,
            perform=lambda row, _task: act(**{key: row}, by=by, at=at, **facts),
        )


def to_notice(officer, at):
    """Last year's period, its awards given money, in public notice."""
    with dispatch.inline(jobs.run):
        period = open_year(year=at.year - 1, by=officer, at=at)
    do(period, "check", officer, at, confirm_evaluation, note="")
    few = list(Award.objects.filter(period=period).values_list("pk", flat=True)[:6])
    Award.objects.filter(pk__in=few).update(award_fen=EACH_FEN)
    for kind in GateKind.values:
        facts = {"kind": kind, "evidence": "1", "blocked": {}, "note": ""}
        do(period, f"gate_{kind}", officer, at, record_gate, **facts)
    day = clock.local_day(at)
    do(period, "publish", officer, at, publish, official_url=URL, published_on=day)
    return period


def main() -> None:
    officer = User.objects.get(phone="13905190101")
    finance = User.objects.get(phone="13905190103")
    at = clock.now()
    period = to_notice(officer, at)
    later = at + timedelta(days=15)
    for award in Award.objects.filter(period=period):
        do(award, "notice", officer, later, end_notice)
    awards = list(Award.objects.filter(period=period, state="undisputed"))
    ordered = all_at_once(
        awards,
        lambda one: do(one, "order", officer, later, issue_document, number="1"),
    )
    paid = all_at_once(
        awards,
        lambda one: do(
            one, "pay", finance, later, pay, voucher_number=f"V{one.pk}",
            paid_on=clock.local_day(later),
        ),
    )  # fmt: skip
    sums = ledger.balances(period)
    answer = {
        "ordered": counted(ordered),
        "paid": counted(paid),
        "state": Period.objects.get(pk=period.pk).state,
        "left": sums[Account.COMMITTED],
        "broken": ledger.verify().broken,
    }
    print(json.dumps(answer, ensure_ascii=False))


main()

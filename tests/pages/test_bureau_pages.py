"""The bureau's desks: ranking, providers, campaign, districts, ledger, audit."""

from datetime import date

import pytest

from bookings.choices import Stage
from foundation.audit.actions import record, seal
from foundation.audit.models import Entry
from providers.models import PoolTerm, Suspension
from subsidies.models import Award, Posting
from tests.cast import make_provider
from tests.factories.cases import accepted_case, taken_case
from tests.factories.years import good_year
from tests.pages.reading import page, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_inline")]


# --- Ranking and providers --------------------------------------------------------
def test_the_ranking_shows_live_figures_until_the_year_is_evaluated(
    client, cast, monday
):
    good_year(cast)
    found = page(client, cast.officer, "ranking").context
    assert found["is_kept"] is False
    assert [(row.place, row.provider, row.grade) for row in found["page"]] == [
        (1, cast.provider, "A"),
        (2, cast.other_provider, "C"),
    ]
    assert found["page"][0].evaluation is None


def test_the_ranking_of_an_evaluated_year_is_the_kept_one(client, cast, close):
    accepted_case(cast, cast.provider, rating="1")
    found = page(client, cast.officer, "ranking", year="2026").context
    assert found["is_kept"] is True
    assert found["page"][0].evaluation == close.award(cast.provider).evaluation


def test_equal_scores_share_the_better_place_and_unrated_ones_have_none(client, cast):
    for provider in (cast.provider, cast.other_provider):
        for _n in range(5):
            accepted_case(cast, provider)
    third = make_provider("己工程有限公司", cast.campaign, cast.center.district, 3)
    rows = page(client, cast.officer, "ranking").context["page"]
    assert [row.place for row in rows] == [1, 1, 0]
    assert (rows[2].provider, rows[2].reason) == (third, "too few accepted diagnoses")


def test_a_filter_narrows_the_ranking_without_changing_places(client, cast):
    good_year(cast)
    rows = page(client, cast.officer, "ranking", q="丁咨询").context["page"]
    assert [(row.place, row.provider) for row in rows] == [(2, cast.other_provider)]


def test_the_ranking_as_csv(client, cast):
    good_year(cast)
    rows = table(page(client, cast.auditor, "ranking", format="csv"))
    assert [row[:5] for row in rows[1:]] == [
        ["1", cast.provider.name, cast.provider.credit_code, "97.45", "A"],
        ["2", cast.other_provider.name, cast.other_provider.credit_code, "78.18", "C"],
    ]


def test_a_provider_page_shows_agreement_use_and_evaluated_years(client, cast, close):
    found = page(client, cast.officer, "provider", cast.provider.pk).context
    assert [(row.used, row.running) for row in found["agreements"]] == [(6, 0)]
    assert [row["award"].period.year for row in found["years"]] == [2026]
    assert len(found["axes"]) == 5


def test_the_page_of_a_provider_tells_what_stands_against_it(client, cast, monday):
    PoolTerm.objects.filter(provider=cast.provider).update(removed_on=date(2026, 2, 1))
    type(cast.provider).objects.filter(pk=cast.provider.pk).update(controller="某集团")
    Suspension.objects.create(
        provider=cast.provider, starts_on=date(2026, 2, 2), reason="整改"
    )
    found = page(client, cast.auditor, "provider", cast.provider.pk)
    facts = dict(found.context["facts"])
    assert facts["实际控制人"] == "某集团"
    assert facts["入库"] == "2024年1月1日 – 2026年2月1日"
    assert facts["暂停承接"] == "2026年2月2日起 · 整改"
    assert found.context["axes"] == []


def test_a_provider_that_was_not_local_is_listed_without_evaluation(
    client, cast, close
):
    third = make_provider("己工程有限公司", cast.campaign, cast.center.district, 3)
    third.local_statuses.all().delete()
    row = page(client, cast.officer, "ranking", year="2026").context["page"][2]
    assert (row.provider, row.evaluation, row.is_local) == (third, None, False)
    assert row.why == "非本地服务商"


def test_places_won_and_lost_are_shown_against_the_year_before(client, cast, close):
    evaluations = [
        close.award(p).evaluation for p in (cast.provider, cast.other_provider)
    ]
    for evaluation, score in zip(evaluations, (70, 90), strict=True):
        evaluation.pk, evaluation.year, evaluation.score = None, 2025, score
        evaluation.save()
    rows = page(client, cast.officer, "ranking", year="2026").context["page"]
    assert [(row.moved, row.fell) for row in rows] == [(1, -1), (-1, 1)]


# --- Campaign and districts -------------------------------------------------------
def test_the_campaign_counts_what_is_booked_accepted_and_late(client, cast, monday):
    accepted_case(cast, cast.provider)
    taken_case(cast, cast.provider, date(2026, 3, 2))
    taken_case(cast, cast.provider, date(2026, 3, 2), stage=Stage.CANCELLED)
    found = page(client, cast.officer, "campaign").context
    row = found["rows"][0]
    assert (row["quota"], row["booked"], row["accepted"], row["left"]) == (50, 2, 1, 48)
    assert found["total"]["booked"] == 2
    assert row["groups"] == [0, 1, 0, 0, 0, 1]


def test_a_district_officer_sees_only_the_own_district(client, cast, monday):
    accepted_case(cast, cast.provider)
    own = page(client, cast.district_officer, "district").context
    other = page(client, cast.other_district_officer, "district").context
    assert [(row["name"], row["booked"]) for row in own["rows"]] == [
        (cast.center.district, 1)
    ]
    assert [(row["name"], row["booked"]) for row in other["rows"]] == [
        (cast.other_center.district, 0)
    ]
    assert [(row["name"], row["booked"]) for row in own["towns"]] == [("湖塘镇", 1)]
    code = cast.center.district.code
    asked = page(client, cast.other_district_officer, "district", district=code)
    assert asked.context["chosen"] == cast.other_center.district


def test_the_campaign_page_of_a_district_officer_has_the_own_district(client, cast):
    found = page(client, cast.district_officer, "campaign").context
    assert [row["name"] for row in found["rows"]] == [cast.center.district]


def test_the_city_opens_every_district(client, cast, monday):
    accepted_case(cast, cast.provider)
    found = page(client, cast.auditor, "district").context
    assert (len(found["rows"]), found["towns"]) == (2, [])
    code = cast.center.district.code
    found = page(client, cast.auditor, "district", district=code).context
    assert (len(found["rows"]), len(found["towns"])) == (1, 1)


def test_without_a_campaign_the_pages_say_so(client, cast):
    for name in ("campaign", "district", "ranking"):
        found = page(client, cast.officer, name, year="1999")
        assert found.status_code == 200


@pytest.mark.parametrize("name", ["campaign", "district"])
def test_districts_as_csv(client, cast, name):
    accepted_case(cast, cast.provider)
    rows = table(page(client, cast.officer, name, format="csv"))
    assert [row[:3] for row in rows[1:]] == [
        ["武进区", "50", "1"],
        ["新北区", "50", "0"],
    ]


# --- Ledger and audit -------------------------------------------------------------
def test_the_ledger_shows_both_sides_and_its_balances(client, cast, noticed):
    award = noticed.pay(noticed.end_notice(noticed.award(cast.provider)))
    found = page(client, cast.finance, "ledger", verify="1").context
    assert [str(row["kind"]) for row in found["rows"]] == [
        "已支付",
        "已下达",
        "预算下达入账",
    ]
    assert [row["fen"] for row in found["balances"]] == [
        -800_000_000,
        795_200_000,
        0,
        4_800_000,
    ]
    assert (found["verdict"].checked, found["verdict"].broken) == (3, "")
    assert found["rows"][0]["entry"].award == award


def test_the_ledger_is_filtered_by_year_and_account(client, cast, noticed):
    noticed.pay(noticed.end_notice(noticed.award(cast.provider)))
    found = page(client, cast.finance, "ledger", period="2026", account="paid").context
    assert [str(row["kind"]) for row in found["rows"]] == ["已支付"]
    rows = table(page(client, cast.finance, "ledger", account="paid", format="csv"))
    assert [row[6] for row in rows[1:]] == ["48000.00"]


def test_a_broken_ledger_is_named(client, cast, close):
    Posting.objects.filter(amount_fen__gt=0).update(amount_fen=1)
    found = page(client, cast.auditor, "ledger", verify="1").context
    assert found["verdict"].broken == "budget-2026"


def test_the_audit_log_is_searched_by_person_deed_object_and_day(client, cast, noticed):
    find = lambda **query: [  # noqa: E731 - one question, asked often
        row["entry"].deed
        for row in page(client, cast.auditor, "audit", **query).context["rows"]
    ]
    assert set(find(deed="subsidies.publish")) == {"subsidies.publish"}
    assert find(person="nobody") == []
    assert "subsidies.publish" in find(person="officer")
    assert set(find(object=f"subsidies.Period {noticed.period.pk}")) == {
        "subsidies.open_period",
        "subsidies.evaluate",
        "subsidies.record_gates",
        "subsidies.publish",
    }
    assert find(first="2027-01-12") == []
    before = Entry.objects.count()  # each search adds one
    assert len(find(first="2027-01-11", last="2027-01-11")) == before
    assert len(find(deed="no-such-deed")) == Entry.objects.count()


def test_an_entry_shows_what_was_before_and_after(client, cast, monday):
    record(
        by=cast.officer, deed="bookings.cancel", at=monday, row=cast.campaign,
        before={"stage": "triage"}, after={"stage": "cancelled", "award_fen": 800_000},
    )  # fmt: skip
    row = page(client, cast.auditor, "audit").context["rows"][0]
    said = [(str(c["key"]), c["before"], c["after"]) for c in row["changes"]]
    assert said == [("阶段", "分诊", "已取消"), ("补助", "", "¥8,000.00")]
    assert (str(row["deed"]), str(row["role"])) == ("已取消", "工信局经办")


def test_the_chain_is_walked_on_request_and_a_change_is_named(
    client, cast, noticed, forger
):
    seal()
    found = page(client, cast.auditor, "audit", verify="1").context
    assert (found["verdict"].broken, found["unsealed"]) == (None, 0)
    Entry.objects.filter(seq=3).update(actor_name="somebody")
    found = page(client, cast.auditor, "audit", verify="1").context
    assert found["verdict"].broken == 3
    assert page(client, cast.auditor, "audit").context["verdict"] is None


def test_taking_the_audit_log_away_is_itself_recorded(client, cast, noticed):
    before = Entry.objects.count()
    rows = table(page(client, cast.auditor, "audit", format="csv"))
    assert len(rows) - 1 == before + 1
    assert Entry.objects.latest("pk").deed == "audit.export"


def test_no_cell_of_a_file_is_taken_for_a_formula(client, cast, noticed):
    Award.objects.update(document_number="=1+1")
    rows = table(page(client, cast.officer, "period", 2026, format="csv"))
    assert {row[11] for row in rows[1:]} == {"'=1+1"}

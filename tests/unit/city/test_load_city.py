"""Loading the city: once, again, after the city has moved on, and broken."""

import io
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from accounts.models import Membership, User
from campaigns.choices import CampaignState
from campaigns.models import Agreement, Campaign
from centers.models import Center, District
from city.loading import SHIPPED_CITY, load, showcase
from companies.models import Company
from diagnoses.models import Instrument
from foundation import clock
from foundation.audit.models import Entry
from foundation.models import WorkdayYear, work_calendar
from providers.models import Provider
from ratings.models import Scheme
from subsidies.models import Rule
from workflows.models import Term

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LOADED = [
    "accounts",
    "assignments",
    "campaigns",
    "centers",
    "companies",
    "diagnoses",
    "foundation",
    "providers",
    "ratings",
    "subsidies",
    "workflows",
    "audit",
]


@pytest.fixture
def tables(tmp_path):
    """A copy of the shipped tables that a test may break."""
    return Path(shutil.copytree(SHIPPED_CITY, tmp_path / "tables"))


@pytest.fixture
def loaded(db):
    """The shipped city, loaded on 24 November 2026."""
    return load(SHIPPED_CITY, at=AT)


def everything():
    """Every row of every app that the load writes to."""
    models = [
        model for app in LOADED for model in apps.get_app_config(app).get_models()
    ]
    models.append(Agreement.districts.through)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def rows_in_all():
    return sum(len(rows) for rows in everything().values())


def replace(folder, file, line, old, new):
    """Change one line of a table, which must hold the old text."""
    path = folder / file
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[line - 1].count(old) == 1
    lines[line - 1] = lines[line - 1].replace(old, new)
    path.write_text("\n".join(lines), encoding="utf-8")


def run(folder, verbosity=1):
    """The command's output, errors and exit code on 24 November 2026."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with clock.set_to(AT):
        try:
            call_command(
                "load_city", data=folder, verbosity=verbosity, stdout=out, stderr=err
            )
        except SystemExit as end:
            code = end.code
    return out.getvalue(), err.getvalue(), code


def test_the_city_has_its_districts_centers_firms_and_providers(loaded):
    assert District.objects.count() == 7
    assert Center.objects.count() == 5
    assert Company.objects.count() == 300
    assert Provider.objects.count() == 24
    assert Provider.objects.in_pool(date(2025, 1, 1)).count() == 24
    assert Provider.objects.local_on(date(2025, 1, 1)).count() == 18
    assert Provider.objects.filter(district=None).count() == 6


def test_every_district_is_served_by_a_center(loaded):
    served = dict(District.objects.values_list("name_zh", "served_by__slug"))
    assert served == {
        "天宁区": "tianning",
        "钟楼区": "zhonglou",
        "新北区": "xinbei",
        "武进区": "wujin",
        "金坛区": "wujin",
        "溧阳市": "wujin",
        "常州经开区": "jingkai",
    }


def test_last_years_and_this_years_campaign_are_open_with_quotas(loaded):
    found = Campaign.objects.order_by("year").values_list(
        "year", "state", "starts_on", "ends_on", "rules_published_on"
    )
    assert list(found) == [
        (2025, "open", date(2025, 1, 1), date(2026, 1, 1), date(2024, 12, 15)),
        (2026, "open", date(2026, 1, 1), date(2027, 1, 1), date(2025, 12, 15)),
    ]
    for campaign in Campaign.objects.all():
        assert campaign.quotas.count() == 7
        assert sum(quota.cases for quota in campaign.quotas.all()) >= 200
        assert campaign.agreements.count() == 24


def test_the_shipped_rules_are_there_under_the_campaigns_names(loaded):
    measured = {2025: 5, 2026: 7}  # C1 and O5 since 2026
    for campaign in Campaign.objects.all():
        instrument = Instrument.objects.get(slug=campaign.instrument_slug)
        assert len(instrument.content["scenes"]) == 16
        scheme = Scheme.objects.get(slug=campaign.scheme_slug)
        assert len(scheme.body["indicators"]) == measured[campaign.year]
        rule = Rule.objects.get(slug=campaign.rule_slug)
        assert rule.body["strategy"] == "COEFFICIENT"
    assert Term.on("sign_off", date(2026, 1, 1)).remind_before == 5


def test_the_working_days_of_two_years_are_loaded(loaded):
    years = list(WorkdayYear.objects.values_list("year", flat=True))
    assert years == [2025, 2026]
    assert work_calendar().add(date(2026, 9, 24), 3) == date(2026, 9, 30)


def test_nobody_loaded_has_a_usable_password(loaded):
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_the_showcase_has_one_loaded_account_per_role(loaded):
    shown = showcase()
    assert [role for role, _phone in shown] == [
        "company",
        "coordinator",
        "consultant",
        "manager",
        "assessor",
        "officer",
        "district_officer",
        "finance",
        "auditor",
    ]
    for role, phone in shown:
        assert User.objects.get(phone=phone).role == role


def test_two_assessors_also_belong_to_a_provider(loaded):
    assessors = User.objects.filter(memberships__role="assessor")
    assert assessors.count() == 8
    assert assessors.filter(memberships__role="consultant").count() == 2


def test_every_consultant_is_a_person_of_the_same_provider(loaded):
    memberships = Membership.objects.filter(role="consultant")
    assert all(row.consultant.provider_id == row.provider_id for row in memberships)
    assert all(row.consultant.phone == row.user.phone for row in memberships)


def test_loading_twice_changes_nothing(tables, db):
    first = run(tables)
    before = everything()
    made = len(load(tables, at=AT).seen)
    assert first == (f"{made} created, 0 changed, 0 unchanged\n", "", 0)
    assert run(tables) == (f"0 created, 0 changed, {made} unchanged\n", "", 0)
    assert everything() == before


def test_a_load_that_did_something_leaves_one_audit_entry(loaded):
    load(SHIPPED_CITY, at=AT)
    assert [entry.deed for entry in Entry.objects.all()] == ["city.load"]


def test_a_new_year_adds_its_campaign_and_leaves_the_others(loaded):
    before = Campaign.objects.get(year=2026)
    tally = load(SHIPPED_CITY, at=datetime(2027, 3, 1, tzinfo=UTC))
    assert list(Campaign.objects.values_list("year", flat=True)) == [2027, 2026, 2025]
    assert (
        tally.counts["created"]
        == 1
        + 7
        + 24
        + Agreement.districts.through.objects.filter(
            agreement__campaign__year=2027
        ).count()
    )
    assert tally.counts["changed"] == 0
    assert tally.kept == [  # a year that has begun keeps its scheme
        "campaigns.csv line 2, scheme_slug: the city has 'provider-evaluation-2026'"
    ]
    assert Campaign.objects.get(year=2026).rules_zh == before.rules_zh


def test_what_the_city_has_changed_stays(loaded, tables):
    Campaign.objects.get(year=2025).move_to(CampaignState.CLOSED)
    firm = Company.objects.order_by("pk").first()
    Company.objects.filter(pk=firm.pk).update(
        contact_name="新联系人", barred_reason="严重失信"
    )
    person = User.objects.get(phone=showcase()[0][1])
    person.set_password("a password of their own")
    person.save()
    out, _err, code = run(tables, verbosity=2)
    assert code == 0
    assert out.splitlines()[1:] == [
        "2 values kept as the city has them",
        "firms.csv line 2, contact_name: the city has '新联系人'",
        "campaigns.csv line 2, state: the city has 'closed'",
    ]
    assert Campaign.objects.get(year=2025).state == "closed"
    firm.refresh_from_db()
    assert (firm.contact_name, firm.barred_reason) == ("新联系人", "严重失信")
    person.refresh_from_db()
    assert person.check_password("a password of their own")


def test_a_new_name_in_a_table_is_one_changed_row(loaded, tables):
    replace(tables, "centers.csv", 2, "武进数字化转型促进中心", "武进促进中心")
    out, _err, _code = run(tables)
    assert out == f"0 created, 1 changed, {len(loaded.created) - 1} unchanged\n"
    assert Center.objects.get(slug="wujin").name_zh == "武进促进中心"


def test_a_district_given_to_another_center_is_one_changed_row(loaded, tables):
    replace(tables, "districts.csv", 6, "wujin", "xinbei")
    out, _err, _code = run(tables)
    assert out == f"0 created, 1 changed, {len(loaded.created) - 1} unchanged\n"
    assert District.objects.get(code="320413").served_by.slug == "xinbei"


def test_a_row_added_to_a_table_is_one_created_row(loaded, tables):
    with (tables / "services.csv").open("a", encoding="utf-8") as file:
        file.write("zhonglou,panel,advisers,120,15,15,48,24,30,2,1,\n")
    out, _err, _code = run(tables)
    assert out == f"1 created, 0 changed, {len(loaded.created)} unchanged\n"

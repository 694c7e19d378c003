"""The shipped tables describe a city in which every firm can be served."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from accounts.models import Membership
from assignments.weights import weights_on
from campaigns.models import Agreement, Campaign
from city.loading import SHIPPED_CITY, load
from companies.models import Company, RegisterFact
from foundation.credit_codes import normalise
from providers.models import Consultant, Provider

pytestmark = pytest.mark.django_db
CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@pytest.fixture(autouse=True)
def loaded():
    """The shipped city, loaded on 24 November 2026."""
    load(SHIPPED_CITY, at=datetime(2026, 11, 24, 2, 0, tzinfo=UTC))


def organisation_check(code):
    """The GB 11714 check character of the organisation part of a credit code."""
    values = [int(letter, 36) for letter in code[8:16]]
    rest = 11 - sum(v * w for v, w in zip(values, CODE_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def test_all_credit_codes_are_valid_in_both_their_checks():
    codes = [
        *Company.objects.values_list("credit_code", flat=True),
        *Provider.objects.values_list("credit_code", flat=True),
        *RegisterFact.objects.values_list("credit_code", flat=True),
    ]
    assert [normalise(code) for code in codes] == codes
    assert [code[16] for code in codes] == [organisation_check(code) for code in codes]


def test_no_credit_code_is_of_an_issued_series():
    for model in (Company, RegisterFact):
        codes = model.objects.values_list("credit_code", flat=True)
        assert {code[8:10] for code in codes} == {"TX"}


def test_the_register_agrees_with_the_files_and_knows_firms_without_one():
    fields = ("credit_code", "name", "district_id", "sector", "size")
    facts = set(RegisterFact.objects.values_list(*fields))
    files = set(Company.objects.values_list(*fields))
    assert files < facts
    assert len(facts - files) == 60


def test_firms_are_of_all_sizes_and_of_many_sectors():
    sizes = Counter(Company.objects.values_list("size", flat=True))
    assert set(sizes) == {"micro", "small", "medium", "large"}
    assert Company.objects.values("sector").distinct().count() >= 20
    assert not Company.objects.filter(size="micro", above_designated=True).exists()
    assert Company.objects.filter(size="large", above_designated=False).count() == 0


def test_every_firm_has_three_providers_to_choose_from():
    for campaign in Campaign.objects.all():
        for firm in Company.objects.all():
            choices = Agreement.objects.filter(
                campaign=campaign,
                districts=firm.district,
                provider__sectors__sector=firm.sector,
                provider__consultants__skills__sector=firm.sector,
                provider__consultants__may_lead=True,
            ).exclude(provider__conflicts__company=firm)
            assert choices.values("provider").distinct().count() >= 3, firm


def test_consultants_are_skilled_in_what_their_provider_does():
    for provider in Provider.objects.prefetch_related("sectors", "consultants__skills"):
        sectors = {row.sector for row in provider.sectors.all()}
        people = list(provider.consultants.all())
        assert 3 <= len(people) <= 4
        for person in people:
            assert {skill.sector for skill in person.skills.all()} <= sectors
        leads = [person for person in people if person.may_lead]
        led = Counter(s.sector for person in leads for s in person.skills.all())
        assert all(led[sector] >= 2 for sector in sectors)


def test_quotas_of_agreements_lie_between_ten_and_sixteen():
    quotas = Agreement.objects.values_list("quota", flat=True)
    assert (min(quotas), max(quotas)) == (10, 16)


def test_every_role_has_its_people():
    roles = Counter(Membership.objects.values_list("role", flat=True))
    assert roles == {
        "company": 40,
        "coordinator": 24,
        "consultant": Consultant.objects.count(),
        "manager": 6,
        "assessor": 8,
        "officer": 2,
        "district_officer": 7,
        "finance": 2,
        "auditor": 1,
    }


def test_a_companys_person_is_the_firms_contact():
    for row in Membership.objects.filter(role="company").select_related():
        firm = row.company
        assert (row.user.name, row.user.phone) == (
            firm.contact_name,
            firm.contact_phone,
        )


def test_every_firm_with_people_has_one_owner():
    firms = Company.objects.exclude(memberships=None)
    owners = Membership.objects.owners()
    assert owners.values("company").distinct().count() == firms.distinct().count()
    assert owners.count() == firms.distinct().count()


def test_the_published_rules_name_the_points_that_the_matching_gives():
    rules = Campaign.objects.get(year=2026)
    most = weights_on(rules.starts_on).points
    zh = (
        "企业意向{wish}分，同行业经验{skill}分，空闲合格顾问{people}分，路程{distance}分，"
        "剩余额度{load}分，全年均衡{fairness}分，上年度评价等级{grade}分"
    ).format(**most)
    en = (
        "the firm's wish {wish} points, cases in the sector {skill}, "
        "qualified consultants free {people}, a short way {distance}, "
        "quota left {load}, a fair share over the year {fairness}, "
        "last year's grade {grade}"
    ).format(**most)
    assert rules.rules_zh.count(zh) == 1
    assert rules.rules_en.count(en) == 1


def test_the_published_rules_have_the_same_clauses_in_both_languages():
    for campaign in Campaign.objects.all():
        zh, en = campaign.rules_zh.split("\n\n"), campaign.rules_en.split("\n\n")
        assert len(zh) == len(en) == 10
        assert [clause.split(".")[0] for clause in en] == [
            str(number) for number in range(1, 11)
        ]

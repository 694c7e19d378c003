"""The standing cast: two centers, two of each role, one insider and one stranger."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from accounts.models import Membership, User
from bookings.models import Slot
from bookings.planning import plan_center
from campaigns.choices import CampaignState
from campaigns.models import Agreement, Campaign, DistrictQuota
from centers.choices import HALF_HOURS, ServedBy, ServiceKind
from centers.models import Center, District, OpeningRule, Service
from companies.models import Company
from designations.models import Checklist
from diagnoses.models import Instrument
from foundation.access.roles import Role
from foundation.credit_codes import with_check
from foundation.json_files import read_json
from foundation.models import WorkdayException, WorkdayYear
from foundation.workdays import shipped
from providers.models import (
    Consultant,
    LocalStatus,
    PoolTerm,
    Provider,
    ProviderSector,
    Skill,
)
from ratings.models import Scheme
from subsidies.models import Rule
from workflows.models import Term

PASSWORD = "right horse 9"  # of every member of the cast
SECTOR = "34"
YEAR = 2026


@dataclass
class Cast:
    """Everybody and everything the tests talk about."""

    center: Center
    other_center: Center
    company: Company
    other_company: Company
    provider: Provider
    other_provider: Provider
    campaign: Campaign
    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def slot(self, n: int = 0) -> Slot:
        """The n-th free half-day of the insider's center."""
        return Slot.objects.filter(center=self.center, taken=0).order_by("starts_at")[n]


def make_cast(at: datetime) -> Cast:
    """Make the cast; the clock stands at `at`, in the campaign year."""
    load_calendar()
    load_rules()
    center, other_center = (
        make_center("wujin", "武进", 1),
        make_center("xinbei", "新北", 2),
    )
    campaign = make_campaign(center, other_center)
    company = make_company("甲精密机械有限公司", center.district, 1)
    other_company = make_company("乙电气有限公司", other_center.district, 2)
    provider = make_provider("丙数字科技有限公司", campaign, center.district, 1)
    other_provider = make_provider("丁咨询有限公司", campaign, center.district, 2)
    people = make_people(
        center, other_center, company, other_company, provider, other_provider
    )
    for each in (center, other_center):
        plan_center(each, at=at)
    return Cast(
        center,
        other_center,
        company,
        other_company,
        provider,
        other_provider,
        campaign,
        people,
    )


def load_calendar() -> None:
    """The shipped working-day table."""
    table = shipped()
    years = {
        year: WorkdayYear.objects.create(year=year) for year in sorted(table.years)
    }
    for day in table.off | table.work:
        WorkdayException.objects.create(
            year=years[day.year], day=day, is_work=day in table.work
        )


def load_rules() -> None:
    """The shipped instrument, scheme and subsidy rule; terms as the city has them."""
    root = Path(__file__).parent.parent
    content = read_json(root / "diagnoses/data/miit_sme_2024.json")
    Instrument.objects.create(
        slug="miit-sme-2024",
        name_zh="评测指标",
        name_en="Indicators",
        valid_from=date(2024, 9, 4),
        content=content,
    )
    scheme = read_json(root / "ratings/data/schemes.json")[0]
    Scheme.objects.create(
        slug="scheme", name_zh="细则", valid_from=date(2024, 1, 1), body=scheme
    )
    rule = read_json(root / "subsidies/data/rules.json")[0]
    Rule.objects.create(
        slug="rule", name_zh="办法", valid_from=date(2024, 1, 1), body=rule["rule"]
    )
    points = read_json(root / "designations/data/checklists.json")[0]["points"]
    Checklist.objects.create(
        slug="checklist", name_zh="要点", name_en="Points",
        valid_from=date(2024, 1, 1), body={"points": points},
    )  # fmt: skip
    for key, days in {
        "respond": 2,
        "report": 15,
        "sign_off": 10,
        "end_notice": 2,
    }.items():
        Term.objects.create(key=key, valid_from=date(2024, 1, 1), working_days=days)


def make_center(slug: str, name: str, order: int) -> Center:
    """A center of its own district, open on every working half-day for two visits."""
    district = District.objects.create(
        code=f"3204{order:02d}", name_zh=f"{name}区", name_en=slug, order=order
    )
    center = Center.objects.create(
        slug=slug,
        name_zh=f"{name}数字化转型促进中心",
        name_en=f"{slug.title()} center",
        district=district,
        address_zh="路 1 号",
        address_en="1 Road",
        phone="0519-80000001",
        hours_zh="周一至周五 9:00-17:00",
        hours_en="Mon-Fri 9:00-17:00",
        designated_on=date(2022, 6, 1),
        release_ahead=40,
    )
    District.objects.filter(pk=district.pk).update(served_by=center)
    district.served_by = center
    visits = Service.objects.create(
        center=center,
        kind=ServiceKind.VISIT,
        served_by=ServedBy.CONSULTANTS,
        minutes=150,
        notice_hours=0,
        open_per_firm=1,
    )
    OpeningRule.objects.bulk_create(
        OpeningRule(
            service=visits, weekday=weekday, opens=opens, closes=closes, capacity=2
        )
        for weekday in range(5)
        for opens, closes in HALF_HOURS.values()
    )
    return center


def make_campaign(*centers: Center) -> Campaign:
    """The open campaign of the year, with room in each district."""
    campaign = Campaign.objects.create(
        year=YEAR,
        name_zh=f"{YEAR} 年免费诊断",
        name_en=f"Free diagnoses {YEAR}",
        state=CampaignState.OPEN,
        starts_on=date(YEAR, 1, 1),
        ends_on=date(YEAR + 1, 1, 1),
        rules_zh="规则",
        rules_en="Rules",
        rules_published_on=date(YEAR - 1, 12, 15),
        budget_fen=800_000_000,
        fee_fen=800_000,
        instrument_slug="miit-sme-2024",
        scheme_slug="scheme",
        rule_slug="rule",
    )
    for center in centers:
        DistrictQuota.objects.create(
            campaign=campaign, district=center.district, cases=50
        )
    return campaign


def make_company(name: str, district: District | None, n: int, **facts: Any) -> Company:
    """A manufacturing firm above designated size."""
    defaults = {"sector": SECTOR, "size": "small", "above_designated": True}
    return Company.objects.create(
        credit_code=with_check(f"91320412MA1{n:06d}"),
        name=f"常州{name}",
        district=district,
        town="湖塘镇",
        contact_name="王强",
        contact_phone=f"139{n:08d}",
        registered_at=datetime.fromisoformat("2025-01-01T00:00:00+08:00"),
        **{**defaults, **facts},
    )


def make_provider(
    name: str, campaign: Campaign, district: District, n: int, **facts: Any
) -> Provider:
    """A local provider in the pool with an agreement and two consultants."""
    provider = Provider.objects.create(
        credit_code=with_check(f"91320411MA2{n:06d}"),
        name=f"常州{name}",
        district=district,
        phone="0519-80000002",
        **facts,
    )
    ProviderSector.objects.create(provider=provider, sector=SECTOR)
    LocalStatus.objects.create(
        provider=provider, starts_on=date(2024, 1, 1), evidence="营业执照与完税证明"
    )
    PoolTerm.objects.create(provider=provider, admitted_on=date(2024, 1, 1))
    for k in (1, 2):
        consultant = Consultant.objects.create(
            provider=provider, name=f"顾问{n}{k}", phone=f"137{n:04d}{k:04d}"
        )
        Skill.objects.create(consultant=consultant, sector=SECTOR)
    agreement = Agreement.objects.create(
        campaign=campaign,
        provider=provider,
        number=f"CZ-{campaign.year}-{n:02d}",
        quota=20,
        fee_fen=800_000,
        signed_on=date(campaign.year - 1, 12, 20),
    )
    agreement.districts.add(district)
    return provider


def make_user(name: str, role: Role, n: int, **home: Any) -> User:
    """A person with one membership and the cast's password."""
    user = User.objects.create_user(f"138{n:08d}", PASSWORD, name=name)
    Membership.objects.create(user=user, role=role, starts_on=date(2024, 1, 1), **home)
    return user


def make_people(
    center: Center,
    other_center: Center,
    company: Company,
    other_company: Company,
    provider: Provider,
    other_provider: Provider,
) -> dict[str, User]:
    """Two of each role: the insider of the case, and a stranger to it."""
    homes: dict[str, tuple[Role, dict[str, Any]]] = {
        "firm": (Role.COMPANY, {"company": company}),
        "other_firm": (Role.COMPANY, {"company": other_company}),
        "coordinator": (Role.COORDINATOR, {"provider": provider}),
        "other_coordinator": (Role.COORDINATOR, {"provider": other_provider}),
        "consultant": (
            Role.CONSULTANT,
            {"provider": provider, "consultant": provider.consultants.first()},
        ),
        "other_consultant": (
            Role.CONSULTANT,
            {
                "provider": other_provider,
                "consultant": other_provider.consultants.first(),
            },
        ),
        "manager": (Role.MANAGER, {"center": center}),
        "other_manager": (Role.MANAGER, {"center": other_center}),
        "assessor": (Role.ASSESSOR, {}),
        "second_assessor": (Role.ASSESSOR, {}),
        "officer": (Role.OFFICER, {}),
        "district_officer": (Role.DISTRICT_OFFICER, {"district": center.district}),
        "other_district_officer": (
            Role.DISTRICT_OFFICER,
            {"district": other_center.district},
        ),
        "finance": (Role.FINANCE, {}),
        "auditor": (Role.AUDITOR, {}),
    }
    return {
        name: make_user(name, role, n, **home)
        for n, (name, (role, home)) in enumerate(homes.items(), 1)
    }


def mean_of(values: list[int]) -> Decimal:
    """The mean of whole scores with two places."""
    return (Decimal(sum(values)) / len(values)).quantize(Decimal("0.01"))

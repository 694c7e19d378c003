"""Which rows each file becomes, in the order in which they are written."""

from accounts.models import Membership, User
from assignments.models import Conflict
from campaigns.models import Agreement, Campaign, DistrictQuota
from centers.models import (
    Adviser,
    Center,
    District,
    OpeningRule,
    Service,
    Travel,
)
from city.loading import building
from city.loading.building import each
from city.loading.tables_shipped import NAMES, SHIPPED, Table
from city.loading.writing import Rule
from companies.models import Company, RegisterFact
from providers.models import (
    Consultant,
    LocalStatus,
    PoolTerm,
    Provider,
    ProviderSector,
    Skill,
)
from workflows.models import Term

CENTERS = (
    Table("districts.csv", Rule(District, ("code",), (*NAMES, "order"))),
    Table(
        "centers.csv",
        Rule(
            Center,
            ("slug",),
            (*NAMES, "district_id", "address_zh", "address_en"),
            ("phone", "hours_zh", "hours_en", "designated_on"),
        ),
    ),
    # Districts and centers name each other: this link comes once both are there.
    Table("districts.csv", Rule(District, ("code",), ("served_by_id",))),
    Table(
        "advisers.csv",
        Rule(
            Adviser,
            ("center_id", "name"),
            founded=("title_zh", "title_en", "weekdays"),
        ),
    ),
    Table(
        "services.csv",
        Rule(
            Service,
            ("center_id", "kind"),
            founded=(
                *("served_by", "minutes", "buffer_before", "buffer_after", "room"),
                *("notice_hours", "cutoff_hours", "horizon_days", "per_day"),
                "open_per_firm",
            ),
        ),
    ),
    Table(
        "advisers.csv",
        Rule(Adviser.services.through, ("adviser_id", "service_id")),
        building.adviser_services,
    ),
    Table(
        "opening_rules.csv",
        Rule(
            OpeningRule,
            ("service_id", "weekday", "opens"),
            founded=("closes", "capacity"),
        ),
        building.opening_rule,
    ),
    Table("travel.csv", Rule(Travel, ("start_id", "end_id"), founded=("minutes",))),
)

FIRMS_AND_PROVIDERS = (
    Table(
        "firms.csv",
        Rule(
            Company,
            ("credit_code",),
            ("name", "size", "above_designated"),
            (
                "district_id",
                "town",
                "address",
                "sector",
                "contact_name",
                "contact_phone",
                "registered_at",
            ),
        ),
    ),
    Table(
        "register.csv",
        Rule(
            RegisterFact,
            ("credit_code",),
            ("name", "district_id", "town", "sector", "size", "above_designated"),
        ),
    ),
    Table(
        "providers.csv",
        Rule(
            Provider,
            ("credit_code",),
            ("name", "controller"),
            ("district_id", "phone"),
        ),
    ),
    Table(
        "providers.csv",
        Rule(ProviderSector, ("provider_id", "sector")),
        each("sectors", Provider, "credit_code", "sector"),
    ),
    Table(
        "local_statuses.csv",
        Rule(
            LocalStatus, ("provider_id", "starts_on"), founded=("ends_on", "evidence")
        ),
    ),
    Table(
        "pool_terms.csv",
        Rule(PoolTerm, ("provider_id", "admitted_on"), founded=("removed_on",)),
    ),
    Table(
        "consultants.csv",
        Rule(
            Consultant,
            ("phone",),
            ("name",),
            ("provider_id", "may_lead", "weekdays"),
        ),
    ),
    Table(
        "consultants.csv",
        Rule(Skill, ("consultant_id", "sector")),
        each("skills", Consultant, "phone", "sector"),
    ),
    Table(
        "conflicts.csv",
        Rule(Conflict, ("provider_id", "company_id"), founded=("kind", "note")),
    ),
)

CAMPAIGNS = (
    Table(
        "campaigns.csv",
        Rule(
            Campaign,
            ("year",),
            NAMES,
            (
                "state",
                "starts_on",
                "ends_on",
                "rules_zh",
                "rules_en",
                "rules_published_on",
                "budget_fen",
                "fee_fen",
                "instrument_slug",
                "scheme_slug",
                "rule_slug",
            ),
        ),
        building.campaign,
    ),
    Table(
        "district_quotas.csv",
        Rule(DistrictQuota, ("campaign_id", "district_id"), founded=("cases",)),
    ),
    Table(
        "agreements.csv",
        Rule(
            Agreement,
            ("number",),
            founded=(
                "campaign_id",
                "provider_id",
                "mode",
                "quota",
                "fee_fen",
                "signed_on",
            ),
        ),
    ),
    Table(
        "agreements.csv",
        Rule(Agreement.districts.through, ("agreement_id", "district_id")),
        each("districts", Agreement, "number", "district_id"),
    ),
)

PEOPLE = (
    Table("people.csv", Rule(User, ("phone",), founded=("name",)), building.person),
    Table(
        "people.csv",
        Rule(
            Membership,
            (
                "user_id",
                "role",
                "company_id",
                "provider_id",
                "center_id",
                "district_id",
            ),
            founded=("consultant_id", "starts_on"),
        ),
        building.membership,
    ),
    Table(
        "terms.csv",
        Rule(
            Term,
            ("key", "valid_from"),
            ("working_days", "remind_before", "escalate_after"),
        ),
    ),
)

TABLES = (*SHIPPED, *CENTERS, *FIRMS_AND_PROVIDERS, *CAMPAIGNS, *PEOPLE)

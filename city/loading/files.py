"""The city's files: their columns, keys and checks."""

from accounts.models import Membership
from assignments.models import Conflict
from campaigns.models import Agreement, Campaign, DistrictQuota
from centers.choices import SECTORS, ServiceKind
from centers.models import (
    Adviser,
    Center,
    District,
    OpeningRule,
    Service,
    Travel,
)
from city.loading import checks
from city.loading.cells import (
    choice,
    credit_code,
    flag,
    mobile,
    of_field,
    phone,
    several,
    text,
    weekdays,
)
from city.loading.sheets import LONGEST_KEY, REQUIRED, Column, Sheet, columns_of
from companies.models import Company, RegisterFact
from diagnoses.models import Instrument
from foundation.workdays import parse_day
from providers.models import Consultant, LocalStatus, PoolTerm, Provider
from ratings.models import Scheme
from subsidies.models import Rule
from workflows.models import Term

LONGEST_CLAUSE = 2000

a_key = text(LONGEST_KEY)
a_service = choice(ServiceKind.values)
sectors = several(choice(code for code, _name in SECTORS))

SHEETS = (
    Sheet(
        "districts.csv",
        District,
        columns_of(District, "code", "name_zh", "name_en", "order", "served_by"),
        (("code",),),
    ),
    Sheet(
        "centers.csv",
        Center,
        (
            *columns_of(Center, "slug", "name_zh", "name_en", "district"),
            *columns_of(Center, "address_zh", "address_en"),
            Column("phone", phone),
            *columns_of(Center, "hours_zh", "hours_en", "designated_on"),
        ),
        (("slug",),),
    ),
    Sheet(
        "advisers.csv",
        Adviser,
        (
            *columns_of(Adviser, "center", "name", "title_zh", "title_en"),
            Column("weekdays", weekdays),
            Column("services", several(a_service)),
        ),
        (("center", "name"),),
    ),
    Sheet(
        "services.csv",
        Service,
        (
            *columns_of(Service, "center", "kind", "served_by", "minutes"),
            *columns_of(Service, "buffer_before", "buffer_after", "notice_hours"),
            *columns_of(Service, "cutoff_hours", "horizon_days", "per_day"),
            *columns_of(Service, "open_per_firm", "room"),
        ),
        (("center", "kind"),),
    ),
    Sheet(
        "opening_rules.csv",
        OpeningRule,
        (
            *columns_of(Service, "center"),
            Column("service", a_service),
            *columns_of(OpeningRule, "weekday", "opens", "closes", "capacity"),
        ),
        (("center", "service", "weekday", "opens"),),
        checks.opening_rule,
    ),
    Sheet(
        "travel.csv",
        Travel,
        columns_of(Travel, "start", "end", "minutes"),
        (("start", "end"),),
    ),
    Sheet(
        "firms.csv",
        Company,
        (
            Column("credit_code", credit_code),
            *columns_of(Company, "name", "district", "town", "address", "sector"),
            *columns_of(Company, "size", "above_designated", "contact_name"),
            Column("contact_phone", phone),
            *columns_of(Company, "registered_at"),
        ),
        (("credit_code",), ("name",)),
    ),
    Sheet(
        "register.csv",
        RegisterFact,
        (
            Column("credit_code", credit_code),
            *columns_of(RegisterFact, "name", "district", "town", "sector", "size"),
            *columns_of(RegisterFact, "above_designated"),
        ),
        (("credit_code",),),
    ),
    Sheet(
        "providers.csv",
        Provider,
        (
            Column("credit_code", credit_code),
            *columns_of(Provider, "name", "district"),
            Column("phone", phone),
            *columns_of(Provider, "controller"),
            Column("sectors", sectors),
        ),
        (("credit_code",), ("name",)),
    ),
    Sheet(
        "local_statuses.csv",
        LocalStatus,
        columns_of(LocalStatus, "provider", "starts_on", "ends_on", "evidence"),
        (("provider", "starts_on"),),
        checks.in_order("starts_on", "ends_on"),
    ),
    Sheet(
        "pool_terms.csv",
        PoolTerm,
        columns_of(PoolTerm, "provider", "admitted_on", "removed_on"),
        (("provider", "admitted_on"),),
        checks.in_order("admitted_on", "removed_on"),
    ),
    Sheet(
        "consultants.csv",
        Consultant,
        (
            *columns_of(Consultant, "provider", "name"),
            Column("phone", mobile),
            *columns_of(Consultant, "may_lead"),
            Column("weekdays", weekdays),
            Column("skills", sectors),
        ),
        (("phone",),),
    ),
    Sheet(
        "conflicts.csv",
        Conflict,
        columns_of(Conflict, "provider", "company", "kind", "note"),
        (("provider", "company"),),
    ),
    Sheet(
        checks.RULES,
        None,
        (
            Column("rules", a_key),
            Column("clause", a_key),
            Column("zh", text(LONGEST_CLAUSE)),
            Column("en", text(LONGEST_CLAUSE)),
        ),
        (("rules", "clause"),),
    ),
    Sheet(
        "campaigns.csv",
        Campaign,
        (
            *columns_of(Campaign, "year", "name_zh", "name_en", "state"),
            *columns_of(Campaign, "starts_on", "ends_on"),
            Column("rules", a_key),
            Column("rules_published_on", parse_day),
            *columns_of(Campaign, "budget_fen", "fee_fen"),
            Column("instrument_slug", a_key, REQUIRED, Instrument),
            Column("scheme_slug", a_key, REQUIRED, Scheme),
            Column("rule_slug", a_key, REQUIRED, Rule),
        ),
        (("year",),),
        checks.campaign,
    ),
    Sheet(
        "district_quotas.csv",
        DistrictQuota,
        (
            Column(
                "campaign", of_field(Campaign._meta.get_field("year")), names=Campaign
            ),
            *columns_of(DistrictQuota, "district", "cases"),
        ),
        (("campaign", "district"),),
    ),
    Sheet(
        "agreements.csv",
        Agreement,
        (
            *columns_of(Agreement, "number"),
            Column(
                "campaign", of_field(Campaign._meta.get_field("year")), names=Campaign
            ),
            *columns_of(Agreement, "provider", "mode"),
            Column("districts", several(a_key), names=District),
            *columns_of(Agreement, "quota", "fee_fen", "signed_on"),
        ),
        (("number",), ("campaign", "provider")),
    ),
    Sheet(
        "people.csv",
        Membership,
        (
            *columns_of(Membership._meta.get_field("user").related_model, "name"),
            Column("phone", mobile),
            *columns_of(Membership, "role"),
            Column("home", a_key, ""),
            *columns_of(Membership, "starts_on"),
            Column("demo", flag),
        ),
        (("phone", "role", "home"),),
        checks.person,
    ),
    Sheet(
        "terms.csv",
        Term,
        columns_of(
            Term,
            "key",
            "valid_from",
            "working_days",
            "remind_before",
            "escalate_after",
        ),
        (("key", "valid_from"),),
    ),
)

"""A call, a newcomer, and the way of its application, step by step."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import Membership, User
from admissions.actions import (
    add_evidence,
    begin,
    confirm,
    decide,
    end_notice,
    name_experts,
    offer,
    pass_check,
    publish,
    publish_call,
    save_call,
    save_draft,
    score,
)
from admissions.models import Application, Call, Opinion
from campaigns.choices import Mode
from campaigns.models import Campaign
from foundation import clock
from foundation.access.roles import Role
from foundation.credit_codes import with_check
from foundation.models import work_calendar
from providers.models import Consultant, Provider
from tests.cast import SECTOR, Cast
from workflows import engine
from workflows.models import Due
from workflows.start_admission import hand_in

PDF = b"%PDF-1.7 " + b"0" * 50
EVIDENCE = [
    {"id": "licence", "name_zh": "营业执照", "name_en": "Business licence"},
    {"id": "secrecy", "name_zh": "保密承诺书", "name_en": "Undertaking"},
]
CRITERIA = [
    {"id": "people", "weight": 60, "name_zh": "团队", "name_en": "Team"},
    {"id": "price", "weight": 40, "name_zh": "报价", "name_en": "Price"},
]


def call_facts(campaign: Campaign, **changes: Any) -> dict[str, Any]:
    """A call that runs from today for two weeks."""
    today = clock.today()
    return {
        "campaign": campaign,
        "name_zh": "入库征集公告",
        "name_en": "Call",
        "text_zh": "公开征集服务商入库。",
        "text_en": "Providers are called.",
        "opens_on": today,
        "closes_on": today + timedelta(days=14),
        "evidence": EVIDENCE,
        "criteria": CRITERIA,
        "threshold": 60,
        **changes,
    }


def make_call(cast: Cast, **changes: Any) -> Call:
    """A published call of the bureau."""
    at = clock.now()
    facts = call_facts(cast.campaign, **changes)
    call = save_call(call=None, facts=facts, by=cast.officer, at=at)
    publish_call(call=call, by=cast.officer, at=at)
    return call


def make_newcomer(
    n: int = 1, name: str = "戊智能科技有限公司"
) -> tuple[Provider, User]:
    """A provider outside the pool, with a coordinator and two consultants."""
    provider = Provider.objects.create(
        credit_code=with_check(f"91320411MA3{n:06d}"),
        name=name,
        phone=f"1350000{n:04d}",
    )
    user = User.objects.create_user(f"13600{n:06d}", None, name=f"新协调员{n}")
    Membership.objects.create(
        user=user, role=Role.COORDINATOR, provider=provider, starts_on=date(2026, 1, 1)
    )
    for k in (1, 2):
        Consultant.objects.create(
            provider=provider, name=f"新顾问{n}{k}", phone=f"1333{n:04d}{k:03d}"
        )
    return provider, user


class Applying:
    """One application and the people who have to do with it."""

    def __init__(self, cast: Cast, call: Call | None = None, n: int = 1) -> None:
        self.cast = cast
        self.call = call or make_call(cast)
        self.provider, self.coordinator = make_newcomer(n, f"戊{n}智能科技有限公司")
        self.row = begin(
            call=self.call,
            provider=self.provider,
            by=self.coordinator,
            at=clock.now(),
        )

    @property
    def facts(self) -> dict[str, Any]:
        """A whole draft."""
        return {
            "sectors": [SECTOR],
            "districts": [self.cast.center.district],
            "team": list(self.provider.consultants.all()),
            "price_fen": 780_000,
            "quota": 12,
            "statement": "十年制造业诊断经验。",
        }

    def fill(self) -> "Applying":
        """Everything the call asks for."""
        by, at = self.coordinator, clock.now()
        save_draft(application=self.row, facts=self.facts, by=by, at=at)
        for item in self.call.evidence:
            upload = ContentFile(PDF, f"{item['name_zh']}.pdf")
            add_evidence(
                application=self.row, item=item["id"], upload=upload, by=by, at=at
            )
        return self

    def hand_in(self) -> "Applying":
        """With the bureau."""
        self.fill()
        hand_in(application=self.row, by=self.coordinator, at=clock.now())
        return self

    def due(self, node: str) -> Due:
        """The open step; fails loudly where the application is elsewhere."""
        return Due.objects.with_names().get(
            application=self.row, node=node, done_at=None
        )

    def do(self, node: str, by: User, deed: Any, **facts: Any) -> "Applying":
        """One step through the engine."""
        at = clock.now()
        engine.complete(
            due=self.due(node),
            by=by,
            at=at,
            perform=lambda row, _task: deed(application=row, by=by, at=at, **facts),
        )
        return self

    def to_experts(self) -> "Applying":
        """Checked, and two experts named."""
        cast = self.cast
        self.hand_in().do(
            "check_application", cast.officer, pass_check, credit_check="无失信记录"
        )
        people = [cast.assessor, cast.second_assessor]
        return self.do("name_experts", cast.officer, name_experts, people=people)

    def scored(self, *points: int) -> "Applying":
        """Both sheets in."""
        self.to_experts()
        for opinion, given in zip(
            Opinion.objects.filter(application=self.row), points, strict=True
        ):
            self.score(opinion, given)
        return self

    def score(self, opinion: Opinion, given: int) -> None:
        """One sheet: the same points for each criterion."""
        keys = [row["id"] for row in self.call.criteria]
        due = Due.objects.with_names().get(
            application=self.row, assessor=opinion.assessor, done_at=None
        )
        at = clock.now()
        engine.complete(
            due=due,
            by=opinion.assessor,
            at=at,
            perform=lambda _row, _task: score(
                opinion=opinion,
                scores=dict.fromkeys(keys, given),
                sentences=dict.fromkeys(keys, "材料充分"),
                by=opinion.assessor,
                at=at,
            ),
        )

    def in_notice(self) -> "Applying":
        """Decided and published today."""
        officer = self.cast.officer
        self.scored(80, 90).do("decide_application", officer, decide, reason="符合条件")
        return self.do(
            "publish_admission",
            officer,
            publish,
            official_url="https://example.gov/n/1",
            published_on=clock.today(),
        )

    def undisputed(self) -> "Applying":
        """The notice has run and is ended; the clock stands on the day after it."""
        self.in_notice()
        last = self.row.notices.get().ends_on
        with clock.set_to(_noon(work_calendar().add(last, 1))):
            return self.do("admission_notice", self.cast.officer, end_notice)

    def offered(self, **changes: Any) -> "Applying":
        """The agreement lies with the provider."""
        facts = {**offer_facts(self.cast), **changes}
        return self.undisputed().do(
            "write_agreement", self.cast.officer, offer, facts=facts
        )

    def admitted(self) -> "Applying":
        """In the pool."""
        return self.offered().do("confirm_agreement", self.coordinator, confirm)


def offer_facts(cast: Cast) -> dict[str, Any]:
    """An agreement for the rest of the year."""
    return {
        "districts": [cast.center.district],
        "sectors": [],
        "mode": Mode.DIRECT,
        "fee_fen": 780_000,
        "quota": 10,
        "starts_on": clock.today(),
        "ends_on": date(2026, 12, 31),
    }


def _noon(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), clock.now().tzinfo) + timedelta(
        hours=4
    )


def fresh(row: Application) -> Application:
    """The application as the database has it now."""
    return Application.objects.get(pk=row.pk)

"""A call for providers, with applications at each point of their way."""

import io
from datetime import date
from typing import Any

import segno
from django.core.files.base import ContentFile

from accounts.actions import send_code
from accounts.choices import Purpose
from accounts.models import Membership, User
from admissions import actions as act
from admissions.models import Application, Call, Opinion
from admissions.usual import usual_call
from campaigns.choices import Mode
from campaigns.models import Campaign
from centers.models import District
from city.seeding.phrases import book
from city.seeding.world import World, open_due
from foundation import clock
from foundation.access.roles import Role
from foundation.credit_codes import with_check
from providers.actions import add_consultant
from providers.models import Provider
from workflows.preparing import prepare
from workflows.start_admission import hand_in, object_to

CLOSES = 5  # working days after today
# How many working days before today each step was done by whoever came furthest;
# the others began as many days later as `LATER` says.
CALLED, BEGUN, HANDED_IN, CHECKED, NAMED, SCORED = 24, 22, 20, 18, 17, (14, 13)
KEPT, DECIDED, PUBLISHED, ENDED, OFFERED = 12, 11, 10, 3, 1
OBJECTED, ANSWERED = 9, 8
LATER = {"draft": 19, "checking": 18, "completing": 14, "assessing": 8,
         "deciding": 10, "notice": 7}  # fmt: skip
WAY = ("checking", "assessing", "deciding", "notice", "offered")
PHONES = "136051951{:02d}"


class Admissions:
    """One call, and what its applicants, experts and officers did up to today."""

    def __init__(self, world: World, today: date) -> None:
        self.world, self.today = world, today
        self.texts = book("admission")
        self.officer = world.people.all_of(Role.OFFICER)[0]
        seats = Membership.objects.filter(role=Role.ASSESSOR).order_by("pk")
        keys = seats.values_list("user", flat=True)
        experts = [one for k in keys for one in world.people.all_of(Role.ASSESSOR, k)]
        self.experts = sorted(experts, key=lambda one: one.pk != world.star_assessor)
        self.late = self.phones = 0

    def fill(self) -> None:
        """The call, then one applicant after the other."""
        call = self._call()
        for n, story in enumerate(self.texts["applicants"], 1):
            self.late = LATER.get(story["to"], 0)
            self._tell(call, n, story)

    def _at(self, days: int, minute: int = 10 * 60) -> Any:
        """The city's clock at that time of a day before today."""
        hours = self.world.hours
        day = hours.day(self.today, -max(days - self.late, 0))
        return clock.set_to(hours.clock(day, minute))

    def _call(self) -> Call:
        day, by = self.world.hours.day, self.officer
        facts = {
            **usual_call(),
            "campaign": Campaign.objects.get(year=self.today.year),
            "opens_on": day(self.today, -CALLED + 1),
            "closes_on": day(self.today, CLOSES),
        }
        with self._at(CALLED):
            call = act.save_call(call=None, facts=facts, by=by, at=clock.now())
            act.publish_call(call=call, by=by, at=clock.now())
        return call

    def _tell(self, call: Call, n: int, story: dict[str, Any]) -> None:
        row, person = self._begun(call, n, story)
        if story["to"] == "draft":
            return
        with self._at(HANDED_IN):
            hand_in(application=row, by=person, at=clock.now())
        if story["to"] in ("completing", "refused"):
            self._ended_at_check(row, story["to"])
            return
        steps = (self._to_experts, self._scored, self._in_notice, self._offered)
        for step in steps[: WAY.index(story["to"])]:
            step(row, story)

    def _begun(
        self, call: Call, n: int, story: dict[str, Any]
    ) -> tuple[Application, User]:
        """Registered by a code, with a team; a draft with all or half its papers."""
        with self._at(BEGUN, 9 * 60 + 7 * n):
            at = clock.now()
            provider, person = self._newcomer(n, story)
            row = act.begin(call=call, provider=provider, by=person, at=at)
            facts = {
                "sectors": story["sectors"],
                "districts": list(District.objects.order_by("order")[: 2 + n % 3]),
                "team": list(provider.consultants.all()),
                "price_fen": story["fee"],
                "quota": story["quota"],
                "statement": self.texts["statement"],
            }
            act.save_draft(application=row, facts=facts, by=person, at=at)
            items = call.evidence[:3] if story["to"] == "draft" else call.evidence
            for item in items:
                paper = _paper(provider, item["name_zh"])
                act.add_evidence(
                    application=row, item=item["id"], upload=paper, by=person, at=at
                )
        return row, person

    def _newcomer(self, n: int, story: dict[str, Any]) -> tuple[Provider, User]:
        at, code = clock.now(), with_check(f"91320411MAX{n:06d}")
        sent = send_code(
            purpose=Purpose.PROVIDER, phone=self._phone(), address="", about=code, at=at
        )
        person, seat = act.register_provider(
            code=sent.code, typed=sent.text, firm=story["firm"],
            person=story["person"], at=at,
        )  # fmt: skip
        person.act_as(seat.pk)
        provider: Any = seat.provider
        for name in self.texts["team"]:
            facts = {
                "name": f"{name[0]}{story['person'][-1]}{name[-1]}",
                "phone": self._phone(),
                "may_lead": True,
                "weekdays": "01234",
                "per_week": None,
            }
            add_consultant(
                provider=provider, facts=facts, sectors=story["sectors"],
                districts=[], by=person, at=at,
            )  # fmt: skip
        return provider, person

    def _phone(self) -> str:
        self.phones += 1
        return PHONES.format(self.phones)

    def _do(self, row: Application, deed: Any, **facts: Any) -> None:
        """The officer's open step."""
        self.world.complete(
            open_due(application=row),
            self.officer,
            lambda subject, **who: deed(application=subject, **who, **facts),
        )

    def _ended_at_check(self, row: Application, state: str) -> None:
        with self._at(CHECKED):
            if state == "refused":
                self._do(row, act.refuse, reason=self.texts["refused"])
            else:
                self._do(row, act.ask_to_complete, points=self.texts["points"])

    def _to_experts(self, row: Application, story: dict[str, Any]) -> None:
        """Two experts; one of them has scored where the others are still to."""
        with self._at(CHECKED):
            self._do(row, act.pass_check, credit_check=self.texts["credit_check"])
        allowed = set(
            act.eligible_experts(row, at=clock.now()).values_list("pk", flat=True)
        )
        people = [one for one in self.experts if one.pk in allowed][:2]
        with self._at(NAMED):
            self._do(row, act.name_experts, people=people)
        if story["to"] == "assessing":
            last: Any = row.opinions.last()
            self._score(last, 82, SCORED[0])

    def _scored(self, row: Application, story: dict[str, Any]) -> None:
        for n, opinion in enumerate(row.opinions.all()):
            self._score(opinion, story["points"][n], SCORED[n])
        if story["to"] == "deciding":
            self._kept(row, story, KEPT)

    def _kept(
        self, row: Application, story: dict[str, Any], days: int, reason: str = "reason"
    ) -> None:
        """The bureau has prepared its decision and not published it."""
        typed = {"decision": [story["kept"]], reason: [story["because"]]}
        with self._at(days):
            prepare(
                due=open_due(application=row), decision=story["kept"],
                reason=story["because"], typed=typed, seen=0, by=self.officer,
                at=clock.now(),
            )  # fmt: skip

    def _score(self, opinion: Opinion, points: int, days: int) -> None:
        row, expert = opinion.application, self._expert(opinion)
        keys = [one["id"] for one in row.call.criteria]
        said = self.texts["sentences"]
        scores = {key: min(100, points - 4 + 2 * n) for n, key in enumerate(keys)}
        sentences = {key: said[n % len(said)] for n, key in enumerate(keys)}
        with self._at(days):
            self.world.complete(
                open_due(application=row, assessor=expert),
                expert,
                lambda _row, **who: act.score(
                    opinion=opinion, scores=scores, sentences=sentences, **who
                ),
            )

    def _expert(self, opinion: Opinion) -> User:
        return next(one for one in self.experts if one.pk == opinion.assessor_id)

    def _in_notice(self, row: Application, story: dict[str, Any]) -> None:
        with self._at(DECIDED):
            self._do(row, act.decide, reason=self.texts["decided"])
        with self._at(PUBLISHED):
            self._do(
                row, act.publish, official_url="https://example.gov.cn/gongshi/ruku",
                published_on=clock.today(),
            )  # fmt: skip
        if "objection" in story:
            self._objected(row, story)

    def _objected(self, row: Application, story: dict[str, Any]) -> None:
        """A provider of the pool objects; the answer is kept with other decisions."""
        star = self.world.star
        by = self.world.people.all_of(Role.COORDINATOR, star)[0]
        with self._at(OBJECTED):
            object_to(
                application=row, provider=self.world.providers[star], by=by,
                at=clock.now(), real_name=by.name, text=story["objection"],
            )  # fmt: skip
        self._kept(row, story, ANSWERED, "text")

    def _offered(self, row: Application, story: dict[str, Any]) -> None:
        with self._at(ENDED):
            self._do(row, act.end_notice)
        year = row.call.campaign.year
        facts = {
            "districts": list(row.districts.all()),
            "sectors": story["sectors"],
            "mode": Mode.DIRECT,
            "fee_fen": story["fee"],
            "quota": story["quota"],
            "starts_on": self.today,
            "ends_on": date(year, 12, 31),
        }
        with self._at(OFFERED):
            self._do(row, act.offer, facts=facts)


def _paper(provider: Provider, name: str) -> ContentFile:
    """A square with the credit code, as scanned papers carry it."""
    drawn = io.BytesIO()
    segno.make(provider.credit_code).save(drawn, kind="png", scale=6, border=6)
    return ContentFile(drawn.getvalue(), name=f"{name}.png")

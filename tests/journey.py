"""Drives a case through the engine, step by step, as its people would."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from assignments.actions import confirm, decline_job
from bookings.actions import reschedule
from bookings.models import Booking
from diagnoses.actions import (
    accept_with_team,
    assess_on_site,
    hold_visit,
    no_show,
    review_report,
    sign_off,
    submit_report,
)
from diagnoses.choices import SECTIONS
from foundation import clock
from ratings.actions import submit_sheet
from ratings.models import ScoreSheet
from tests.cast import Cast
from workflows import engine
from workflows.models import Due
from workflows.start import book_diagnosis
from workflows.steps.accept import accept_and_open_sheets

SHEET = {
    **{f"Q{n}": ["B"] for n in (1, 4, 6, 7, 9, 10)},
    **{f"Q{n}": "C" for n in (2, 3, 5, 8, 11, 12, 13, 14, 15)},
    **{f"S{n:02d}": 2 for n in range(1, 17)},
}
TEXTS = {key: f"{key} 的内容" for key, _title in SECTIONS}
FINDING = {
    "scene": "S01",
    "symptom": "图纸版本混乱",
    "evidence": "现场三处旧图",
    "cause": "无图文档系统",
    "loss": "返工每月两次",
    "measure": "上线图文档管理",
    "priority": "high",
}


def open_due(booking: Booking, node: str) -> Due:
    """The open task of that step; fails loudly where the case is elsewhere."""
    return Due.objects.with_names().get(booking=booking, node=node, done_at=None)


def fresh(row: Any) -> Any:
    """The row as the database has it now."""
    return type(row)._default_manager.get(pk=row.pk)


class Journey:
    """One case and its cast."""

    def __init__(self, cast: Cast, **wishes: Any) -> None:
        self.cast = cast
        self.booking = book_diagnosis(
            company=cast.company,
            slot=wishes.pop("slot", None) or cast.slot(),
            by=cast.firm,
            at=clock.now(),
            **wishes,
        )

    def do(self, node: str, by: Any, act: Any, *, at: datetime | None = None) -> None:
        """Complete the step as that person."""
        moment = at or clock.now()
        due = open_due(self.booking, node)
        with clock.set_to(moment):
            engine.complete(
                due=due,
                by=fresh(by),
                at=moment,
                perform=lambda subject, task: act(subject, by, moment),
            )
        self.booking.refresh_from_db()

    def confirm(self) -> None:
        self.do(
            "confirm",
            self.cast.manager,
            lambda case, by, at: confirm(
                booking=case,
                provider=case.proposals.first().provider,
                by=by,
                at=at,
            ),
        )

    def coordinator(self) -> Any:
        """The coordinator of the provider that has the case."""
        if self.booking.provider_id == self.cast.provider.pk:
            return self.cast.coordinator
        return self.cast.other_coordinator

    def respond(self) -> None:
        self.do(
            "respond",
            self.coordinator(),
            lambda case, by, at: accept_with_team(
                booking=case,
                lead=case.reservations.first().consultant,
                team=[],
                by=by,
                at=at,
            ),
        )

    def decline(self, reason: str = "人手不足") -> None:
        self.do(
            "respond",
            self.coordinator(),
            lambda case, by, at: decline_job(booking=case, by=by, at=at, reason=reason),
        )

    def no_show(self) -> None:
        starts_at = self.booking.slot.starts_at
        self.do(
            "visit",
            self.coordinator(),
            lambda case, by, at: no_show(
                booking=case,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=1),
                notes="大门紧闭",
                team_signed="顾问",
                by=by,
                at=at,
            ),
            at=starts_at + timedelta(hours=2),
        )

    def reschedule(self, slot: Any) -> None:
        self.do(
            "reschedule",
            self.cast.firm,
            lambda case, by, at: reschedule(booking=case, slot=slot, by=by, at=at),
        )

    def visit(self) -> None:
        starts_at = self.booking.slot.starts_at
        self.do(
            "visit",
            self.coordinator(),
            lambda case, by, at: hold_visit(
                booking=case,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=2),
                notes="看了车间",
                firm_signed="王强",
                team_signed="顾问",
                by=by,
                at=at,
            ),
            at=starts_at + timedelta(hours=3),
        )

    def later(self, **by: float) -> datetime:
        """A moment after the visit."""
        return self.booking.diagnosis.visits.last().ends_at + timedelta(**by)

    def assess(self) -> None:
        self.do(
            "assess",
            self.coordinator(),
            lambda case, by, at: assess_on_site(
                booking=case, answers=SHEET, by=by, at=at
            ),
            at=self.later(hours=2),
        )

    def report(self, days: int = 5) -> None:
        self.do(
            "report",
            self.coordinator(),
            lambda case, by, at: submit_report(
                booking=case, sections=TEXTS, findings=[FINDING], by=by, at=at
            ),
            at=self.later(days=days),
        )

    def review(self, *, passed: bool = True, points: str = "", days: int = 6) -> None:
        self.do(
            "review",
            self.cast.manager,
            lambda case, by, at: review_report(
                booking=case, passed=passed, points=points, by=by, at=at
            ),
            at=self.later(days=days),
        )

    def sign_off(self, score: int = 90) -> None:
        self.do(
            "sign_off",
            self.cast.firm,
            lambda case, by, at: sign_off(
                booking=case,
                score=score,
                charged_money=False,
                pushed_product=False,
                comment="",
                by=by,
                at=at,
            ),
            at=self.later(days=8),
        )

    def accept(self) -> None:
        self.do(
            "accept",
            self.cast.manager,
            lambda case, by, at: accept_and_open_sheets(
                booking=case, note="", by=by, at=at
            ),
            at=self.later(days=9),
        )

    def score(self, person: Any, points: int) -> None:
        sheet = ScoreSheet.objects.get(booking=self.booking, assessor=person)
        due = Due.objects.get(assessor=person, booking=self.booking, done_at=None)
        at = self.later(days=12)
        names = [row["id"] for row in sheet.scheme.body["factors"]]
        with clock.set_to(at):
            engine.complete(
                due=due,
                by=fresh(person),
                at=at,
                perform=lambda subject, task: submit_sheet(
                    sheet=sheet,
                    scores=dict.fromkeys(names, points),
                    sentences=dict.fromkeys(names, "有据可依"),
                    by=person,
                    at=at,
                ),
            )
        self.booking.refresh_from_db()

    def to_rating(self) -> None:
        """Everything up to the two open sheets."""
        for step in (
            self.confirm,
            self.respond,
            self.visit,
            self.assess,
            self.report,
            self.review,
            self.sign_off,
            self.accept,
        ):
            step()


def local(moment: datetime) -> datetime:
    """In the city's time."""
    return timezone.localtime(moment)

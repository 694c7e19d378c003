"""From the half-day at the firm to the final rating."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from assignments.actions import take_back
from assignments.choices import Fault
from city.seeding import outlines as plots
from city.seeding.answers import answers_for
from city.seeding.clockwork import Script
from city.seeding.photos import photos_for
from city.seeding.phrases import book, say
from city.seeding.reports import facts_of, findings_for, sections_for, visit_notes
from city.seeding.walk import Walk
from city.seeding.world import never, open_due
from diagnoses.actions import (
    assess_on_site,
    go_on_unsigned,
    hold_visit,
    no_show,
    review_report,
    save_report,
    sign_off,
    submit_report,
)
from foundation import clock
from ratings.actions import submit_sheet
from ratings.models import ScoreSheet
from workflows.steps.accept import accept_and_open_sheets

TOLD = timedelta(hours=2)  # after it begins
ON_TIME, LATE, BRISK = (6, 14), (16, 20), (5, 7)  # working days to the report
HIGH, MIDDLE = 80, 60  # from which points a sentence praises, or is fair
LEVELS = "一二三四"  # the level to aim at, from the one reached
LEAN = 4  # how far a single factor strays from the sheet


def visit(walk: Walk) -> Script:
    """The team is at the firm, or stands before a closed door."""
    slot = walk.case.slot
    assert slot is not None  # noqa: S101 - a case being visited has its half-day
    begins = slot.starts_at + timedelta(minutes=walk.chance.randrange(0, 16))
    ends = begins + timedelta(minutes=walk.chance.randrange(125, 175))
    recorded = ends + timedelta(minutes=walk.chance.randrange(15, 120))
    if walk.once(plots.ABSENT):
        yield from _left_alone(walk, begins)
        return
    yield walk.not_before(recorded)
    signed = str(walk.case.diagnosis.team.get(is_lead=True))
    common: dict[str, Any] = {"starts_at": begins, "team_signed": signed}
    if walk.once(plots.NO_SHOW):
        away = begins + timedelta(minutes=40)
        notes = say(walk.chance, "no_show")
        walk.do("visit", walk.lead(), no_show, ends_at=away, notes=notes, **common)
        return
    walk.facts = facts_of(walk.story.company, walk.chance)
    walk.quality = walk.world.characters.next_case(
        walk.case.provider_id or 0, walk.story.booked_at.year
    )
    walk.do(
        "visit",
        walk.lead(),
        hold_visit,
        ends_at=ends,
        notes=visit_notes(walk.facts, begins, walk.chance),
        firm_signed=walk.case.contact_name,
        photos=photos_for(walk.world.chance("photos", walk.case.number)),
        **common,
    )


def _left_alone(walk: Walk, begins: datetime) -> Script:
    """The provider's team does not come; the center takes the case back."""
    yield walk.not_before(begins + TOLD)
    walk.do(
        "visit", walk.manager(), take_back, "assignments.take_back",
        reason=say(walk.chance, walk.twist), fault=Fault.ABSENT,
    )  # fmt: skip


def assess(walk: Walk) -> Script:
    """The instrument is answered with what was seen."""
    yield walk.later(0, 2, brisk=1)
    instrument = walk.case.diagnosis.instrument.content
    walk.sheet = answers_for(instrument, walk.story.company.size, walk.chance)
    walk.do("assess", walk.lead(), assess_on_site, answers=walk.sheet)


def report(walk: Walk) -> Script:
    """The report is handed in; a returned one after its revision."""
    returned = walk.case.diagnosis.returns > 0
    yield walk.later(2, 4) if returned else walk.not_before(_handed_in(walk))
    paper = _paper(walk)
    if returned:
        paper["sections"]["annexes"] += book("talk")["revised"]
    walk.do("report", walk.lead(), submit_report, **paper)


def draft(walk: Walk) -> Script:
    """The report is half written and saved."""
    yield walk.later(2, 4)
    paper = _paper(walk)
    for key in ("investment", "roadmap", "policies", "risks", "annexes"):
        paper["sections"][key] = ""
    save_report(booking=walk.case, by=walk.lead(), at=clock.now(), **paper)


def _handed_in(walk: Walk) -> datetime:
    """The day on which a first report comes, as the provider's character has it."""
    span = LATE if walk.quality.late else ON_TIME
    days = walk.chance.randint(*(BRISK if walk.brisk else span))
    visited_on: Any = walk.case.diagnosis.visited_on
    day = walk.world.hours.day(visited_on, days)
    return walk.world.hours.moment(day, walk.chance)


def _paper(walk: Walk) -> dict[str, Any]:
    """The same text for every version of a case's report."""
    sector, chance = (
        walk.story.company.sector,
        walk.world.chance("paper", walk.case.number),
    )
    level = walk.case.diagnosis.assessments.get().level
    facts = {**walk.facts, "goal": LEVELS[min(level, len(LEVELS) - 1)]}
    findings = findings_for(sector, walk.sheet, chance)
    sections = sections_for(facts, sector, findings, walk.world.scenes, chance)
    return {"sections": sections, "findings": findings}


def review(walk: Walk) -> Script:
    """The center passes the report or returns it with points."""
    yield walk.later(1, 4, brisk=2)
    first = walk.case.diagnosis.returns == 0
    weak = walk.quality.returned and not walk.brisk
    back = first and (weak or walk.twist == plots.RETURNED)
    points = say(walk.chance, "returned", k=walk.chance.randint(1, 3)) if back else ""
    walk.do("review", walk.manager(), review_report, passed=not back, points=points)


def sign(walk: Walk) -> Script:
    """The firm signs and scores, or stays silent until the center goes on."""
    if walk.twist == plots.SILENT:
        yield walk.later(11, 13)
        deed = "diagnoses.go_on_unsigned"
        reason = say(walk.chance, "silent")
        walk.do("sign_off", walk.manager(), go_on_unsigned, deed=deed, reason=reason)
        return
    yield walk.later(1, 7, brisk=2)
    score = walk.quality.satisfaction
    walk.do(
        "sign_off",
        walk.firm(),
        sign_off,
        score=score,
        charged_money=False,
        pushed_product=False,
        comment=say(walk.chance, "comments", str(score)),
    )


def accept(walk: Walk) -> Script:
    """The center accepts; two blind sheets are opened with it."""
    yield walk.later(1, 3, brisk=1)
    note = say(walk.chance, "accepted")
    walk.do("accept", walk.manager(), accept_and_open_sheets, note=note)


def rate(walk: Walk) -> Script:
    """Two assessors score, each in their own time; the showcase one comes last."""
    sheets = list(ScoreSheet.objects.filter(booking=walk.case).order_by("pk"))
    sheets.sort(key=lambda sheet: sheet.assessor_id == walk.world.star_assessor)
    if walk.story.plot.stop and walk.twist == plots.ONE_SHEET:
        sheets = sheets[:1]
    for sheet in sheets:
        yield walk.later(1, 4)
        _score(walk, sheet)
    if walk.story.plot.stop:
        yield never(walk.at)


def _score(walk: Walk, sheet: ScoreSheet) -> None:
    person = walk.world.people.all_of("assessor", sheet.assessor_id)[0]
    scores = _scores(sheet, walk.quality.points, walk.chance)
    due = open_due(booking=walk.case, assessor=person)
    walk.world.complete(
        due,
        person,
        lambda _case, **who: submit_sheet(
            sheet=sheet,
            scores=scores,
            sentences={key: _sentence(key, points) for key, points in scores.items()},
            **who,
        ),
    )
    walk.refresh()


def _scores(sheet: ScoreSheet, points: int, chance: Random) -> dict[str, int]:
    return {
        row["id"]: min(100, points + chance.randint(-LEAN, LEAN))
        for row in sheet.scheme.body["factors"]
    }


def _sentence(factor: str, points: int) -> str:
    said: dict[str, str] = book("talk")["sentences"][factor]
    if points >= HIGH:
        return said["high"]
    return said["middle"] if points >= MIDDLE else said["low"]

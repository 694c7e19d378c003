"""What the seeded city is made of: chance, hours, characters, answers, phrases."""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from django.apps import apps

from bookings.choices import Stage
from city.seeding.answers import MATURITY, answers_for, weakest
from city.seeding.dice import dice, shuffled, spread
from city.seeding.hours import Hours
from city.seeding.outlines import RUNNING, outlines
from city.seeding.phrases import book, known_sectors, say, trade_of
from city.seeding.profiles import PROFILES, Characters
from city.seeding.reports import facts_of, findings_for, sections_for, visit_notes
from city.seeding.stories import Windows
from companies.models import Company
from diagnoses.choices import SECTIONS
from diagnoses.instruments import shipped_instruments
from diagnoses.models import Finding
from diagnoses.scoring import assess
from foundation.clock import CITY_TIME
from foundation.json_files import read_json
from foundation.workdays import shipped
from ratings.formula import mean, provider_score, ratio_percent

HOURS = Hours(shipped())
INSTRUMENT = read_json(shipped_instruments()["miit-sme-2024"])
SCHEME = read_json(Path(apps.get_app_config("ratings").path, "data/schemes.json"))[0]
SCENES = {row["id"]: row["zh"] for row in INSTRUMENT["scenes"]}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=CITY_TIME)


def test_one_seed_and_key_give_one_row_of_numbers():
    assert dice(1, "a", 2).random() == dice(1, "a", 2).random()
    assert dice(1, "a", 2).random() != dice(2, "a", 2).random()
    assert sorted(shuffled("cab", dice(1))) == ["a", "b", "c"]


def test_kinds_are_spread_evenly_in_their_proportions():
    assert spread([("a", 3), ("b", 1)], 8) == ["a", "a", "b", "a", "a", "a", "b", "a"]
    assert spread([("a", 1)], 0) == []


@pytest.mark.parametrize("n", range(40))
def test_later_is_always_on_a_working_day_within_office_hours(n):
    chance = dice(n)
    moment = HOURS.later(at("2026-09-30T16:50"), chance.randint(0, 3), chance)
    local = moment.astimezone(CITY_TIME)
    assert HOURS.calendar.is_workday(local.date())
    assert 9 <= local.hour <= 17
    assert moment > at("2026-09-30T16:50")


def test_the_same_day_is_gone_on_with_an_hour_or_two_later():
    moment = HOURS.later(at("2026-09-29T10:00"), 0, Random(3))
    assert at("2026-09-29T10:20") <= moment <= at("2026-09-29T12:20")


@pytest.mark.parametrize("grade", ["A", "B", "C", "D"])
@pytest.mark.parametrize("cases", [5, 6, 7, 8, 9, 11])
def test_a_character_earns_its_grade_however_many_cases_it_has(grade, cases):
    done = [PROFILES[grade].case(n) for n in range(cases)]
    figures = {
        "O1": Decimal(100),
        "O2": ratio_percent(sum(not case.late for case in done), cases),
        "O3": Decimal(PROFILES[grade].points),
        "O4": ratio_percent(sum(not case.returned for case in done), cases),
        "S1": mean([Decimal(case.satisfaction) for case in done]),
    }
    assert provider_score(SCHEME, figures, accepted=cases).grade == grade


def test_every_provider_has_a_character_and_the_showcase_one_is_good():
    characters = Characters(1, list(range(1, 19)), list(range(19, 25)))
    characters.cast(dice(1))
    assert sorted(characters.grades) == list(range(1, 25))
    assert characters.grades[1] == "B"
    busy = [pk for pk, share in characters.shares.items() if share >= 100]
    grades = Counter(characters.grades[pk] for pk in busy)
    assert grades == {"A": 4, "B": 6, "C": 2, "D": 2}
    firsts = [characters.next_case(1, 2025), characters.next_case(1, 2026)]
    assert firsts == [PROFILES["B"].case(0)] * 2
    assert characters.next_case(1, 2025) == PROFILES["B"].case(1)


@pytest.mark.parametrize("size", sorted(MATURITY))
@pytest.mark.parametrize("n", range(25))
def test_answers_of_every_size_are_valid_and_differ(size, n):
    sheet = answers_for(INSTRUMENT, size, dice(n))
    assert 0 <= Decimal(assess(INSTRUMENT, sheet)["score"]) <= 100
    assert sheet != answers_for(INSTRUMENT, size, dice(n + 1000))


def test_the_weakest_scenes_come_first():
    assert weakest({"Q1": "A", "S02": 1, "S01": 3, "S03": 1}) == ["S02", "S03", "S01"]


def test_the_book_tells_of_every_division_but_tobacco():
    divisions = {str(n) for n in range(13, 44)}
    assert divisions - known_sectors() == {"16"}


@pytest.mark.parametrize("name", sorted(book("sectors")))
def test_findings_fit_their_columns_and_name_scenes_of_the_instrument(name):
    for row in book("sectors")[name]["findings"]:
        assert row["scene"] in SCENES
        for key in ("symptom", "evidence", "cause", "loss", "measure"):
            assert 0 < len(row[key]) <= Finding._meta.get_field(key).max_length


@pytest.mark.parametrize("sector", sorted(known_sectors()))
def test_a_report_of_each_trade_has_twelve_filled_sections(sector):
    for n in range(6):
        chance = dice(sector, n)
        size = chance.choice(sorted(MATURITY))
        company = Company(sector=sector, size=size, town="湖塘镇")
        facts = {**facts_of(company, chance), "goal": "二"}
        sheet = answers_for(INSTRUMENT, size, chance)
        findings = findings_for(sector, sheet, chance)
        sections = sections_for(facts, sector, findings, SCENES, chance)
        assert list(sections) == [key for key, _title in SECTIONS]
        assert all(len(text) > 10 and "{" not in text for text in sections.values())
        assert 3 <= len(findings) <= len(trade_of(sector)["findings"])
        notes = visit_notes(facts, at("2026-09-29T09:00"), chance)
        assert "{" not in notes


@pytest.mark.parametrize("key", sorted(set(book("talk")) - {"sentences", "comments"}))
def test_every_phrase_can_be_said(key):
    values = {"k": 2, "provider": "某服务商", "start": "9:00", "head": "厂长"}
    values |= dict.fromkeys(("steps", "machines", "talks", "papers", "count"), "若干")
    said = {say(dice(n), key, **values) for n in range(30)}
    assert all("{" not in text for text in said)


def test_outlines_keep_to_the_number_of_cases_and_touch_every_stage_in_a_round():
    for cases in (10, 60, 137, 200):
        assert len(outlines(cases, 99)) == cases
    first = {plot.stop for plot in RUNNING[:11]}
    ended = {Stage.PROPOSING, Stage.CLOSED, Stage.CANCELLED, Stage.REFUSED}
    assert first == set(Stage.values) - ended


def test_a_year_without_room_leaves_its_ended_cases_to_the_year_before():
    plots = outlines(200, 0)
    assert len(plots) == 200
    assert {plot.last_year for plot in plots if plot.visit is None} == {True}


@pytest.mark.parametrize(
    "today",
    [date(2026, 1, 1), date(2026, 2, 28), date(2026, 7, 15), date(2026, 12, 31)],
)
def test_ended_cases_were_visited_in_time_to_be_rated_before_their_year_ended(today):
    windows = Windows.on(today, HOURS)
    assert windows.last_year[0] > date(2025, 1, 1)
    assert HOURS.day(windows.last_year[-1], 47) < date(2026, 1, 1)
    assert all(date(2026, 1, 1) < day < today for day in windows.this_year)
    plots = outlines(200, len(windows.this_year) // 3)
    days = windows.days_for(plots, dice(1))
    ahead = [day for day, plot in zip(days, plots, strict=True) if plot.visit == 0]
    assert all(HOURS.calendar.is_workday(day) and day >= today for day in ahead)

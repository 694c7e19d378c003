"""Spot checks: drawn from a seed, visited, shown on the case, counted in O3 and O5."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bookings.models import Booking
from diagnoses.models import VisitPhoto
from foundation import clock
from foundation.audit.models import Entry
from foundation.errors import LostRace, Refused
from foundation.json_files import read_json
from foundation.uploads.models import Upload
from ratings.checks import QUESTIONS, finish_check
from ratings.choices import CheckState
from ratings.conduct import parts_met, with_checks
from ratings.drawing import drawn, place
from ratings.evaluation import score_of
from ratings.figures import figures_of
from ratings.models import Scheme, SpotCheck, SpotDraw
from tests.factories.cases import accepted_case
from tests.journey import Journey, fresh
from workflows.conductfile import check_lines, conduct_of
from workflows.models import Due
from workflows.start import draw_spot_checks

SCHEME = read_json(Path(__file__).parents[2] / "ratings/data/schemes.json")[1]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
YES = dict.fromkeys(QUESTIONS, "yes")


@pytest.fixture
def cases(cast):
    """Eleven cases accepted before today."""
    on, accepted = date(2026, 1, 20), date(2026, 2, 20)
    return [
        accepted_case(cast, cast.provider, on, accepted=accepted) for _n in range(11)
    ]


def draw(cast, **changed):
    facts = {
        "until": clock.today() - timedelta(days=1), "percent": 10, "seed": "3-8-1",
        "by": cast.officer, "at": clock.now(), **changed,
    }  # fmt: skip
    return draw_spot_checks(**facts)


def test_a_draw_takes_at_least_a_tenth_and_anybody_can_repeat_it():
    numbers = [f"D{n:04}" for n in range(101)]
    found = drawn(numbers, " 3-8-1 ", 10)
    assert len(found) == 11
    assert found == drawn(list(reversed(numbers)), "3-8-1", 10)
    assert found != drawn(numbers, "3-8-2", 10)
    assert max(place("3-8-1", n) for n in found) < min(
        place("3-8-1", n) for n in set(numbers) - set(found)
    )
    assert drawn(["A"], "7", 10) == ["A"]
    assert drawn([], "7", 10) == []
    for percent, seed in ((9, "7"), (101, "7"), (10, " ")):
        with pytest.raises(ValueError, match=r"percent|seed|%"):
            drawn(numbers, seed, percent)


def test_the_drawn_cases_become_steps_of_the_bureau_and_results_of_the_case(
    client, cast, cases
):
    client.force_login(cast.officer)
    page = client.get(reverse("spot_checks"))
    assert page.context["waiting"] == 11
    day = (clock.today() - timedelta(days=1)).isoformat()
    sent = client.post(
        reverse("spot_checks"), {"until": day, "percent": 10, "seed": "3-8-1"},
        follow=True,
    )  # fmt: skip
    assert (sent.context["verified"], sent.context["total"]) == (True, 11)
    dues = Due.objects.filter(node="check_on_site")
    assert (dues.count(), {due.provider for due in dues}) == (2, {None})
    task = reverse("task", args=[dues.first().task_id])
    client.force_login(cast.coordinator)
    assert client.get(task).status_code == 404  # nobody is warned
    client.force_login(cast.officer)
    answers = {
        **YES, "team": "no", "visited_on": clock.today().isoformat(),
        "visited_by": "王科长", "score": "60",
    }  # fmt: skip
    wrong = client.post(task, answers)
    assert (wrong.status_code, "王科长" in wrong.content.decode()) == (422, True)
    client.post(task, {**answers, "note": "组长未到场"})
    check = SpotCheck.objects.get(state=CheckState.DONE)
    assert (check.conforms, check.score) == (False, 60)
    case = client.get(reverse("case", args=[check.booking.number]))
    assert "组长未到场" in case.content.decode()
    assert Entry.objects.filter(deed="ratings.spot_check").count() == 1
    listed = client.get(reverse("spot_draw", args=[check.draw_id]), {"format": "csv"})
    assert len(listed.content.decode().strip().splitlines()) == 12


def test_every_accepted_case_stands_in_one_draw(cast, cases):
    first = draw(cast)
    assert len(first.population) == 11
    for until in (first.last_on, clock.today(), first.last_on - timedelta(days=3)):
        with pytest.raises(Refused):
            draw(cast, until=until)
    later = clock.now() + timedelta(days=2)
    with clock.set_to(later), pytest.raises(Refused):
        draw(cast, until=clock.today() - timedelta(days=1), at=later)
    assert SpotDraw.objects.count() == 1


def test_a_draw_below_a_tenth_or_without_a_seed_is_refused(cast, cases):
    for wrong in ({"percent": 9}, {"seed": " "}):
        with pytest.raises(Refused):
            draw(cast, **wrong)
    assert SpotCheck.objects.count() == 0


def test_nothing_accepted_nothing_drawn(client, cast):
    with pytest.raises(Refused):
        draw(cast)
    client.force_login(cast.auditor)
    assert client.get(reverse("spot_checks")).context["waiting"] == 0


def test_a_check_is_finished_once_and_on_a_possible_day(cast, cases):
    check = draw(cast).checks.select_related("booking__diagnosis").first()

    def finish(row, **changed):
        facts = {
            "visited_on": clock.today(), "visited_by": "王科长", "score": 80,
            "answers": dict.fromkeys(QUESTIONS, True), "note": "", **changed,
        }  # fmt: skip
        finish_check(check=row, by=cast.officer, at=clock.now(), **facts)

    for day in (1, -900):
        with pytest.raises(Refused):
            finish(check, visited_on=clock.today() + timedelta(days=day))
    stale = fresh(check)
    finish(check)
    with pytest.raises(LostRace):
        finish(stale)


def test_what_was_found_counts_in_o3_and_o5(cast, cases):
    before = figures_of(cast.provider, clock.today().year)
    values = {key: v and Decimal(v) for key, v in before["values"].items()}
    assert with_checks(SCHEME, values, before)["O3"] == values["O3"]
    SpotCheck.objects.create(
        draw=draw(cast), booking=_unchecked(), state=CheckState.DONE, conforms=False,
        score=0,
    )  # fmt: skip
    figures = figures_of(cast.provider, clock.today().year)
    found = with_checks(SCHEME, values, figures)
    assert found["O3"] < values["O3"]
    assert found["O5"] == 0  # the others have no record of a visit
    assert score_of(SCHEME, figures).score < score_of(SCHEME, before).score
    kept = {**values, "O5": Decimal(77)}
    corrected = {**figures, "corrected": {"O3": "裁定", "O5": "裁定"}}
    assert with_checks(SCHEME, kept, corrected) == kept
    earlier = {**SCHEME, "indicators": SCHEME["indicators"][:4]}
    assert with_checks(earlier, values, figures) == values


def _unchecked():
    return Booking.objects.filter(spot_check=None).first()


def test_a_visit_conforms_by_its_record_unless_a_check_says_otherwise():
    about = next(row for row in SCHEME["indicators"] if row["id"] == "O5")
    visit = {"signed": True, "team": 3, "minutes": 120, "photos": 1}
    bad = [{"signed": False}, {"team": 2}, {"minutes": 119}, {"photos": 0}]

    def o5(*cases):
        rows = [{"accepted": True, "rating": None, **case} for case in cases]
        figures = {"cases": rows, "corrected": {}}
        return with_checks(SCHEME, {}, figures)["O5"]

    assert o5({"visit": visit}) == 100
    assert o5({"visit": visit}, *({"visit": {**visit, **one}} for one in bad)) == 20
    asks_none = {**about, "photos": 0}
    assert parts_met(asks_none, visit).keys() == {"sign_in", "team", "hours"}
    assert o5({"visit": visit, "check": {"conforms": False, "score": 50}}) == 0
    assert o5({}) is None


def test_the_parts_of_the_norm_and_the_photos_stand_on_the_case_and_beside_the_check(
    client, cast, jobs_inline, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    Scheme.objects.update(body=SCHEME)
    with django_capture_on_commit_callbacks(execute=True):
        journey = Journey(cast)
    journey.confirm()
    journey.respond()
    slot = journey.booking.slot
    due = Due.objects.open().get(node="visit")
    sent = {
        "outcome": "held", "on": slot.on.isoformat(), "from_time": "09:00",
        "to_time": "11:30", "firm_signed": "王强", "team_signed": "顾问",
        "photos": [SimpleUploadedFile("车间.png", PNG)],
    }  # fmt: skip
    client.force_login(journey.coordinator())
    url = reverse("task", args=[due.task_id])
    with clock.set_to(slot.starts_at + timedelta(hours=4)):
        back = client.post(url, sent)
        assert back.status_code == 422  # no notes yet; the photo is kept
        kept = Upload.objects.get()
        pdf = SimpleUploadedFile("车间.pdf", b"%PDF-1.7")
        assert (
            client.post(url, {**sent, "notes": "看了", "photos": [pdf]}).status_code
            == 422
        )
        again = {**sent, "photos": [], "photos-kept": kept.pk, "notes": "看了车间"}
        assert client.post(url, again).status_code == 302
    photo = VisitPhoto.objects.get()
    page = client.get(reverse("case", args=[journey.booking.number]))
    met = [part.met for part in page.context["conduct"].parts]
    assert met == [True, False, True, True]  # the team is one person
    shown = reverse("visit_photo", args=[photo.pk])
    assert shown in page.content.decode()
    picture = client.get(shown)
    assert (picture.status_code, b"".join(picture)) == (200, PNG)
    client.force_login(cast.people["other_firm"])
    assert client.get(shown).status_code == 404
    check = SpotCheck.objects.create(
        draw=SpotDraw.objects.create(
            first_on=slot.on, last_on=slot.on, seed="1", drawn_at=clock.now(),
            drawn_by=cast.officer,
        ),
        booking=journey.booking, state=CheckState.DONE, conforms=False, score=50,
        answers={"sign_in": True, "team": False, "hours": True, "record": True},
    )  # fmt: skip
    client.force_login(cast.officer)
    page = client.get(reverse("case", args=[journey.booking.number]))
    lines = page.context["check_lines"]
    assert [line.met for line in lines] == [True, False, True, True]
    assert check_lines(None) == []
    assert conduct_of(check.booking).all_met is False

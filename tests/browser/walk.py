"""One case, walked in browsers: each function is one person's step."""

import csv
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from playwright.sync_api import Page, expect

from diagnoses.choices import SECTIONS
from foundation.credit_codes import with_check
from tests.browser.people import DESKTOP, PHONE, Person
from tests.processes import ROOT

TESTED = "手机预约机械厂"  # what the firms of these tests are called
_numbers = itertools.count(int(time.time()) % 900_000)
DISTRICT = {"zh": "武进区", "en": "Wujin District"}
SINGLE = ("Q2", "Q3", "Q5", "Q8", "Q11", "Q12", "Q13", "Q14", "Q15")
MULTIPLE = ("Q1", "Q4", "Q6", "Q7", "Q9", "Q10")


@dataclass
class Case:
    """What the test knows of a case from what its people were shown."""

    firm: Person
    name: str
    number: str = ""
    on: date = date.min
    provider: str = ""
    lead: str = ""
    enter: Callable[..., Person] = field(repr=False, default=Person)

    def page(self) -> str:
        return f"/cases/{self.number}/"


def register(enter: Any, language: str = "zh", **more: Any) -> Case:
    """A new firm in Wujin opens its file on a phone."""
    n = next(_numbers)
    everybody = partial(enter, language=language)
    firm = everybody(PHONE, **more)
    case = Case(firm=firm, name=f"{TESTED} {n}", enter=everybody)
    firm.go("/register/")
    firm.fill(
        credit_code=with_check(f"91320412MA7{n:06d}"),
        name=case.name,
        town="湖塘镇",
        sector="34",
        size="small",
        contact_name="王强",
        phone=f"137{n:08d}",
        password="long enough 1",
    )
    firm.page.locator("[name=district]").select_option(label=DISTRICT[language])
    firm.page.locator("[name=above_designated]").check()
    firm.page.locator("main form button").click()
    firm.page.wait_for_url("**/book/")
    return case


def choose(page: Page, day: int = 0) -> None:
    """A free day, its first half-day, which is kept, and that all is true."""
    page.locator("[name=day]:enabled").nth(day).check(force=True)
    page.locator("#pick [name=slot]:enabled").first.check(force=True)
    page.locator(".held").wait_for()
    page.locator("[name=truthful]").check()


def book(case: Case, day: int = 0) -> Case:
    """Choose a free day, its first half-day, and confirm."""
    page = case.firm.page
    choose(page, day)
    page.locator("[name=needs]").fill("想看看车间的排产")
    iso = page.locator("[name=day]:checked").get_attribute("value")
    page.locator("#confirm button").click()
    page.wait_for_url("**/done/")
    case.on = date.fromisoformat(str(iso))
    case.number = page.url.rstrip("/").split("/")[-2]
    return case


def booked(enter: Any, language: str = "zh") -> Case:
    """A new firm with a booked half-day."""
    return book(register(enter, language))


def manager_of(case: Case, center: str = "武进数字化") -> Person:
    """The center's manager, at a desk."""
    return case.enter(DESKTOP).sign_in(center, "Center manager")


def confirm(case: Case, manager: Person) -> None:
    """Confirm the proposed provider, once the background has proposed one."""
    open_step(manager, case, "Confirm the provider")
    proposed = manager.page.locator("label.opt:has(:checked) b").first
    case.provider = proposed.inner_text()
    manager.press("Confirm the provider")
    manager.page.wait_for_url("**" + case.page())


def open_step(person: Person, case: Case, title: str) -> None:
    """Open the step from the case's page; waits for what works in the background."""
    person.go(case.page())
    for _again in range(40):
        link = (
            person.page.locator(".notice", has_text=person.word(title))
            .get_by_role("link")
            .first
        )
        if link.count():
            link.click()
            person.page.wait_for_url("**/tasks/**")
            return
        person.page.wait_for_timeout(250)
        person.page.reload()
    raise AssertionError(f"{title} is not open: {person.text()[:500]}")


def coordinator_of(case: Case) -> Person:
    """The head of the provider's work, on a phone."""
    return case.enter(PHONE).sign_in(case.provider, "Provider coordinator")


def accept_job(case: Case, coordinator: Person) -> None:
    """Accept with the proposed lead."""
    open_step(coordinator, case, "Accept or decline the job")
    chosen = coordinator.page.locator("[name=lead] option:checked")
    case.lead = chosen.inner_text()
    coordinator.page.locator("[name=confidentiality]").check()
    coordinator.press("Send the answer")
    coordinator.page.wait_for_url("**" + case.page())


def visit(case: Case, coordinator: Person) -> None:
    """Record the visit as it was booked."""
    open_step(coordinator, case, "Record the site visit")
    coordinator.fill(notes="启动会、车间走访、访谈、总结会都开了。")
    coordinator.press("Save the visit")
    coordinator.page.wait_for_url("**" + case.page())


def assess(case: Case, coordinator: Person) -> None:
    """Answer fifteen questions and sixteen scenes."""
    open_step(coordinator, case, "On-site assessment")
    for name in SINGLE:
        coordinator.choose(name, "C")
    for name in MULTIPLE:
        coordinator.choose(name, "B")
    for n in range(1, 17):
        coordinator.choose(f"S{n:02d}", "2")
    coordinator.press("Score the assessment")
    coordinator.page.wait_for_url("**" + case.page())


def write_report(case: Case, coordinator: Person, words: str = "第一稿") -> None:
    """Twelve sections and one finding, handed in."""
    open_step(coordinator, case, "Write the report")
    for key, _title in SECTIONS:
        coordinator.fill(**{key: f"{words}：本节内容。"})
    coordinator.fill(
        **{
            "finding-0-scene": "S01",
            "finding-0-symptom": "图纸版本混乱",
            "finding-0-evidence": "现场三处旧图",
            "finding-0-measure": "建立图文档管理",
        }
    )
    coordinator.press("Hand in the report")
    coordinator.page.wait_for_url("**" + case.page())


def pass_report(case: Case, manager: Person) -> None:
    """The center lets the report through."""
    open_step(manager, case, "Review the report")
    manager.choose("decision", "pass")
    manager.press("Decide")
    manager.page.wait_for_url("**" + case.page())


def sign(case: Case) -> None:
    """The firm reads, signs and scores on its phone."""
    open_step(case.firm, case, "Read and sign off the report")
    case.firm.choose("score", "80")
    case.firm.choose("charged_money", "no")
    case.firm.choose("pushed_product", "no")
    case.firm.page.locator("[name=signed]").check()
    case.firm.press("Sign the report")
    case.firm.page.wait_for_url("**" + case.page())


def accept(case: Case, manager: Person) -> None:
    """The center accepts the diagnosis."""
    open_step(manager, case, "Accept the diagnosis")
    manager.press("Accept the diagnosis")
    manager.page.wait_for_url("**" + case.page())


def stage(person: Person, case: Case, words: str) -> None:
    """The case's page names the stage on top."""
    person.go(case.page())
    expect(person.page.locator(".page-h .badge")).to_have_text(person.word(words))


def with_provider(enter: Any) -> tuple[Case, Person, Person]:
    """A booked case whose provider has accepted; its manager and coordinator."""
    case = booked(enter)
    manager = manager_of(case)
    confirm(case, manager)
    coordinator = coordinator_of(case)
    accept_job(case, coordinator)
    return case, manager, coordinator


def reported(enter: Any) -> tuple[Case, Person, Person]:
    """A case whose report lies with the center; its manager and coordinator."""
    case, manager, coordinator = with_provider(enter)
    case.firm.city.reach(case.on)
    visit(case, coordinator)
    assess(case, coordinator)
    write_report(case, coordinator)
    return case, manager, coordinator


def applicants() -> list[str]:
    """The providers that apply for the pool in the seeded city."""
    text = (ROOT / "city/seeding/book/admission.json").read_text(encoding="utf-8")
    return [row["firm"] for row in json.loads(text)["applicants"]]


def rows_of(table: str) -> list[dict[str, str]]:
    """One of the city's tables of master data."""
    text = (ROOT / f"city/data/{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def assessors() -> list[str]:
    """Names of all assessors of the city."""
    return [row["name"] for row in rows_of("people") if row["role"] == "assessor"]


def sheets_of(case: Case) -> list[Person]:
    """The two assessors who have a sheet of the case, each with it open."""
    found = []
    for name in assessors():
        assessor = case.enter(DESKTOP).sign_in(name, "Assessor")
        if open_sheet(assessor, case):
            found.append(assessor)
        if len(found) == 2:
            break
    return found


def open_sheet(assessor: Person, case: Case) -> bool:
    """Look through the assessor's tasks, newest first, for the case's sheet."""
    assessor.go("/inbox/")
    links = assessor.page.locator(".task-t a")
    paths = [link.get_attribute("href") for link in links.all()]
    for path in reversed(paths):
        assessor.go(str(path))
        if case.number in assessor.text():
            return True
    return False


def score(assessor: Person, points: int) -> None:
    """Fill the open sheet with the same points and a sentence each, and hand it in."""
    for box in assessor.page.locator("main input[type=number]").all():
        box.fill(str(points))
    for text in assessor.page.locator("main textarea").all():
        text.fill("有数据、有现场，理由充分。")
    assessor.press("Hand in the sheet")
    assessor.page.wait_for_url("**/inbox/")

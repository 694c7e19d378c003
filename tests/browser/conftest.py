"""Chromium, the real city, and the people who use it."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from tests.browser.chrome import HOW, chromium, flags
from tests.browser.city import City, RunningCity
from tests.browser.people import DESKTOP, PHONE, Person
from tests.migrated import shared_folder


def pytest_collection_modifyitems(config, items):
    here = [item for item in items if "tests/browser" in str(item.path)]
    for item in here:
        item.add_marker(pytest.mark.browser)
    if not here or chromium():
        return
    if os.environ.get("CI"):
        pytest.exit(HOW.replace("skipped", "are required in CI"), returncode=3)
    config.stash[LOUD] = HOW
    for item in here:
        item.add_marker(pytest.mark.skip(reason=HOW))


LOUD = pytest.StashKey[str]()
CAME = pytest.StashKey[list[Person]]()


def pytest_terminal_summary(terminalreporter, config):
    if LOUD in config.stash:
        terminalreporter.section("browser tests did not run", sep="!", red=True)
        terminalreporter.line(config.stash[LOUD])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A test that fails says what each person had before their eyes."""
    report = yield
    if call.when == "call" and report.failed:
        for person in item.stash.get(CAME, []):
            with suppress(Error):  # a page that is closed, or has not come
                report.sections.append((f"seen at {person.page.url}", person.text()))
    return report


@pytest.fixture(scope="package")
def chrome() -> Iterator[Browser]:
    """One headless Chromium for all browser tests, ended before other tests run."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium(), args=flags(), timeout=60_000
        )
        yield running
        running.close()


@pytest.fixture(scope="package")
def city(tmp_path_factory) -> Iterator[City]:
    """The real `make run` with its own seeded city."""
    address, _comma, database = os.environ.get("BROWSER_CITY", "").partition(",")
    running: City = (
        RunningCity(address, database)
        if address
        else City(tmp_path_factory.mktemp("city"), shared_folder(tmp_path_factory))
    )
    try:
        running.start()
        yield running
    finally:
        running.end()


@pytest.fixture
def enter(chrome, city, request) -> Iterator[Callable[..., Person]]:
    """Somebody opens a browser of their own; what it complained of fails the test."""
    came: list[Person] = []
    request.node.stash[CAME] = came

    def begin(width: int = DESKTOP, language: str = "zh", **more) -> Person:
        usual = {
            "viewport": {"width": width, "height": 844 if width == PHONE else 900},
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "reduced_motion": "reduce",
        }
        context = chrome.new_context(**usual | more)
        context.set_default_timeout(15_000)
        came.append(Person(city, context, language))
        if language == "en":
            came[-1].switch_language()
        return came[-1]

    yield begin
    complaints = [line for person in came for line in person.complaints]
    for person in came:
        person.context.close()
    assert complaints == []

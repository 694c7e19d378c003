"""What every test may ask for: the standing cast and a still clock."""

import os
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from hypothesis import HealthCheck
from hypothesis import settings as properties
from xdist.scheduler import LoadScopeScheduling

from config.translations import compile_catalogues
from foundation import clock
from tests import telling
from tests.cast import Cast, make_cast
from tests.migrated import fill, migrated_file, shared_folder
from workflows import dispatch, jobs

# How long an example takes says how busy the machine is, nothing else.
properties.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
properties.load_profile("unhurried")
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in the city, a working day


@pytest.fixture(autouse=True)
def production_like(settings, tmp_path_factory):
    """No demonstration: nothing is one click away; passwords hash quickly."""
    settings.DEMO = False
    settings.WHITENOISE_AUTOREFRESH = True  # else each client looks at every file first
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """A test database in memory begins as a copy of the run's migrated one."""

    def first(connection, **_more):
        if "mode=memory" in str(connection.settings_dict["NAME"]):
            connection_created.disconnect(first)
            fill(connection, migrated_file(shared_folder(tmp_path_factory)))

    connection_created.connect(first, weak=False)
    yield
    connection_created.disconnect(first)


@pytest.fixture(autouse=True)
def nobody_else_is_told(request):
    """After each test: whoever was told has a role that the table of events names."""
    uses = {"db", "transactional_db"} & set(request.fixturenames)
    if not (uses or request.node.get_closest_marker("django_db")):
        yield
        return
    request.getfixturevalue("db")  # so that this ends before the data are rolled back
    yield
    assert telling.told_besides() == []


@pytest.fixture
def monday():
    """A working Monday morning on which the city's clock stands."""
    with clock.set_to(MONDAY):
        yield MONDAY


@pytest.fixture
def cast(db, monday) -> Cast:
    """Two centers, two of each role: one insider, one stranger."""
    return make_cast(monday)


@pytest.fixture
def jobs_inline():
    """Background steps run where they are hinted."""
    with dispatch.inline(jobs.run):
        yield


@pytest.fixture
def forger(db):
    """Whoever owns the database and has switched off what guards the log."""
    names = ("audit_entry_unchanged", "audit_entry_unremoved")
    on = " ON audit_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER {name}{on}")


# Tests under these share a running city, others what their file sets up. The walk over
# every page takes as long as all other walks together, so it has a city of its own.
TOGETHER = (
    "tests/browser/test_every_page.py",
    "tests/browser",
    "tests/services",
    "tests/unit/city",
)


class Shares(LoadScopeScheduling):
    """What shares something runs in one process where several run."""

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)


# The longest first, so that short files fill what is left. While the first walk seeds
# its city the other process does what needs none; what minds a second on a busy machine
# runs beside the short files, not beside a browser.
FIRST = (
    "tests/browser/test_every_page.py",
    "tests/properties/test_availability.py",
    "tests/unit/city",
    "tests/browser",
    "tests/services",
    "tests/rules/test_urls.py",
    "tests/unit/assignments/test_solver.py",
)


def _turn(item) -> int:
    starts = (n for n, begin in enumerate(FIRST) if item.nodeid.startswith(begin))
    return next(starts, len(FIRST))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Where several processes run: what they take one after the other."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=_turn)


def pytest_xdist_make_scheduler(config, log):
    return Shares(config, log)


def pytest_configure(config):
    """A fresh checkout has no compiled catalogue yet (workers of xdist find it)."""
    if not hasattr(config, "workerinput"):
        compile_catalogues()


def pytest_sessionfinish(session):
    """A whole run that is green has heard of every event in the table."""
    config = session.config
    if hasattr(config, "workerinput"):
        config.workeroutput["heard"] = sorted(telling.heard)
        return
    whole = config.args == config.getini("testpaths")
    chosen = config.option.keyword or config.option.markexpr or config.option.lf
    if whole and not chosen and session.exitstatus == 0 and telling.unheard():
        print(f"\nNo test tells anybody of: {telling.unheard()}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """What a process of xdist has heard."""
    telling.heard.update(getattr(node, "workeroutput", {}).get("heard", ()))

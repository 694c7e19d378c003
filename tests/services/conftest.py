"""The servers the services tests run on; missing ones are said loudly."""

import os
import shutil
import sys

import psycopg
import pytest

from tests.migrated import migrated_file, shared_folder
from tests.processes import Program, free_port, listens, manage, until
from tests.services.servers import Postgres, Redis, postgres, postgres_bin

HOW = (
    "PostgreSQL or Redis is missing: "
    "'apt-get install postgresql redis-server' (Debian/Ubuntu); services tests skipped"
)


def _missing() -> bool:
    return postgres_bin() is None or shutil.which("redis-server") is None


def pytest_collection_modifyitems(config, items):
    if not _missing():
        return
    if os.environ.get("CI"):
        pytest.exit(HOW.replace("skipped", "are required in CI"), returncode=3)
    for item in items:
        if item.get_closest_marker("services"):
            item.add_marker(pytest.mark.skip(reason=HOW))


@pytest.fixture(scope="session")
def loaded_postgres(tmp_path_factory):
    """A PostgreSQL at rest, whose data hold a migrated and loaded `city`."""
    server = Postgres(tmp_path_factory.mktemp("loaded"), durable=False)
    server.start()
    try:
        with psycopg.connect(f"{server.url}/postgres", autocommit=True) as link:
            link.execute("CREATE DATABASE city")
        env = {"DATABASE_URL": f"{server.url}/city"}
        manage("migrate", "-v0", env=env)
        manage("load_city", env=env)
    finally:
        server.rest()
    return server


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory, loaded_postgres):
    """A running PostgreSQL with a migrated and loaded city as a template."""
    folder = tmp_path_factory.mktemp("postgres")
    with postgres(folder, loaded_postgres, durable=False) as url:
        yield url


@pytest.fixture
def postgres_city(postgres_url):
    """A fresh copy of the loaded city; the environment to reach it."""
    name = f"city_{free_port()}"
    with psycopg.connect(f"{postgres_url}/postgres", autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name} TEMPLATE city")
    return {"DATABASE_URL": f"{postgres_url}/{name}"}


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A migrated and loaded city in one file."""
    path = tmp_path_factory.mktemp("sqlite") / "city.sqlite3"
    shutil.copy(migrated_file(shared_folder(tmp_path_factory)), path)
    manage("load_city", env={"DATABASE_URL": f"sqlite:///{path}"})
    return path


@pytest.fixture
def sqlite_city(sqlite_template, tmp_path):
    """A fresh copy of the loaded city; the environment to reach it."""
    path = tmp_path / "city.sqlite3"
    shutil.copy(sqlite_template, path)
    return {"DATABASE_URL": f"sqlite:///{path}"}


@pytest.fixture(params=["sqlite", "postgresql"])
def city(request):
    """The same test on both databases."""
    name = "sqlite_city" if request.param == "sqlite" else "postgres_city"
    return request.getfixturevalue(name)


@pytest.fixture
def redis():
    """A Redis that this test may freeze and kill."""
    server = Redis()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def start(tmp_path):
    """Start our own processes; whatever still runs at the end is killed."""
    running: list[Program] = []

    def begin(*command: str, env: dict[str, str]) -> Program:
        log = tmp_path / f"{len(running)}.log"
        running.append(Program(*command, env=env, log=log))
        return running[-1]

    yield begin
    for program in running:
        program.kill()


@pytest.fixture
def serve(start):
    """The web process on a free port; yields (address, program)."""

    def begin(env: dict[str, str], *args: str):
        port = free_port()
        program = start(
            sys.executable, "manage.py", "serve", "--port", str(port), *args, env=env
        )
        until(lambda: listens(port))
        return f"http://127.0.0.1:{port}", program

    return begin


@pytest.fixture
def worker(start):
    """A real Celery worker."""

    def begin(env: dict[str, str]) -> Program:
        return start(
            sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "2",
            "--loglevel", "INFO", env=env,
        )  # fmt: skip

    return begin


@pytest.fixture
def beat(start, tmp_path):
    """A real Celery beat."""

    def begin(env: dict[str, str]) -> Program:
        return start(
            sys.executable, "-m", "celery", "-A", "config", "beat",
            "--schedule", str(tmp_path / "beat"), "--max-interval", "1", env=env,
        )  # fmt: skip

    return begin

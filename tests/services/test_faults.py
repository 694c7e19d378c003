"""What is killed, frozen or lost: the case goes on by itself, its effect once."""

import psycopg
import pytest

from tests.processes import manage
from tests.services.booking_by_hand import register_and_book
from tests.services.servers import script

pytestmark = pytest.mark.services

QUICK = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "JOB_LEASE_SECONDS": "3",
    "JOB_RESEND_SECONDS": "1",
    "SWEEP_EVERY_SECONDS": "1",
}
PROPOSED_ONCE = {
    "stage": "confirming",
    "proposals": 1,
    "confirm_tasks": 1,
    "told": 1,
    "job": "DONE",
}


def state(env, number, *awaited):
    """The facts of a case, now or once one of them has the awaited value."""
    return script("state.py", env, number, *awaited)


def proposed(env, number):
    """Wait until the case was proposed, then look whether anything happened twice."""
    state(env, number, "stage", "confirming")
    assert state(env, number) == PROPOSED_ONCE


@pytest.fixture
def planned_city(postgres_city):
    """A loaded city on PostgreSQL with its half-days planned."""
    manage("demo_clock", "+0d", env=postgres_city)
    return {**QUICK, **postgres_city}


def test_web_worker_and_beat_as_three_processes_carry_a_case(
    planned_city, redis, serve, worker, beat
):
    env = {**planned_city, "REDIS_URL": redis.url}
    base, _web = serve(env, "--only", "web")
    worker(env)
    beat(env)
    _firm, number = register_and_book(base)
    proposed(env, number)


def test_a_worker_killed_in_mid_job_is_followed_by_another(
    planned_city, redis, serve, worker, beat
):
    env = {**planned_city, "REDIS_URL": redis.url}
    base, _web = serve(env, "--only", "web")
    with psycopg.connect(planned_city["DATABASE_URL"]) as blocker:
        # The job waits in the middle of its work: it cannot read this table.
        blocker.execute("LOCK TABLE assignments_conflict IN ACCESS EXCLUSIVE MODE")
        first = worker(env)
        _firm, number = register_and_book(base)
        state(env, number, "job", "STARTED")
        first.kill()
        blocker.rollback()
    assert state(env, number)["proposals"] == 0
    worker(env)
    beat(env)
    proposed(env, number)


def test_a_message_delivered_again_and_again_has_its_effect_once(
    planned_city, redis, serve, worker, beat
):
    env = {**planned_city, "REDIS_URL": redis.url}
    base, _web = serve(env, "--only", "web")
    _firm, number = register_and_book(base)
    answer = script("deliver_again.py", env, number, "20")
    assert answer["done"] == 1
    assert state(env, number) == PROPOSED_ONCE


def test_a_dead_broker_does_not_hold_the_booking_and_the_case_goes_on_later(
    planned_city, redis, serve, worker, beat
):
    env = {**planned_city, "REDIS_URL": redis.url}
    base, _web = serve(env, "--only", "web")
    redis.stop()
    _firm, number = register_and_book(base, timeout=3)
    assert state(env, number)["job"] == "SCHEDULED"
    redis.start()
    worker(env)
    beat(env)
    proposed(env, number)


def test_a_frozen_broker_does_not_hold_the_booking_longer_than_three_seconds(
    planned_city, redis, serve, worker, beat
):
    env = {**planned_city, "REDIS_URL": redis.url}
    base, _web = serve(env, "--only", "web")
    redis.freeze()
    _firm, number = register_and_book(base, timeout=3)
    redis.thaw()
    worker(env)
    beat(env)
    proposed(env, number)


def test_connections_cut_between_two_pages_are_noticed_and_nobody_sees_an_error(
    planned_city, redis, serve
):
    base, _web = serve({**planned_city, "REDIS_URL": redis.url}, "--only", "web")
    firm, number = register_and_book(base)
    with psycopg.connect(planned_city["DATABASE_URL"], autocommit=True) as link:
        cut = link.execute(  # and wait until they are gone
            "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        ).fetchone()
    assert cut
    assert cut[0] >= 1
    told = [firm.get(f"/cases/{number}/")[0] for _n in range(8)]
    assert told == [200] * 8


def test_kill_9_of_the_whole_embedded_product_loses_nothing(sqlite_city, serve):
    env = {**QUICK, **sqlite_city}
    manage("demo_clock", "+0d", env=env)
    base, program = serve(env, "--only", "web")  # nobody does the job yet
    _firm, number = register_and_book(base)
    program.kill()
    assert state(env, number)["job"] == "SCHEDULED"
    serve(env, "--no-seed")
    proposed(env, number)

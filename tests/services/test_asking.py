"""Prepared texts are asked of PostgreSQL as psycopg's cursor would ask them."""

from datetime import UTC, datetime

import psycopg
import pytest
from psycopg import errors
from psycopg.types.json import Jsonb

from foundation.postgresql.asking import Asking
from tests.processes import until

pytestmark = [pytest.mark.services]
PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'ask_%'"


@pytest.fixture
def link(postgres_url):
    with psycopg.connect(f"{postgres_url}/postgres", autocommit=True) as own:
        own.execute("CREATE TEMPORARY TABLE thing (id int PRIMARY KEY, n smallint)")
        yield own


def things(link):
    return link.execute("SELECT id, n FROM thing ORDER BY id").fetchall()


def test_values_go_and_come_back_as_they_are(link):
    now = datetime(2026, 12, 1, 5, tzinfo=UTC)
    given = [1, 2**40, "甲", True, None, now, Jsonb({"a": [1]})]
    types = ["bigint", "bigint", "text", "boolean", "text", "timestamptz", "jsonb"]
    places = ", ".join(f"${n}::{of}" for n, of in enumerate(types, 1))
    (row,) = Asking(link)(f"SELECT {places}".encode(), given).fetchall()
    assert row == (*given[:-1], {"a": [1]})


def test_one_text_is_prepared_once_however_large_its_numbers_are(link):
    ask = Asking(link)
    for key in (1, 70_000, 2**31 + 1):
        assert ask(b"SELECT $1::bigint", [key]).fetchone() == (key,)
    assert link.execute(PREPARED).fetchone() == (1,)


def test_the_number_of_rows_written_is_told(link):
    ask = Asking(link)
    assert ask(b"INSERT INTO thing VALUES ($1, $2), ($3, $4)", [1, 1, 2, 2]).rowcount
    assert ask(b"UPDATE thing SET n = $1 WHERE id > $2", [7, 0]).rowcount == 2
    assert ask(b"UPDATE thing SET n = $1 WHERE id > $2", [7, 9]).rowcount == 0
    assert ask(b"SELECT id FROM thing WHERE id > $1", [9]).fetchone() is None
    assert things(link) == [(1, 7), (2, 7)]


def test_what_is_refused_is_named_and_the_text_can_be_asked_again(link):
    ask, text = Asking(link), b"INSERT INTO thing (id) VALUES ($1)"
    ask(text, [1])
    with pytest.raises(errors.UniqueViolation) as refused:
        ask(text, [1])
    assert refused.value.diag.table_name == "thing"
    ask(text, [2])
    with pytest.raises(errors.SyntaxError):
        ask(b"SELEKT $1", [1])
    assert [key for key, _n in things(link)] == [1, 2]


def test_it_begins_the_transaction_that_is_asked_for(link):
    link.autocommit = False
    ask = Asking(link)
    ask(b"INSERT INTO thing (id) VALUES ($1)", [1])
    link.rollback()
    assert things(link) == []
    ask(b"INSERT INTO thing (id) VALUES ($1)", [2])
    link.commit()
    assert things(link) == [(2, None)]


def test_a_column_that_got_another_type_is_asked_for_anew(link):
    ask, text = Asking(link), b"SELECT n FROM thing WHERE id = $1"
    link.execute("INSERT INTO thing VALUES (1, 5)")
    assert ask(text, [1]).fetchone() == (5,)
    link.execute("ALTER TABLE thing ALTER n TYPE text")
    with pytest.raises(errors.FeatureNotSupported):
        ask(text, [1])
    assert ask(text, [1]).fetchone() == ("5",)
    link.execute("DEALLOCATE ALL")
    with pytest.raises(errors.InvalidSqlStatementName):
        ask(text, [1])
    assert ask(text, [1]).fetchone() == ("5",)


def gone(ask):
    try:
        ask(b"SELECT $1::bigint", [1])
    except psycopg.OperationalError:
        return True
    return False


def test_a_connection_that_was_cut_says_so_and_is_closed(link, postgres_url):
    ask = Asking(link)
    with psycopg.connect(f"{postgres_url}/postgres", autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [link.info.backend_pid])
    until(lambda: gone(ask))
    assert link.closed

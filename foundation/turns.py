"""One at a time where there is no row yet to lock."""

from django.db import connection


def take_turn(name: str) -> None:
    """Wait until nobody else has the name; it is held until the transaction ends.

    So what is counted next stays true until what is made of it is committed. SQLite
    writes one at a time anyway (BEGIN IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            words = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
            cursor.execute(words, [name])

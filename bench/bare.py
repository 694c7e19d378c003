"""The least a Django view can do: one statement and an answer, nothing around it.

What the product's pages are measured against, in the same run, on the same database.
"""

import os
from typing import Any

import django
import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

if not settings.configured:
    _database = {
        **environ.Env.db_url_config(os.environ["DATABASE_URL"]),
        "CONN_MAX_AGE": 600,
    }
    if _database["ENGINE"].endswith("sqlite3"):
        _database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    settings.configure(
        SECRET_KEY="bench",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": _database},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()

FREE = {
    "sqlite": """
        select json_group_array(json_object('id', id, 'starts', starts_at,
            'left', capacity - taken))
        from bookings_slot where center_id = %s and kind = 'visit'
        and starts_at > datetime('now') and starts_at < datetime('now', '+30 days')
        and not is_closed and taken < capacity""",
    "postgresql": """
        select json_agg(json_build_object('id', id, 'starts', starts_at,
            'left', capacity - taken))::text
        from bookings_slot where center_id = %s and kind = 'visit'
        and starts_at > now() and starts_at < now() + interval '30 days'
        and not is_closed and taken < capacity""",
}
BOOK = """
    with won as (update bench_slot set taken = taken + 1
                 where id = %s and taken < capacity returning id)
    insert into bench_booking (slot, firm) select id, %s from won"""


def free(request: HttpRequest) -> HttpResponse:
    """Free times of a center as one text out of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(FREE[connection.vendor], [request.GET["center"]])
        (text,) = cursor.fetchone()
    return HttpResponse(text or "[]", content_type="application/json")


def book(request: HttpRequest) -> HttpResponse:
    """Take a place and write the booking down, or 409.

    `more` statements that ask nothing go before: what their number alone costs.
    """
    pair: list[Any] = [request.GET["slot"], request.GET["firm"]]
    for _n in range(int(request.GET.get("more", 0))):
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            cursor.fetchone()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(BOOK, pair)
            won = cursor.rowcount
        else:
            won = _in_two(cursor, pair)
    return HttpResponse(status=201 if won else 409)


def _in_two(cursor: Any, pair: list[Any]) -> int:
    """SQLite has no update inside a WITH."""
    with transaction.atomic():
        cursor.execute(
            "update bench_slot set taken = taken + 1 "
            "where id = %s and taken < capacity",
            pair[:1],
        )
        won: int = cursor.rowcount
        if won:
            cursor.execute(
                "insert into bench_booking (slot, firm) values (%s, %s)", pair
            )
    return won


urlpatterns = [path("free/", free), path("book/", book)]
application = get_wsgi_application()

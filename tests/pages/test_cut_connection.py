"""The database's connection is cut in mid-request: a page is asked for once more."""

from io import BytesIO

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory

from config.wsgi import application


@pytest.fixture
def ask(client, cast):
    """Ask the real handler as a signed-in firm; the first `cuts` questions are cut."""
    client.force_login(cast.firm)
    cookie = "; ".join(f"{name}={kept.value}" for name, kept in client.cookies.items())

    def go(method: str, path: str, cuts: int) -> tuple[str, str]:
        left = [None] * cuts

        def cut(execute, sql, params, many, context):
            if left:
                left.pop()
                raise OperationalError("server closed the connection unexpectedly")
            return execute(sql, params, many, context)

        environ = RequestFactory(HTTP_COOKIE=cookie, secure=True)._base_environ(
            PATH_INFO=path, REQUEST_METHOD=method, **{"wsgi.url_scheme": "https"}
        )
        environ["wsgi.input"] = BytesIO(b"")
        told = []
        with connection.execute_wrapper(cut):
            answer = application(environ, lambda status, _headers: told.append(status))
            text = b"".join(answer).decode()
        return told[0], text

    return go


def test_a_page_whose_connection_was_cut_is_asked_for_again(ask):
    assert ask("GET", "/book/", 1)[0] == "200 OK"


def test_a_database_that_is_gone_is_said_in_words(ask):
    status, text = ask("GET", "/book/", 2)
    assert status == "503 Service Unavailable"
    assert "请稍候" in text


def test_a_form_is_not_sent_a_second_time(ask):
    assert ask("POST", "/book/", 1)[0] == "503 Service Unavailable"

"""Who is signed in comes with the session, and is as it stands today."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Session
from accounts.sessions import SessionStore
from foundation import clock

pytestmark = pytest.mark.django_db


def questions(client, path="/me/") -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return [row["sql"] for row in caught]


def test_session_person_roles_and_firm_are_one_question(client, cast):
    client.force_login(cast.firm)
    first, *others = questions(client)
    for table in ("accounts_session", "accounts_user", "companies_company"):
        assert f'"{table}"' in first
        assert not any(f'FROM "{table}"' in sql for sql in others)


def test_a_session_knows_its_person_from_the_sign_in_on(client, cast):
    client.force_login(cast.manager)
    assert Session.objects.get().person == cast.manager
    client.logout()
    assert not Session.objects.exists()


def test_a_session_from_before_it_knew_its_person_still_counts(client, cast):
    client.force_login(cast.manager)
    Session.objects.update(person=None)
    assert client.get("/me/").status_code == 200


def test_whoever_lost_the_last_role_is_still_signed_in_and_sees_nothing(client, cast):
    client.force_login(cast.manager)
    cast.manager.memberships.update(ends_on=clock.today())
    assert client.get("/week/").status_code in (403, 404)
    assert SESSION_KEY in client.session


def test_another_password_elsewhere_ends_the_session(client, cast):
    client.force_login(cast.manager)
    cast.manager.set_password("another-long-one")
    cast.manager.save()
    assert client.get("/me/").status_code == 302


def test_who_may_not_sign_in_any_more_is_out(client, cast):
    client.force_login(cast.manager)
    cast.manager.is_active = False
    cast.manager.save()
    assert client.get("/me/").status_code == 302


def test_a_session_that_ended_is_nobodys(client, cast):
    client.force_login(cast.manager)
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    assert client.get("/me/").status_code == 302


def test_one_persons_session_never_stands_for_another(client, cast):
    client.force_login(cast.manager)
    key = Session.objects.get().pk
    store = SessionStore(key)
    store[SESSION_KEY] = str(cast.firm.pk)
    Session.objects.filter(pk=key).update(session_data=store.encode(store._session))
    assert client.get("/me/").status_code == 302

"""The keeper's pages: for the keeper only."""

import pytest

from accounts.models import User
from foundation.models import WorkdayYear

PAGES = [
    "/keeper/",
    "/keeper/foundation/workdayyear/",
    "/keeper/centers/center/",
    "/keeper/workflows/term/",
]


@pytest.mark.parametrize("path", PAGES)
def test_the_keeper_sees_them_and_an_officer_does_not(client, cast, path):
    keeper = User.objects.create_superuser("13811111111", "long enough 1", name="管理")
    client.force_login(keeper)
    assert client.get(path).status_code == 200
    client.force_login(cast.officer)
    assert client.get(path).status_code == 302


def test_a_year_is_edited_day_by_day(client, cast):
    keeper = User.objects.create_superuser("13811111111", "long enough 1", name="管理")
    client.force_login(keeper)
    year = WorkdayYear.objects.get(year=2026)
    page = client.get(f"/keeper/foundation/workdayyear/{year.pk}/change/")
    assert page.status_code == 200
    assert "2026-10-01" in page.content.decode()


def test_the_keeper_signs_in_where_everybody_does(client, cast):
    answer = client.get("/keeper/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/sign-in/?next=%2Fkeeper%2F")
    client.force_login(cast.officer)
    assert client.get("/keeper/", follow=True).status_code == 403


def test_secrets_of_second_steps_are_on_no_page_of_the_keeper(client, cast):
    keeper = User.objects.create_superuser("13811111111", "long enough 1", name="管理")
    client.force_login(keeper)
    text = client.get("/keeper/").content.decode()
    assert "/keeper/mfa/" not in text
    assert "/keeper/socialaccount/" not in text

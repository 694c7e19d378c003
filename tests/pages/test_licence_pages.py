"""A picture of the licence, from the person who hands it in to the center's answer."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Licence, User
from foundation.credit_codes import with_check
from foundation.files import MEGABYTE, PICTURE_LIMIT
from tests.pages.first_time import listed_firm, signed_in
from tests.pages.reading import page, queries
from tests.rules.test_urls import ROLES

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def newcomer(db):
    return User.objects.create_user("13511112222", None, name="135****2222")


def hand_in(client, who, firm, content=PNG, file="执照.png", **typed):
    client.force_login(who)
    client.post("/bind/", {"credit_code": firm.credit_code})
    upload = SimpleUploadedFile(file, content)
    return client.post("/bind/licence/", {"picture": upload, **typed})


def test_a_newcomer_hands_in_a_picture_and_the_center_lets_them_in(
    client, cast, newcomer
):
    firm = listed_firm(cast)
    assert hand_in(client, newcomer, firm, file="x.html", name="赵新").url == "/me/"
    assert "赵新" in client.get("/me/").content.decode()
    row = Licence.objects.get()
    answer = page(client, cast.manager, "licences")
    counts = {place["url"]: place["count"] for place in answer.context["nav"]}
    assert counts["/licences/"] == 1
    path = f"/licences/{row.pk}/"
    assert firm.name in client.get(path).content.decode()
    assert client.post(path, {"decision": "approve"}).url == "/licences/"
    assert page(client, newcomer, "book").status_code == 200
    assert "已审核通过" in page(client, newcomer, "me").content.decode()


def test_a_refusal_without_reason_comes_back_and_with_one_reaches_the_person(
    client, cast, newcomer
):
    hand_in(client, newcomer, cast.company)
    path = f"/licences/{Licence.objects.get().pk}/"
    client.force_login(cast.manager)
    assert client.post(path, {"decision": "refuse"}).status_code == 422
    assert client.post(path, {"reason": "x"}).status_code == 422
    client.post(path, {"decision": "refuse", "reason": "照片看不清"})
    assert "照片看不清" in page(client, newcomer, "me").content.decode()
    assert page(client, newcomer, "book").status_code == 403


def test_a_decision_that_comes_second_says_so(client, cast, newcomer):
    hand_in(client, newcomer, cast.company)
    path = f"/licences/{Licence.objects.get().pk}/"
    client.force_login(cast.manager)
    client.post(path, {"decision": "refuse", "reason": "看不清"})
    answer = client.post(path, {"decision": "approve"})
    assert answer.status_code == 422
    assert page(client, newcomer, "book").status_code == 403


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PNG + b"\0" * PICTURE_LIMIT * MEGABYTE, "超过5MB"),
        (b"GIF89a......", "JPG、PNG"),
        (b"<script>alert(1)</script>", "JPG、PNG"),
        (b"", "文件为空"),
    ],
    ids=["large", "gif", "script", "empty"],
)
def test_a_wrong_file_comes_back_with_a_sentence_and_the_name_is_kept(
    client, cast, newcomer, content, words, files
):
    answer = hand_in(client, newcomer, cast.company, content, file="a.png", name="赵新")
    text = answer.content.decode()
    assert (answer.status_code, words in text, 'value="赵新"' in text) == (
        422,
        True,
        True,
    )
    assert Licence.objects.count() == 0
    assert list(files.rglob("*.*")) == []


def test_without_a_picture_the_page_asks_for_one(client, cast, newcomer):
    client.force_login(newcomer)
    client.post("/bind/", {"credit_code": cast.company.credit_code})
    answer = client.post("/bind/licence/", {"name": ""})
    assert (answer.status_code, "请选择执照图片" in answer.content.decode()) == (
        422,
        True,
    )


def test_a_firm_without_a_file_is_registered_instead(client, cast, newcomer):
    client.force_login(newcomer)
    assert client.get("/bind/licence/").url == "/bind/"
    code = with_check("91320412MA7999999")
    client.post("/bind/", {"credit_code": code})
    assert client.get("/bind/licence/").url == f"/register/?credit_code={code}"


def test_a_second_picture_while_one_waits_is_refused_with_a_sentence(
    client, cast, newcomer
):
    hand_in(client, newcomer, cast.company)
    answer = hand_in(client, newcomer, cast.company)
    assert (answer.status_code, "已在中心审核" in answer.content.decode()) == (
        422,
        True,
    )


def test_a_picture_that_is_no_longer_there_is_a_404(client, cast, newcomer, files):
    hand_in(client, newcomer, cast.company)
    row = Licence.objects.get()
    row.picture.storage.delete(row.picture.name)
    client.force_login(cast.manager)
    assert client.get(f"/licences/{row.pk}/picture/").status_code == 404
    assert client.get(f"/licences/{row.pk}/").status_code == 200


def test_nobody_hands_in_a_picture_without_proving_a_phone(client, cast):
    client.post("/bind/", {"credit_code": cast.company.credit_code})
    answer = client.post("/bind/licence/", {"picture": SimpleUploadedFile("a", PNG)})
    assert answer.url.startswith("/sign-in/")
    assert signed_in(client) is None
    assert Licence.objects.count() == 0


def test_page_and_picture_are_for_the_center_of_the_district_alone(
    client, cast, newcomer
):
    hand_in(client, newcomer, cast.company)
    row = Licence.objects.get()
    for path in (f"/licences/{row.pk}/", f"/licences/{row.pk}/picture/"):
        client.logout()
        assert client.get(path).status_code == 302
        seen = {}
        for role in ROLES:
            client.force_login(cast.people[role])
            answer = client.get(path)
            answer.close()
            seen[role] = answer.status_code
        assert {role for role, status in seen.items() if status == 200} == {"manager"}
        assert set(seen.values()) == {200, 404}
        client.force_login(newcomer)
        assert client.get(path).status_code == 404


def test_the_picture_is_served_as_what_it_is_and_is_in_no_public_folder(
    client, cast, newcomer
):
    hand_in(client, newcomer, cast.company)
    row = Licence.objects.get()
    client.force_login(cast.manager)
    answer = client.get(f"/licences/{row.pk}/picture/")
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline")
    assert "no-store" in answer["Cache-Control"]
    for folder in ("static", "media", "files"):
        assert client.get(f"/{folder}/{row.picture.name}").status_code == 404


def test_the_list_costs_the_same_for_one_picture_and_for_thirty(client, cast, newcomer):
    hand_in(client, newcomer, cast.company)
    before = queries(client, cast.manager, "/licences/")
    for n in range(30):
        user = User.objects.create_user(f"150{n:08d}", None, name=f"某{n}")
        hand_in(client, user, listed_firm(cast, 100 + n))
    assert queries(client, cast.manager, "/licences/") == before
    assert queries(client, cast.manager, "/licences/?tab=decided") > 0

"""The picture of a business licence: what is taken, and what the center decides."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from accounts.actions import decide_licence, submit_licence
from accounts.models import Licence, User
from companies.models import Company
from foundation.audit.models import Entry
from foundation.errors import LostRace, Refused
from foundation.files import MEGABYTE, PICTURE_LIMIT
from tests.journey import fresh

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
PDF = b"%PDF-1.7 ..."
JPG = b"\xff\xd8\xff\xe0" + b"\0" * 100


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def newcomer(db):
    return User.objects.create_user("13511112222", None, name="新人")


def hand_in(cast, by, at, content=PNG, name="执照.png"):
    return submit_licence(
        company=cast.company, picture=ContentFile(content, name), by=by, at=at
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PNG, "png"), (PDF, "pdf"), (JPG, "jpg")],
    ids=["png", "pdf", "jpg"],
)
def test_a_picture_is_known_by_its_bytes_and_kept_under_a_name_of_our_own(
    cast, newcomer, monday, content, kind
):
    licence = hand_in(cast, newcomer, monday, content, "../../x.exe")
    assert licence.kind == kind
    assert licence.picture.name.startswith("licences/2026/")
    assert licence.picture.name.endswith(f".{kind}")
    assert "x.exe" not in licence.picture.name
    assert Path(licence.picture.path).read_bytes() == content
    assert cast.manager.messages.get().link == f"/licences/{licence.pk}/"
    assert cast.other_manager.messages.count() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"GIF89a", "JPG or PNG"),
        (b"", "JPG or PNG"),
        (b"<svg>", "JPG or PNG"),
        (PNG + b"\0" * PICTURE_LIMIT * MEGABYTE, "larger than 5 MB"),
    ],
    ids=["gif", "empty", "svg", "large"],
)
def test_anything_else_is_refused_with_a_sentence_and_nothing_is_kept(
    cast, newcomer, monday, content, words, files
):
    with pytest.raises(Refused, match=words):
        hand_in(cast, newcomer, monday, content)
    assert Licence.objects.count() == 0
    assert list(files.rglob("*.*")) == []


def test_one_picture_waits_at_a_time_and_the_second_leaves_no_file(
    cast, newcomer, monday, files
):
    hand_in(cast, newcomer, monday)
    with pytest.raises(Refused, match="already"):
        hand_in(cast, newcomer, monday)
    assert len(list(files.rglob("*.png"))) == 1


def test_a_firm_outside_the_city_has_no_center_to_ask(cast, newcomer, monday):
    Company.objects.filter(pk=cast.company.pk).update(district=None)
    cast.company.refresh_from_db()
    with pytest.raises(Refused, match="bureau"):
        hand_in(cast, newcomer, monday)


def test_an_approved_person_is_connected_and_told(cast, newcomer, monday):
    licence = hand_in(cast, newcomer, monday)
    decide_licence(
        licence=licence, approved=True, reason="", by=cast.manager, at=monday
    )
    user = fresh(newcomer)
    assert (user.home_id, user.is_owner) == (cast.company.pk, False)
    assert user.messages.last().link == "/book/"
    assert Entry.objects.get(deed="accounts.decide_licence").after["approved"] is True


def test_a_refusal_needs_a_reason_and_may_be_followed_by_another_picture(
    cast, newcomer, monday
):
    licence = hand_in(cast, newcomer, monday)
    with pytest.raises(Refused, match="say why"):
        decide_licence(
            licence=licence, approved=False, reason="", by=cast.manager, at=monday
        )
    decide_licence(
        licence=licence, approved=False, reason="看不清", by=cast.manager, at=monday
    )
    assert fresh(newcomer).role == ""
    assert "看不清" in newcomer.messages.last().worded()
    hand_in(cast, newcomer, monday)


def test_two_managers_do_not_decide_the_same_picture(cast, newcomer, monday):
    licence = hand_in(cast, newcomer, monday)
    seen = fresh(licence)
    decide_licence(
        licence=licence, approved=False, reason="x", by=cast.manager, at=monday
    )
    with pytest.raises(LostRace):
        decide_licence(
            licence=seen, approved=True, reason="", by=cast.manager, at=monday
        )
    assert fresh(newcomer).role == ""


def test_only_the_center_of_the_firms_district_sees_it(cast, newcomer, monday):
    hand_in(cast, newcomer, monday)
    seen = {
        name: Licence.objects.visible_to(user).count()
        for name, user in cast.people.items()
    }
    assert {name for name, count in seen.items() if count} == {"manager"}

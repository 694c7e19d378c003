"""Public notices: only what has been published, as it was published."""

from datetime import date

import pytest
from django.urls import reverse

from subsidies.actions import decide_objection, raise_objection
from tests.pages.reading import page, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_inline")]


def test_nothing_is_public_before_the_notice(client, cast, close):
    award = close.award(cast.provider)
    assert client.get(reverse("notices")).context["rows"] == []
    assert client.get(reverse("notice_detail", args=[award.pk])).status_code == 404


def test_an_award_held_back_is_never_public(client, cast, close):
    held = close.award(cast.provider)
    close.to_notice(blocked={held.pk: "严重失信"})
    rows = client.get(reverse("notices")).context["rows"]
    assert [row["award"].provider for row in rows] == [cast.other_provider]
    assert client.get(reverse("notice_detail", args=[held.pk])).status_code == 404


def test_the_public_sees_amount_grade_last_day_and_the_official_page(
    client, cast, noticed
):
    award = noticed.award(cast.provider)
    found = client.get(reverse("notice_detail", args=[award.pk]))
    notice = found.context["notice"]
    assert (notice.award_fen, notice.grade, notice.ends_on) == (
        4_800_000,
        "A",
        date(2027, 1, 18),
    )
    assert found.context["is_open"] is True
    assert notice.official_url in found.content.decode()
    assert client.get(reverse("notices")).context["running"] == 2


def test_a_corrected_figure_is_public_only_when_it_is_published_again(
    client, cast, noticed
):
    award = noticed.award(cast.other_provider)
    facts = {"text": "x", "evidence": "y", "real_name": "李四"}
    noticed.do(
        award, "notice", raise_objection, cast.other_coordinator,
        deed="subsidies.object", **facts,
    )  # fmt: skip
    noticed.do(
        award, "decide", decide_objection, upheld=True, decision="属实",
        indicator="O4", value=100,
    )  # fmt: skip
    shown = client.get(reverse("notice_detail", args=[award.pk])).context
    assert (shown["notice"].award_fen, shown["grade_words"]) == (2_000_000, "中")
    assert noticed.award(cast.other_provider).award_fen == 3_200_000


def test_who_was_paid_what_is_public(client, cast, noticed):
    noticed.pay(noticed.end_notice(noticed.award(cast.provider)))
    rows = client.get(reverse("notices"), {"year": "2026"}).context["rows"]
    assert [row["payment"].amount_fen for row in rows if row["payment"]] == [4_800_000]
    assert client.get(reverse("notices"), {"year": "junk"}).context["year"] == 2026


def test_the_results_may_be_taken_away_as_a_file(client, cast, noticed):
    noticed.pay(noticed.end_notice(noticed.award(cast.provider)))
    rows = table(page(client, None, "notices", format="csv"))
    assert [[row[0], row[2], row[3], row[5]] for row in rows[1:]] == [
        [cast.provider.name, "优", "48000.00", "48000.00"],
        [cast.other_provider.name, "中", "20000.00", ""],
    ]

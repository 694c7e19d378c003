"""Lists and pages of admissions: who sees what, and at what cost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from admissions.actions import ask_to_complete
from admissions.models import Application, Call, Evidence
from foundation import clock
from tests.admission import PDF, Applying, fresh, make_call
from tests.pages.reading import page, queries


@pytest.fixture
def call(cast):
    return make_call(cast)


def grow(cast, call, stage, count):
    for n in range(2, count + 2):
        getattr(Applying(cast, call, n=n), stage)()


def test_lists_cost_the_same_for_one_application_and_for_many(client, cast, call):
    Applying(cast, call).in_notice()
    urls = [
        (cast.officer, reverse("applications")),
        (cast.officer, reverse("calls")),
        (cast.officer, reverse("call", args=[call.pk])),
        (None, reverse("admission")),
        (None, reverse("admission_notices")),
        (None, reverse("pool")),
    ]
    before = [queries(client, who, url) for who, url in urls]
    grow(cast, call, "in_notice", 8)
    for _n in range(5):
        make_call(cast)
    assert [queries(client, who, url) for who, url in urls] == before


def test_the_bureau_filters_by_state_and_call(client, cast, call):
    one = Applying(cast, call).hand_in()
    Applying(cast, make_call(cast), n=2).to_experts()
    Applying(cast, call, n=3)
    url = reverse("applications")
    client.force_login(cast.officer)
    every = client.get(url).context["rows"]
    assert len(every) == 2  # the draft is its provider's own business
    for query in ({"state": "checking"}, {"call": call.pk}, {"q": one.provider.name}):
        rows = client.get(url, query).context["rows"]
        assert [line["row"] for line in rows] == [fresh(one.row)]


def test_a_provider_sees_its_own_and_what_it_can_apply_to(client, cast, call):
    one = Applying(cast, call)
    Applying(cast, call, n=2).hand_in()
    seen = page(client, one.coordinator, "applications").context
    assert [line["row"] for line in seen["rows"]] == [one.row]
    assert list(seen["open_calls"]) == [call]


def test_a_call_before_and_after_its_days_says_when(client, cast):
    soon = make_call(cast, opens_on=clock.today() + timedelta(days=3))
    assert "3月5日起受理" in page(client, None, "public_call", soon.pk).content.decode()
    with clock.set_to(clock.now() + timedelta(days=40)):
        text = page(client, None, "public_call", soon.pk).content.decode()
    assert "3月16日截止" in text
    client.force_login(cast.other_coordinator)
    answer = client.post(reverse("apply", args=[soon.pk]), follow=True)
    assert Application.objects.count() == 0
    assert "3月5日起受理" in answer.content.decode()
    assert client.post(f"/admission/{soon.pk}/register/", {}).status_code == 422


def test_a_draft_call_is_the_bureaus_alone_and_can_be_changed(client, cast, call):
    draft = Call.objects.get(pk=call.pk)
    draft.pk, draft.published_at = None, None
    draft.save()
    for who in (None, cast.coordinator):
        assert page(client, who, "public_call", draft.pk).status_code == 404
    assert page(client, cast.auditor, "call", draft.pk).status_code == 200
    edit = page(client, cast.officer, "call", draft.pk)
    form = {key: value or "" for key, value in edit.context["form"].initial.items()}
    url = reverse("call", args=[draft.pk])
    wrong = client.post(url, {**form, "criteria": "60 | 团队\n二十 | 价格"})
    assert wrong.status_code == 422
    assert "第2行" in wrong.content.decode()
    wrong = client.post(url, {**form, "criteria": "60 | 团队"})
    assert "权重合计须为100" in wrong.content.decode()
    assert client.post(url, {**form, "name_zh": "新标题"}).status_code == 302
    assert Call.objects.get(pk=draft.pk).name_zh == "新标题"


def test_the_draft_keeps_itself_and_says_when(client, cast, call):
    one = Applying(cast, call)
    client.force_login(one.coordinator)
    url = reverse("save_application", args=[one.row.pk])
    answer = client.post(url, {"quota": "7", "fee": "abc"})
    assert "已于09:00保存" in answer.content.decode()
    assert fresh(one.row).quota == 7
    client.force_login(cast.other_coordinator)
    assert client.post(url, {"quota": "1"}).status_code == 404
    one.hand_in()
    client.force_login(one.coordinator)
    assert client.post(url, {"quota": "1"}).status_code == 409
    assert page(client, one.coordinator, "edit_application", one.row.pk)["Location"]


def test_applying_again_goes_on_with_the_draft(client, cast, call):
    one = Applying(cast, call)
    client.force_login(one.coordinator)
    answer = client.post(reverse("apply", args=[call.pk]))
    assert answer["Location"] == reverse("edit_application", args=[one.row.pk])


def test_a_wrong_file_comes_back_with_its_reason(client, cast, call):
    one = Applying(cast, call)
    client.force_login(one.coordinator)
    url = reverse("upload_evidence", args=[one.row.pk, "licence"])
    for name, data in (("x.pdf", b"MZ"), ("empty.pdf", b"")):
        answer = client.post(url, {"file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 422
    unknown = reverse("upload_evidence", args=[one.row.pk, "nothing"])
    good = SimpleUploadedFile("x.pdf", PDF)
    assert client.post(unknown, {"file": good}).status_code == 422
    assert Evidence.objects.count() == 0


def test_a_paper_is_removed_by_its_owner_while_it_is_a_draft(client, cast, call):
    one = Applying(cast, call).fill()
    paper = Evidence.objects.first()
    url = reverse("remove_evidence", args=[paper.pk])
    client.force_login(cast.other_coordinator)
    assert client.post(url).status_code == 404
    client.force_login(one.coordinator)
    assert client.post(url).status_code == 302
    assert Evidence.objects.filter(pk=paper.pk).count() == 0
    later = Evidence.objects.first()
    one.hand_in()
    client.force_login(one.coordinator)
    client.post(reverse("remove_evidence", args=[later.pk]))
    assert Evidence.objects.filter(pk=later.pk).exists()


def test_the_papers_of_a_draft_are_not_the_bureaus(client, cast, call):
    Applying(cast, call).fill()
    paper = Evidence.objects.first()
    client.force_login(cast.officer)
    assert client.get(reverse("admission_file", args=[paper.pk])).status_code == 404


def test_who_has_the_step_of_completing_sees_what_is_asked(client, cast, call):
    one = Applying(cast, call).hand_in()
    one.do("check_application", cast.officer, ask_to_complete, points="补社保证明")
    url = reverse("task", args=[one.due("complete_application").task_id])
    client.force_login(one.coordinator)
    assert "补社保证明" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("stage", "node", "who"),
    [
        ("hand_in", "check_application", "officer"),
        ("in_notice", "admission_notice", "officer"),
        ("undisputed", "write_agreement", "officer"),
        ("offered", "confirm_agreement", "coordinator"),
    ],
)
def test_each_step_has_a_page_that_names_the_provider(
    client, cast, call, stage, node, who
):
    one = Applying(cast, call)
    getattr(one, stage)()
    user = one.coordinator if who == "coordinator" else cast.people[who]
    client.force_login(user)
    answer = client.get(reverse("task", args=[one.due(node).task_id]))
    assert answer.status_code == 200
    assert one.provider.name in answer.content.decode()
    listed = client.get(reverse("inbox"))
    assert one.provider.name in listed.content.decode()


def test_the_public_page_of_the_pool_is_true(client, cast):
    before = page(client, None, "pool")
    assert cast.provider.name in before.content.decode()
    cast.provider.pool_terms.update(removed_on=clock.today())
    after = page(client, None, "pool")
    assert cast.provider.name not in after.content.decode()
    assert after.context["n"] == before.context["n"] - 1

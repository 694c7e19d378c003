"""A provider comes into the pool: through pages, from the call to the agreement."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Code
from admissions.choices import ApplicationState
from admissions.models import (
    Application,
    Call,
    Evidence,
    ObjectionPaper,
    Opinion,
)
from campaigns.models import Agreement
from foundation import clock
from foundation.access.roles import Role
from foundation.credit_codes import with_check
from foundation.models import work_calendar
from foundation.notices.models import Message
from foundation.uploads.models import Upload
from providers.models import PoolTerm, Provider
from tests.admission import PDF, Applying, fresh, make_call, make_newcomer
from tests.cast import SECTOR, make_user
from workflows.models import Due


def page(client, user, name, *args, status=200):
    client.force_login(user)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status
    return answer


def send(client, user, url, data=None, status=302):
    client.force_login(user)
    answer = client.post(url, data or {})
    assert answer.status_code == status, answer.context and answer.context.get("form")
    return answer


def task(node, **more):
    return reverse("task", args=[Due.objects.open().get(node=node, **more).task_id])


def test_from_the_call_to_the_pool_through_pages(client, cast):
    officer = cast.officer
    new = page(client, officer, "new_call")
    form = {key: value or "" for key, value in new.context["form"].initial.items()}
    form |= {
        "campaign": cast.campaign.pk,
        "opens_on": clock.today(),
        "closes_on": clock.today() + timedelta(days=20),
    }
    send(client, officer, reverse("new_call"), form)
    call = Call.objects.get()
    assert [row["weight"] for row in call.criteria] == [30, 30, 20, 10, 10]
    client.logout()
    assert client.get(reverse("public_call", args=[call.pk])).status_code == 404
    send(client, officer, reverse("publish_call", args=[call.pk]))
    client.logout()
    assert client.get(reverse("public_call", args=[call.pk])).status_code == 200

    provider, coordinator = make_newcomer()
    send(client, coordinator, reverse("apply", args=[call.pk]))
    row = Application.objects.get()
    edit = reverse("edit_application", args=[row.pk])
    draft = {
        "sectors": [SECTOR],
        "districts": [cast.center.district.pk],
        "team": [one.pk for one in provider.consultants.all()],
        "fee": "7800",
        "quota": "12",
    }
    answer = send(client, coordinator, edit, {**draft, "hand_in": "1"}, status=422)
    missing = answer.context["form"].non_field_errors()
    assert len(missing) == len(call.evidence) == 6
    for item in call.evidence:
        url = reverse("upload_evidence", args=[row.pk, item["id"]])
        send(client, coordinator, url, {"file": SimpleUploadedFile("材料.pdf", PDF)})
    send(client, coordinator, edit, {**draft, "hand_in": "1"})
    assert fresh(row).state == ApplicationState.CHECKING
    paper = reverse("admission_file", args=[Evidence.objects.first().pk])
    client.force_login(officer)
    assert b"".join(client.get(paper)) == PDF
    client.force_login(cast.other_coordinator)
    assert client.get(paper).status_code == 404

    check = task("check_application")
    send(client, officer, check, {"decision": "pass"}, status=422)
    send(client, officer, check, {"decision": "complete", "text": "请补社保证明"})
    detail = page(client, coordinator, "application", row.pk)
    assert "请补社保证明" in detail.content.decode()
    assert page(client, coordinator, "edit_application", row.pk).status_code == 200
    send(client, coordinator, task("complete_application"))
    passed = {"decision": "pass", "credit_check": "3月2日查询：无严重失信记录"}
    send(client, officer, task("check_application"), passed)

    people = [cast.assessor.pk, cast.second_assessor.pk]
    experts = task("name_experts")
    send(client, officer, experts, {"people": people[:1]}, status=422)
    send(client, officer, experts, {"people": people})
    sheet = {}
    for one in call.criteria:
        sheet |= {one["id"]: "80", f"{one['id']}_why": "材料充分"}
    first = task("score_application", assessor=cast.assessor)
    client.force_login(cast.second_assessor)
    assert client.get(first).status_code == 404
    send(client, cast.assessor, first, sheet)
    blind = page(client, cast.second_assessor, "application", row.pk)
    assert blind.context["opinions"] == []
    hidden = page(client, officer, "application", row.pk)
    assert [one["total"] for one in hidden.context["opinions"]] == [None, None]
    second = task("score_application", assessor=cast.second_assessor)
    send(client, cast.second_assessor, second, sheet)
    assert str(fresh(row).score) == "80.00"
    assert page(client, officer, "application", row.pk).context["place"] == (1, 1)

    send(
        client,
        officer,
        task("decide_application"),
        {"decision": "admit", "reason": "符合条件"},
    )
    published = {
        "official_url": "https://example.gov/n/1",
        "published_on": clock.today(),
    }
    send(client, officer, task("publish_admission"), published)
    client.logout()
    notices = client.get(reverse("admission_notices"))
    assert provider.name in notices.content.decode()
    last = fresh(row).notices.get().ends_on
    assert last == work_calendar().add(clock.today(), 5)
    send(client, officer, task("admission_notice"), status=422)
    with clock.set_to(clock.now() + timedelta(days=14)):
        send(client, officer, task("admission_notice"))
        write = page(client, officer, "application", row.pk)
        assert write.context["acts"][0]["url"] == task("write_agreement")
        terms = {
            "decision": "offer",
            "districts": [cast.center.district.pk],
            "mode": "DIRECT",
            "fee": "7600",
            "quota": "10",
            "starts_on": clock.today(),
            "ends_on": "2026-12-31",
        }
        send(
            client, officer, task("write_agreement"), {"decision": "offer"}, status=422
        )
        send(client, officer, task("write_agreement"), terms)
        confirm = task("confirm_agreement")
        send(client, coordinator, confirm, {"decision": "decline"}, status=422)
        send(
            client, coordinator, confirm, {"decision": "decline", "reason": "单价偏低"}
        )
        assert fresh(row).state == ApplicationState.AGREEING
        send(client, officer, task("write_agreement"), {**terms, "fee": "7800"})
        send(client, coordinator, task("confirm_agreement"), {"decision": "confirm"})
        assert Provider.objects.in_pool(clock.today()).filter(pk=provider.pk).exists()
    agreement = Agreement.objects.get(provider=provider)
    assert (agreement.fee_fen, agreement.quota) == (780_000, 10)
    assert (agreement.number, agreement.starts_on) == (
        "RK-2026-001",
        agreement.signed_on,
    )
    assert (
        PoolTerm.objects.get(provider=provider).removed_on.isoformat() == "2027-01-01"
    )
    assert not Due.objects.open().filter(application=row).exists()
    assert Message.objects.filter(to=coordinator, event="admission").count() == 4


def test_a_stranger_sees_neither_application_nor_steps(client, cast):
    applying = Applying(cast).hand_in()
    addresses = (
        reverse("application", args=[applying.row.pk]), task("check_application")
    )  # fmt: skip
    for who in ("other_coordinator", "firm", "manager", "consultant", "assessor"):
        client.force_login(cast.people[who])
        seen = {url: client.get(url).status_code for url in addresses}
        assert seen == dict.fromkeys(addresses, 404)
    draft = Applying(cast, applying.call, n=2)
    page(client, cast.officer, "application", draft.row.pk, status=404)
    page(client, draft.coordinator, "application", draft.row.pk)


def test_an_objection_sends_it_to_decide_again_and_a_rejected_one_lets_the_notice_run(
    client, cast
):
    applying = Applying(cast).in_notice()
    url = reverse("object_to_admission", args=[applying.row.pk])
    send(client, cast.other_coordinator, url, {"text": "资质存疑"}, status=422)
    photo = SimpleUploadedFile("证据.pdf", PDF)
    send(client, cast.other_coordinator, url, {"papers": photo}, status=422)
    kept = Upload.objects.get()  # it comes back with the form
    sent = {"text": "资质存疑", "real_name": "王实名"}
    with_file = {**sent, "papers-kept": kept.pk}
    send(client, cast.other_coordinator, url, with_file)
    assert fresh(applying.row).state == ApplicationState.DECIDING
    paper = ObjectionPaper.objects.get()
    shown = reverse("admission_objection_paper", args=[paper.pk])
    own = page(client, cast.other_coordinator, "object_to_admission", applying.row.pk)
    assert shown in own.content.decode()
    client.force_login(cast.officer)
    step = client.get(task("decide_admission_again"))
    assert shown in step.content.decode()
    for who, status in ((cast.other_coordinator, 200), (cast.officer, 200),
                        (applying.coordinator, 404), (cast.firm, 404)):  # fmt: skip
        client.force_login(who)
        answer = client.get(shown)
        assert (answer.status_code, status == 404 or b"".join(answer) == PDF) == (
            status, True,
        )  # fmt: skip
    ended = Due.objects.get(node="admission_notice", application=applying.row)
    assert ended.done_by is None
    seen = page(client, applying.coordinator, "application", applying.row.pk)
    assert "王实名" not in seen.content.decode()
    assert "丁咨询" not in seen.content.decode()
    decision = {"decision": "reject", "text": "经查资质真实"}
    send(client, cast.officer, task("decide_admission_again"), decision)
    assert fresh(applying.row).state == ApplicationState.NOTICE
    send(client, cast.other_coordinator, url, sent)
    upheld = {"decision": "uphold", "text": "案例造假"}
    send(client, cast.officer, task("decide_admission_again"), upheld)
    assert fresh(applying.row).state == ApplicationState.REFUSED
    assert not Due.objects.open().filter(application=applying.row).exists()
    own = page(client, cast.other_coordinator, "object_to_admission", applying.row.pk)
    assert "案例造假" in own.content.decode()
    page(client, applying.coordinator, "object_to_admission", applying.row.pk,
         status=404)  # fmt: skip
    told = Message.objects.filter(to=cast.other_coordinator).last()
    assert told.link == url


def test_who_objects_when_the_notice_has_just_ended_reads_so_and_keeps_the_words(
    client, cast
):
    applying = Applying(cast).in_notice()
    url = reverse("object_to_admission", args=[applying.row.pk])
    Due.objects.filter(node="admission_notice").update(done_at=clock.now())
    sent = {"text": "资质存疑", "real_name": "王实名"}
    answer = send(client, cast.other_coordinator, url, sent, status=422)
    assert "异议期已结束" in answer.content.decode()
    assert "资质存疑" in answer.content.decode()
    assert fresh(applying.row).state == ApplicationState.NOTICE


def test_nobody_objects_to_the_own_admission(client, cast):
    applying = Applying(cast).in_notice()
    url = reverse("object_to_admission", args=[applying.row.pk])
    sent = {"text": "测试", "real_name": "我"}
    send(client, applying.coordinator, url, sent, status=422)
    assert fresh(applying.row).state == ApplicationState.NOTICE


@pytest.mark.parametrize("stage", ["fill", "hand_in", "to_experts", "in_notice"])
def test_what_is_taken_back_leaves_no_step_and_no_message(client, cast, stage):
    applying = Applying(cast)
    getattr(applying, stage)()
    url = reverse("withdraw_application", args=[applying.row.pk])
    client.force_login(cast.other_coordinator)
    assert client.post(url).status_code == 404
    send(client, applying.coordinator, url)
    assert fresh(applying.row).state == ApplicationState.WITHDRAWN
    assert not Due.objects.open().filter(application=applying.row).exists()
    told = Message.objects.count()
    send(client, applying.coordinator, url)  # a second time says it is too late
    assert Message.objects.count() == told
    client.logout()
    names = client.get(reverse("admission_notices")).content.decode()
    assert applying.provider.name not in names


def test_an_offered_agreement_is_declined_and_not_taken_back(client, cast):
    applying = Applying(cast).offered()
    send(
        client,
        applying.coordinator,
        reverse("withdraw_application", args=[applying.row.pk]),
    )
    assert fresh(applying.row).state == ApplicationState.OFFERED


def test_who_comes_second_reads_who_was_first(client, cast):
    applying = Applying(cast).hand_in()
    check = task("check_application")
    sent = {"decision": "refuse", "text": "不在范围内"}
    send(client, cast.officer, check, sent)
    answer = send(client, cast.officer, check, sent, status=409)
    assert cast.officer.name in answer.content.decode()
    assert fresh(applying.row).reason == "不在范围内"


def test_a_sheet_changes_hands_with_its_task(client, cast):
    applying = Applying(cast).to_experts()
    third = make_user("评审三", Role.ASSESSOR, 77)
    due = Due.objects.open().get(node="score_application", assessor=cast.assessor)
    url = reverse("hand_over", args=[due.task_id])
    send(client, cast.officer, url, {"to": third.pk, "reason": "出差"})
    applying.row.refresh_from_db()
    assert set(Opinion.objects.values_list("assessor", flat=True)) == {
        third.pk,
        cast.second_assessor.pk,
    }
    page(client, cast.assessor, "application", applying.row.pk, status=404)
    page(client, third, "application", applying.row.pk)


CODE = with_check("91320411MA9000001")


def register(client, call, **changes):
    url = reverse("register_provider", args=[call.pk])
    form = {
        "firm": "己数智服务有限公司",
        "person": "孙新",
        "phone": "13511110001",
        **changes,
    }
    return client.post(url, form)


@pytest.fixture
def call(cast):
    return make_call(cast)


def code_of():
    """The six digits, as the message carries them."""
    return Message.objects.filter(event="accounts.code").latest("pk").values["code"]


def test_a_firm_without_account_registers_by_code_and_applies(client, cast, call):
    assert register(client, call, credit_code=CODE).status_code == 302
    assert not Provider.objects.filter(credit_code=CODE).exists()
    wrong = client.post(reverse("code"), {"code": "000000"})
    assert wrong.status_code == 422
    answer = client.post(reverse("code"), {"code": code_of()})
    assert answer["Location"] == reverse("public_call", args=[call.pk])
    provider = Provider.objects.get(credit_code=CODE)
    assert not Provider.objects.in_pool(clock.today()).filter(pk=provider.pk).exists()
    client.post(reverse("apply", args=[call.pk]))
    assert Application.objects.get().provider == provider
    assert client.get(reverse("cases")).status_code == 200


def test_a_known_credit_code_gives_a_stranger_nothing(client, cast, call):
    answer = register(client, call, credit_code=cast.provider.credit_code)
    assert answer.status_code == 422
    assert "协调员" in answer.content.decode()
    assert not Code.objects.exists()


def test_a_code_asked_for_before_somebody_else_registered_opens_nothing(
    client, cast, call
):
    register(client, call, credit_code=CODE)
    Provider.objects.create(credit_code=CODE, name="先到", phone="1")
    answer = client.post(reverse("code"), {"code": code_of()})
    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session


def test_a_removed_provider_is_told_and_no_candidate_any_more(client, cast):
    url = reverse("remove_provider", args=[cast.provider.pk])
    send(client, cast.officer, url, {"on": clock.today(), "reason": ""}, status=422)
    assert (
        page(client, cast.officer, "remove_provider", cast.provider.pk).context[
            "open_jobs"
        ]
        == 0
    )
    send(client, cast.officer, url, {"on": clock.today(), "reason": "转包"})
    assert (
        not Provider.objects.in_pool(clock.today()).filter(pk=cast.provider.pk).exists()
    )
    assert (
        Message.objects.filter(event="pool_removal", to=cast.coordinator).count() == 1
    )
    again = send(
        client, cast.officer, url, {"on": clock.today(), "reason": "x"}, status=422
    )
    assert again.context["term"] is None
    client.force_login(cast.manager)
    assert client.get(url).status_code == 404

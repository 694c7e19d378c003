"""The pages of the target lists, and the firm's page behind its link."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from bookings.choices import Stage
from bookings.models import Booking
from earlier.models import EarlierDiagnosis
from foundation import clock
from foundation.audit.models import Entry
from foundation.notices.models import Message
from outreach.choices import Answer, TargetState
from outreach.models import Confirmation, Goal, Target, Upload
from tests.factories.lists import code, listed, of_company, typed
from tests.pages.reading import page, queries, table
from workflows.outreach import book_for

pytestmark = pytest.mark.usefixtures("jobs_inline")
HEADS = ["信用代码", "企业名称", "辖市区", "镇街", "行业", "规模", "联系人", "电话"]
KEYS = ["credit_code", "name", "district", "town", "sector", "size", "contact_name",
        "contact_phone"]  # fmt: skip


def text_of(*rows):
    lines = ["\t".join(row.get(key, "") for key in KEYS) for row in rows]
    return "\n".join(["\t".join(HEADS), *lines])


def send(client, who, text, **more):
    client.force_login(who)
    return client.post("/targets/import/", {"kind": "targets", "pasted": text, **more})


# --- Sending in ---------------------------------------------------------------------
def test_a_pasted_list_shows_each_wrong_cell_as_a_field_and_goes_on_from_there(
    client, cast
):
    good, bad = typed(), typed(contact_phone="12", district="火星")
    answer = send(client, cast.manager, text_of(good, bad))
    url = answer.url
    shown = client.get(url).content.decode()
    assert 'name="c-3-contact_phone" id="c-3-contact_phone" value="12"' in shown
    assert '<select name="c-3-district"' in shown
    assert '<option value="火星" selected>' in shown
    assert "c-2-" not in shown
    client.post(url, {"do": "import", "c-3-contact_phone": "13900000001"})
    assert Target.objects.get().name == good["name"]
    upload = Upload.objects.get()
    assert upload.rows[0][1]["contact_phone"] == "13900000001"
    assert 'value="12"' not in client.get(url).content.decode()
    done = client.post(url, {"do": "import", "c-3-district": "武进区"})
    assert done.url == "/targets/"
    assert Target.objects.count() == 2


def test_checking_again_imports_nothing_and_keeps_what_was_typed(client, cast):
    url = send(client, cast.manager, text_of(typed(), typed(name=""))).url
    client.post(
        url, {"do": "check", "c-3-name": "=B1", "c-3-evil": "x", "c-9-name": "y"}
    )
    assert not Target.objects.exists()
    assert 'value="=B1"' in client.get(url).content.decode()
    assert "evil" not in Upload.objects.get().rows[1][1]


def test_rows_can_be_left_out_and_the_rest_thrown_away(client, cast):
    url = send(client, cast.manager, text_of(typed(name=""), typed(name=""))).url
    client.post(url, {"do": "check", "out": ["2", "x"]})
    assert len(Upload.objects.get().rows) == 1
    assert client.post(url, {"do": "drop"}).url == "/targets/"
    assert client.get("/targets/").content.decode().count("list_rows") == 0


def test_an_unfinished_list_waits_on_the_page_of_the_lists(client, cast):
    url = send(client, cast.manager, text_of(typed(name=""))).url
    assert url in client.get("/targets/").content.decode()


def test_files_are_taken_and_what_is_no_list_is_refused_with_everything_kept(
    client, cast
):
    client.force_login(cast.manager)
    rows = text_of(typed()).replace("\t", ",")
    file = SimpleUploadedFile("三月.csv", rows.encode("gbk"))
    answer = client.post("/targets/import/", {"kind": "targets", "file": file})
    assert answer.status_code == 302
    assert Upload.objects.get().name == "三月"
    bad = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    answer = client.post(
        "/targets/import/",
        {"kind": "targets", "file": bad, "name": "我的清单", "pasted": "keep me"},
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "这不是表格文件" in shown
    assert "keep me" in shown
    assert "我的清单" in shown
    for nothing in ({}, {"kind": "targets", "pasted": " "}, {"kind": "x"}):
        assert client.post("/targets/import/", nothing).status_code == 422
    empty = SimpleUploadedFile("a.csv", b"")
    answer = client.post("/targets/import/", {"kind": "targets", "file": empty})
    assert answer.status_code == 422


def test_sheets_of_a_workbook_that_are_not_read_are_named(client, cast):
    client.force_login(cast.manager)
    book = Workbook()
    for line in text_of(typed()).splitlines():
        book.active.append(line.split("\t"))
    book.create_sheet("武进二")["A1"] = "企业名称"
    out = io.BytesIO()
    book.save(out)
    file = SimpleUploadedFile("三月.xlsx", out.getvalue())
    answer = client.post(
        "/targets/import/", {"kind": "targets", "file": file}, follow=True
    )
    assert "只读取了第一张工作表，未读取：武进二" in answer.content.decode()


def test_more_than_a_page_takes_is_refused_in_words(client, cast, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = send(client, cast.manager, "x" * 2000)
    assert answer.status_code == 400
    assert "无法读取提交的内容" in answer.content.decode()


def test_the_template_has_our_headings_and_cells_of_text(client, cast):
    answer = page(client, cast.manager, "send_in_list", kind="earlier", format="xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]][:2] == ["统一社会信用代码", "企业名称"]
    assert sheet["A2"].number_format == "@"
    assert page(client, cast.manager, "send_in_list", kind="x").status_code == 200


def test_a_registered_firm_s_file_is_shown_beside_what_the_list_says(client, cast):
    firm = cast.company
    row = typed(credit_code=firm.credit_code, name=firm.name, town="牛塘镇")
    url = send(client, cast.manager, text_of(row, {**row, "name": "", "town": "x"})).url
    shown = client.get(url).content.decode()
    assert f"档案：{firm.town}" in shown


def test_a_colleague_goes_on_with_a_list_a_stranger_does_not_see_it(client, cast):
    url = send(client, cast.manager, text_of(typed(name=""))).url
    for stranger in (cast.other_manager, cast.district_officer, cast.firm):
        client.force_login(stranger)
        assert client.get(url).status_code == 404
    client.force_login(cast.officer)
    assert client.get(url).status_code == 200


def test_firms_diagnosed_elsewhere_are_imported_listed_and_exported(client, cast):
    heads = "信用代码\t企业名称\t辖市区\t诊断日期\t诊断单位"
    text = f"{heads}\n{code()}\t甲\t武进区\t2025-05-01\t外市"
    url = send(client, cast.district_officer, text, kind="earlier").url
    assert client.post(url, {"do": "import"}).url == "/targets/earlier/"
    found = EarlierDiagnosis.objects.get()
    assert "外市" in page(client, cast.manager, "earlier").content.decode()
    rows = table(page(client, cast.manager, "earlier", format="csv"))
    assert rows[1][-2:] == ["2025-05-01", "外市"]
    assert rows[1][0] == found.credit_code
    shown = page(client, cast.other_manager, "earlier").content.decode()
    assert "外市" not in shown


# --- Working the list ---------------------------------------------------------------
def test_the_list_costs_the_same_for_one_firm_and_for_thirty(client, cast):
    of_company(cast, cast.company)
    few = queries(client, cast.manager, "/targets/")
    for n in range(29):
        target = listed(cast)
        if n < 3:
            book_for(target=target, slot=cast.slot(), by=cast.manager, at=clock.now())
    assert queries(client, cast.manager, "/targets/") == few


def test_the_list_is_filtered_searched_counted_and_exported(client, cast):
    due = listed(cast, state="call_back", call_back_on=date(2026, 3, 2), name="甲厂")
    listed(cast, state="refused", reason="停产", town="牛塘镇", name="乙厂")
    silent = listed(cast, name="丙厂")
    book_for(target=silent, slot=cast.slot(8), by=cast.manager, at=clock.now())
    Confirmation.objects.update(due_on=date(2026, 3, 1))

    def names(**query):
        rows = table(page(client, cast.manager, "targets", format="csv", **query))
        return [row[1] for row in rows[1:]]

    assert names() == ["甲厂", "丙厂", "乙厂"]
    assert names(state="due") == ["甲厂"]
    assert names(state="silent") == ["丙厂"]
    assert names(state="booked") == ["丙厂"]
    assert names(state="refused", town="牛塘镇") == ["乙厂"]
    assert names(q=due.credit_code[5:]) == ["甲厂"]
    assert names(q="乙", district=str(cast.center.district.pk)) == ["乙厂"]
    assert table(page(client, cast.other_manager, "targets", format="csv"))[1:] == []
    assert Entry.objects.filter(deed="outreach.export").exists()
    shown = page(client, cast.manager, "targets").content.decode()
    assert "139****" in shown
    assert due.contact_phone not in shown


def test_to_phone_a_firm_is_no_call_for_applications(client, cast):
    target = listed(cast)
    for name, args in (("targets", ()), ("target", (target.pk,))):
        said = page(client, cast.manager, name, *args).content.decode()
        assert "记录联系" in said or "联系记录" in said
        assert "征集公告" not in said.split("<main")[1]


def test_a_call_is_recorded_and_leads_back_to_the_list_as_it_was(client, cast):
    target = listed(cast)
    client.force_login(cast.manager)
    url = reverse("call_target", args=[target.pk])
    back = "/targets/?state=new"
    answer = client.post(url, {"outcome": "no_answer", "next": back})
    assert answer.url == back
    target.refresh_from_db()
    assert target.state == TargetState.NO_ANSWER
    for bad in ("//evil.example", "https://evil.example", "/targets/?x=//y"):
        answer = client.post(url, {"outcome": "called", "next": bad})
        assert answer.url == f"/targets/{target.pk}/"


def test_a_call_that_cannot_be_recorded_comes_back_with_all_that_was_typed(
    client, cast
):
    target = listed(cast)
    client.force_login(cast.manager)
    url = reverse("call_target", args=[target.pk])
    answer = client.post(url, {"outcome": "refused", "call_back_on": "2026-03-09"})
    assert answer.status_code == 422
    assert "2026-03-09" in answer.content.decode()
    answer = client.post(
        url, {"outcome": "call_back", "call_back_on": "2026-02-09", "note": "打过"}
    )
    assert answer.status_code == 422
    assert "打过" in answer.content.decode()
    assert client.post(url, {"outcome": "x"}).status_code == 422
    assert client.get(url).status_code == 405


def test_the_dialog_of_a_call_is_the_form_alone(client, cast):
    target = listed(cast)
    client.force_login(cast.manager)
    url = f"/targets/{target.pk}/?next=/targets/%3Fpage=2"
    shown = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in shown
    assert target.contact_phone in shown
    assert 'value="/targets/?page=2"' in shown


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("target", {"manager", "district_officer", "officer"}),
        ("book_for", {"manager"}),
        ("invite_target", {"manager", "district_officer"}),
    ],
)
def test_who_may_open_what_of_a_firm(client, cast, name, allowed):
    target = listed(cast)
    seen = {
        role
        for role, user in cast.people.items()
        if page(client, user, name, target.pk).status_code == 200
    }
    assert seen == allowed


def test_a_firm_s_page_shows_calls_and_what_list_and_file_say_differently(client, cast):
    target = of_company(cast, cast.company, town="牛塘镇")
    client.force_login(cast.manager)
    url = reverse("call_target", args=[target.pk])
    client.post(url, {"outcome": "call_back", "note": "老板出差"})
    shown = page(client, cast.manager, "target", target.pk).content.decode()
    for words in ("老板出差", "牛塘镇", "湖塘镇", "约定回电：3月3日"):
        assert words in shown


# --- Booking and inviting -------------------------------------------------------------
def test_a_manager_books_for_a_firm_and_the_list_offers_the_link_to_copy(client, cast):
    target = listed(cast)
    client.force_login(cast.manager)
    url = reverse("book_for", args=[target.pk])
    slot = cast.slot(8)
    assert f'value="{cast.slot().pk}"' in client.get(url).content.decode()
    answer = client.post(url, {"slot": slot.pk, "needs": "排产"})
    assert answer.url == f"/targets/{target.pk}/"
    assert Booking.objects.get().slot == slot
    # The list signs the link anew: the same but for the second and the signature.
    link = Message.objects.get(event="outreach.confirm").link.partition(":")[0]
    assert f"{link}:" in client.get("/targets/").content.decode()
    assert f"{link}:" in client.get(answer.url).content.decode()


def test_booking_asks_for_what_the_list_does_not_say(client, cast):
    target = listed(cast, sector="", size="", contact_name="")
    client.force_login(cast.manager)
    url = reverse("book_for", args=[target.pk])
    answer = client.post(url, {"slot": cast.slot().pk, "needs": "排产"})
    assert answer.status_code == 422
    assert "排产" in answer.content.decode()
    facts = {"sector": "34", "size": "small", "contact_name": "李"}
    answer = client.post(url, {"slot": cast.slot().pk, **facts})
    assert answer.status_code == 302


def test_a_taken_half_day_comes_back_with_the_nearest_free_ones(client, cast):
    target = listed(cast)
    slot = cast.slot()
    type(slot).objects.filter(pk=slot.pk).update(taken=slot.capacity)
    client.force_login(cast.manager)
    answer = client.post(
        reverse("book_for", args=[target.pk]), {"slot": slot.pk, "needs": "排产"}
    )
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "排产" in shown
    assert shown.count('name="slot"') == 3
    assert not Booking.objects.exists()


def test_a_firm_that_cannot_be_booked_for_says_why_before_anything_is_typed(
    client, cast
):
    target = of_company(cast, cast.company)
    book_for(target=target, slot=cast.slot(), by=cast.manager, at=clock.now())
    shown = page(client, cast.manager, "book_for", target.pk).content.decode()
    assert 'name="slot"' not in shown
    assert "本批次" in shown
    client.force_login(cast.manager)
    answer = client.post(
        reverse("book_for", args=[target.pk]), {"slot": cast.slot(1).pk}
    )
    assert answer.status_code == 422
    assert Booking.objects.count() == 1


def test_booking_for_a_firm_without_a_mobile_phone_says_so(client, cast):
    target = listed(cast, contact_phone="0519-80000001")
    client.force_login(cast.manager)
    url = reverse("book_for", args=[target.pk])
    shown = client.post(url, {"slot": cast.slot().pk}, follow=True).content.decode()
    assert "没有手机号码" in shown


def test_an_invitation_is_one_tap_where_nothing_is_missing(client, cast):
    target = listed(cast)
    client.force_login(cast.district_officer)
    url = reverse("invite_target", args=[target.pk])
    assert client.post(url).status_code == 302
    path = Message.objects.get(event="accounts.invite").link
    assert path in client.get("/targets/").content.decode()
    with clock.set_to(clock.now() + timedelta(days=31)):
        assert path not in client.get("/targets/").content.decode()


def test_an_invitation_without_a_phone_or_facts_is_refused_in_words(client, cast):
    client.force_login(cast.manager)
    plain = listed(cast, contact_phone="0519-80000001")
    answer = client.post(reverse("invite_target", args=[plain.pk]))
    assert answer.status_code == 422
    poor = listed(cast, size="")
    url = reverse("invite_target", args=[poor.pk])
    assert 'name="size"' in client.get(url).content.decode()
    assert client.post(url).status_code == 422
    assert client.post(url, {"size": "small"}).status_code == 302


# --- Goals and progress ---------------------------------------------------------------
def test_goals_are_set_by_the_district_and_progress_is_measured_by_them(client, cast):
    target = listed(cast)
    book_for(target=target, slot=cast.slot(8), by=cast.manager, at=clock.now())
    listed(cast, state="interested", town="")
    client.force_login(cast.district_officer)
    answer = client.post(
        "/targets/goals/",
        {"whole": "20", "town0": "4", "other_town": "牛塘镇", "other_goal": "3"},
    )
    assert answer.status_code == 302
    assert dict(Goal.objects.values_list("town", "firms")) == {
        "": 20, "湖塘镇": 4, "牛塘镇": 3,
    }  # fmt: skip
    shown = client.get(answer.url).content.decode()
    assert "<b>1</b> / 4" in shown
    assert "<b>1</b> / 20" in shown
    rows = table(client.get("/targets/progress/?format=csv"))
    assert [row[1:4] for row in rows[1:]] == [
        ["湖塘镇", "4", "1"],
        ["牛塘镇", "3", "0"],
        ["未填镇（街道、园区）", "", "1"],
    ]
    assert client.post("/targets/goals/", {"whole": "-1"}).status_code == 422


def test_the_bureau_sees_every_district_and_sets_the_goals_of_one(client, cast):
    shown = page(client, cast.officer, "target_progress").content.decode()
    assert "武进区" in shown
    assert "新北区" in shown
    assert "/ 50" in shown  # the quota stands in for a goal
    assert page(client, cast.officer, "target_goals").status_code == 404
    district = cast.center.district.code
    found = page(client, cast.officer, "target_goals", district=district)
    assert found.status_code == 200
    rows = table(page(client, cast.officer, "target_progress", format="csv"))
    assert [row[0] for row in rows[1:]] == ["武进区", "新北区"]
    town = page(client, cast.officer, "target_progress", district=district)
    assert "任务进度" in town.content.decode()


def test_the_progress_costs_the_same_for_one_firm_and_for_thirty(client, cast):
    listed(cast)
    url = "/targets/progress/"
    few = queries(client, cast.district_officer, url)
    for n in range(29):
        listed(cast, town=f"镇{n % 5}")
    assert queries(client, cast.district_officer, url) == few


def test_without_any_campaign_there_is_no_list(client, cast):
    answer = page(client, cast.manager, "targets", year="1999")
    assert answer.status_code == 404


# --- The firm's page --------------------------------------------------------------
@pytest.fixture
def link(cast):
    target = listed(cast)
    book_for(target=target, slot=cast.slot(8), by=cast.manager, at=clock.now())
    return Message.objects.get(event="outreach.confirm").link


def test_the_firm_sees_date_place_and_firm_and_confirms_without_signing_in(
    client, cast, link
):
    shown = client.get(link).content.decode()
    for words in (Target.objects.get().name, "武进区", "请确认诊断日期", "上门地点"):
        assert words in shown
    assert client.post(link, {"answer": "confirm"}).status_code == 422
    answer = client.post(link, {"answer": "confirm", "truthful": "on"})
    assert answer.status_code == 200
    assert "日期已确认" in answer.content.decode()
    assert Confirmation.objects.get().state == Answer.CONFIRMED


def test_a_link_used_twice_says_how_things_stand(client, cast, link):
    client.post(link, {"answer": "confirm", "truthful": "on"})
    again = client.post(link, {"answer": "decline", "reason": "改主意"})
    assert again.status_code == 409
    assert "日期已确认" in again.content.decode()
    assert Booking.objects.get().stage != Stage.CANCELLED
    assert "日期已确认" in client.get(link).content.decode()


def test_the_firm_gives_the_date_back_with_a_reason(client, cast, link):
    answer = client.post(link, {"answer": "decline", "reason": ""})
    assert answer.status_code == 422
    answer = client.post(link, {"answer": "decline", "reason": "那天停电"})
    shown = answer.content.decode()
    assert "预约已取消" in shown
    assert "中心会致电" in shown
    assert Booking.objects.get().stage == Stage.CANCELLED
    assert client.post(link, {"answer": "confirm", "truthful": "on"}).status_code == 409
    shown = page(client, cast.manager, "targets", state="due").content.decode()
    assert Target.objects.get().name in shown


def test_after_the_visit_began_and_while_it_is_moved_the_link_says_so(
    client, cast, link
):
    booking = Booking.objects.select_related("slot").get()
    with clock.set_to(booking.slot.starts_at):
        assert "预约时间已过" in client.get(link).content.decode()
        answer = client.post(link, {"answer": "confirm", "truthful": "on"})
        assert answer.status_code == 409
    Booking.objects.update(slot=None)
    assert "正在另定日期" in client.get(link).content.decode()
    assert Confirmation.objects.get().state == Answer.ASKED


def test_a_forged_link_is_told_from_a_true_one_and_shows_nothing(client, cast, link):
    name = Target.objects.get().name
    for forged in (link[:-4] + "abc/", "/confirm/x/", "/confirm/MQ:1:2/"):
        answer = client.get(forged)
        assert answer.status_code == 404
        assert "链接无效" in answer.content.decode()
        assert name not in answer.content.decode()
    Target.objects.update(asked=None)
    Confirmation.objects.all().delete()
    assert client.get(link).status_code == 404

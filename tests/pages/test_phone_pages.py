"""A firm calls its center, which books for it: any service, listed or not."""

import pytest

from bookings.choices import Stage
from bookings.models import Appointment, Booking, Hold
from companies.models import Company, RegisterFact
from foundation.audit.models import Entry
from foundation.notices.models import Message
from outreach.choices import Answer
from outreach.models import Confirmation
from tests.cast import make_company
from tests.factories.appointments import clinic, free
from tests.factories.lists import code, of_company
from tests.journey import fresh
from tests.pages.reading import queries

pytestmark = pytest.mark.usefixtures("jobs_inline")


@pytest.fixture
def manager(cast, client):
    client.force_login(cast.manager)
    return client


def caller(cast):
    """A firm of the center's district that nobody has on a list."""
    return make_company("来电机械有限公司", cast.center.district, 71)


def registered(cast, district=None, n=7):
    return RegisterFact.objects.create(
        credit_code=code(),
        name=f"常州登记{n}号有限公司",
        district=district or cast.center.district,
        sector="34",
        size="small",
        above_designated=True,
    )


def test_a_firm_is_found_by_a_part_of_its_name_or_code_in_own_districts_only(
    cast, manager
):
    firm = caller(cast)
    stranger = make_company("来电电气有限公司", cast.other_center.district, 72)
    for words in ("来电", firm.credit_code[4:]):
        shown = manager.get("/phone/", {"q": words}).content.decode()
        assert f"/phone/{firm.pk}/" in shown
        assert stranger.name not in shown
        assert firm.contact_phone not in shown
    nothing = manager.get("/phone/", {"q": "没有这家"}).content.decode()
    assert "服务辖区内没有这个名称的企业" in nothing
    assert manager.get(f"/phone/{stranger.pk}/").status_code == 404
    answer = manager.post(f"/phone/{stranger.pk}/", {"slot": cast.slot(0).pk})
    assert answer.status_code == 404


def test_the_search_asks_the_same_whatever_it_finds(cast, client):
    make_company("来电一号", cast.center.district, 80)
    few = queries(client, cast.manager, "/phone/?q=来电")
    for n in range(81, 100):
        make_company(f"来电{n}号", cast.center.district, n)
    many = queries(client, cast.manager, "/phone/?q=来电")
    assert few == many


def test_an_unlisted_firm_gets_a_diagnosis_and_is_asked_to_confirm_by_its_link(
    cast, manager
):
    firm, slot = caller(cast), cast.slot(3)
    shown = manager.get(f"/phone/{firm.pk}/?slot={slot.pk}").content.decode()
    assert "将收到短信，请其确认" in shown
    assert 'name="truthful"' not in shown
    answer = manager.post(f"/phone/{firm.pk}/", {"slot": slot.pk, "needs": "排产"})
    case = Booking.objects.get()
    assert answer.url == f"/cases/{case.number}/"
    assert (case.company, case.booked_by, case.slot) == (firm, cast.manager, slot)
    asked = Confirmation.objects.get(booking=case)
    sent = Message.objects.get(event="outreach.confirm")
    assert sent.phone == firm.contact_phone
    page = manager.get(answer.url).content.decode()
    assert "中心代约" in page
    assert sent.link.removeprefix("http://testserver") in page
    manager.logout()
    manager.post(sent.link, {"answer": "confirm", "truthful": "on"})
    assert fresh(asked).state == Answer.CONFIRMED


def test_a_firm_of_a_list_that_calls_is_shown_there_as_asked(cast, manager):
    firm = caller(cast)
    target = of_company(cast, firm)
    manager.post(f"/phone/{firm.pk}/", {"slot": cast.slot(3).pk})
    assert fresh(target).asked.booking == Booking.objects.get()


def test_another_service_is_booked_and_the_firm_told_with_a_link(cast, manager):
    clinic(cast)
    firm, slot = caller(cast), free(cast)[0]
    page = f"/phone/{firm.pk}/?service=clinic"
    shown = manager.get(f"{page}&slot={slot.pk}").content.decode()
    assert "附改期或取消的链接" in shown
    assert "预约事由" in shown
    assert "投诉事由" not in shown
    answer = manager.post(page, {"slot": slot.pk, "service": "clinic"})
    made = Appointment.objects.get()
    assert answer.url == f"/appointments/{made.number}/"
    assert (made.company, made.slot, made.booked_by) == (firm, slot, cast.manager)
    told = Message.objects.get(event="bookings.book")
    assert told.phone == firm.contact_phone
    assert "/change/" in told.link


def test_a_refused_firm_reads_why_and_a_second_factory_needs_a_reason(cast, manager):
    firm = caller(cast)
    manager.post(f"/phone/{firm.pk}/", {"slot": cast.slot(3).pk})
    refused = manager.get(f"/phone/{firm.pk}/").content.decode()
    assert f"/phone/{firm.pk}/?factory=2" in refused
    url, slot = f"/phone/{firm.pk}/?factory=2", cast.slot(5)
    data = {"factory": "2", "slot": slot.pk}
    assert manager.post(url, data).status_code == 422
    answer = manager.post(url, {**data, "exception": "二厂在另一镇，产品不同"})
    case = Booking.objects.get(factory=2)
    assert answer.url == f"/cases/{case.number}/"
    assert (case.stage, case.exception_reason) == (
        Stage.TRIAGE,
        "二厂在另一镇，产品不同",
    )


def test_the_place_is_kept_for_the_firm_while_it_is_on_the_phone(cast, manager):
    firm, slot = caller(cast), cast.slot(3)
    answer = manager.post(f"/phone/{firm.pk}/hold/", {"slot": slot.pk})
    assert 'name="held"' in answer.content.decode()
    assert Hold.objects.get().company == firm
    manager.post(f"/phone/{firm.pk}/", {"slot": slot.pk, "held": "on"})
    assert (fresh(slot).taken, Hold.objects.count()) == (1, 0)


def test_a_firm_only_the_register_knows_gets_its_file_from_there(cast, manager):
    fact = registered(cast)
    elsewhere = registered(cast, cast.other_center.district, 8)
    shown = manager.get("/phone/", {"q": "登记"}).content.decode()
    assert f"/phone/new/{fact.credit_code}/" in shown
    assert elsewhere.name not in shown
    assert manager.get(f"/phone/new/{elsewhere.credit_code}/").status_code == 404
    url = f"/phone/new/{fact.credit_code}/"
    wrong = manager.post(url, {"contact_name": "李工", "contact_phone": "12"})
    assert wrong.status_code == 422
    assert "李工" in wrong.content.decode()
    data = {"contact_name": "李工", "contact_phone": "+86 139 0000 0101"}
    answer = manager.post(url, data)
    firm = Company.objects.get(credit_code=fact.credit_code)
    assert answer.url == f"/phone/{firm.pk}/"
    assert (firm.name, firm.contact_phone) == (fact.name, "13900000101")
    assert Entry.objects.filter(deed="outreach.open_file").count() == 1
    assert manager.get(url).status_code == 404  # it has one now


@pytest.mark.parametrize("who", ["firm", "coordinator", "officer", "district_officer"])
def test_nobody_but_a_manager_books_by_phone(cast, client, who):
    client.force_login(cast.people[who])
    assert client.get("/phone/").status_code == 404
    url = f"/phone/{cast.company.pk}/"
    assert client.post(url, {"slot": cast.slot(0).pk}).status_code == 404
    assert not Booking.objects.exists()


def test_who_has_no_mobile_phone_is_told_by_the_center_itself(cast, manager):
    firm, slot = caller(cast), cast.slot(3)
    Company.objects.filter(pk=firm.pk).update(contact_phone="0519-80001111")
    answer = manager.post(f"/phone/{firm.pk}/", {"slot": slot.pk}, follow=True)
    assert "没有手机" in answer.content.decode()
    assert "data-copy" in answer.content.decode()
    clinic(cast)
    data = {"slot": free(cast)[0].pk, "service": "clinic"}
    answer = manager.post(f"/phone/{firm.pk}/", data, follow=True)
    assert "请在电话中告知" in answer.content.decode()

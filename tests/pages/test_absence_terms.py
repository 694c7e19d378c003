"""What follows missed appointments stands on a page, changed from a later day on."""

from datetime import date, timedelta

from bookings.absences import Terms
from bookings.models import AbsenceTerms
from desks.deeds import DEEDS, FACTS
from foundation import clock
from foundation.audit.models import Entry
from tests.factories.appointments import clinic, free, made
from tests.pages.reading import page

URL = "/flows/absences/"
NEW = {
    "valid_from": "2026-03-03",
    "limit": "3",
    "within_days": "90",
    "closed_days": "7",
}


def test_the_bureau_changes_the_terms_from_a_later_day_on(client, cast):
    client.force_login(cast.officer)
    assert "爽约" in client.get("/flows/").content.decode()
    answer = client.post(URL, NEW, follow=True)
    said = answer.content.decode()
    assert AbsenceTerms.known() == [Terms(3, 90, 7, date(2026, 3, 3))]
    assert "2026年3月3日" in said
    assert said.index("2026年3月3日") < said.index("初始规则")
    entry = Entry.objects.get(deed="bookings.set_absence_terms")
    assert entry.deed in DEEDS
    assert {*entry.before, *entry.after} <= FACTS.keys()


def test_a_day_that_has_begun_or_is_taken_is_refused_and_nothing_typed_lost(
    client, cast
):
    client.force_login(cast.officer)
    early = client.post(URL, {**NEW, "valid_from": clock.today().isoformat()})
    assert early.status_code == 422
    assert 'value="90"' in early.content.decode()
    client.post(URL, NEW)
    assert client.post(URL, NEW).status_code == 422
    assert client.post(URL, {**NEW, "limit": "0"}).status_code == 422
    assert AbsenceTerms.objects.count() == 1


def test_centers_read_the_terms_and_change_nothing(client, cast):
    assert (
        '<form method="post" class="flow"'
        not in page(client, cast.manager, "absence_terms").content.decode()
    )
    assert client.post(URL, NEW).status_code == 404
    assert page(client, cast.firm, "absence_terms").status_code == 404
    assert not AbsenceTerms.objects.exists()


def test_the_firm_reads_the_terms_above_its_appointments(client, cast, monday):
    clinic(cast)
    first = clock.today() + timedelta(days=1)
    AbsenceTerms.objects.create(
        valid_from=first, limit=1, within_days=60, closed_days=14
    )
    slot = free(cast)[-1]
    client.force_login(cast.manager)
    number = made(cast, slot).number
    with clock.set_to(slot.ends_at):
        client.post(f"/appointments/{number}/absent/")
        said = page(client, cast.firm, "appointments").content.decode()
    assert "暂停 14 天" in said
    assert "1 次" in said

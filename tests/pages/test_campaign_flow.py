"""A campaign from its draft to its close, through the bureau's pages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from bookings.actions import campaign_on
from campaigns.actions import close_campaign, open_campaign, publish_rules
from campaigns.choices import CampaignState
from campaigns.models import Agreement, Campaign
from foundation import clock
from foundation.audit.models import Entry
from foundation.errors import LostRace, Refused
from foundation.notices.models import Message
from tests.journey import fresh
from workflows.models import Due
from workflows.start_campaign import take_up

YEAR = 2027
OPENING = clock.day_begins(date(YEAR, 1, 4))
AFTER = clock.day_begins(date(YEAR + 1, 1, 4))


@pytest.fixture
def bureau(client, cast):
    """The officer at the desk."""
    client.force_login(cast.officer)
    return client


def filled(bureau, url="", **changed):
    """The form as it comes prefilled, with changes."""
    form = bureau.get(url or reverse("new_campaign")).context["form"]
    quotas = {name: 30 for name in form.fields if name.startswith("quota_")}
    shown = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in form.initial.items()
    }
    return {**shown, "rules_zh": "每家企业一次", **quotas, **changed}


def draft(bureau, **changed):
    sent = bureau.post(reverse("new_campaign"), filled(bureau, **changed))
    assert sent.status_code == 302, sent.context["form"].errors
    return Campaign.objects.get(year=YEAR)


def step(bureau, node, follow=True, **data):
    task = Due.objects.open().get(node=node).task_id
    return bureau.post(reverse("task", args=[task]), data, follow=follow)


def with_provider(cast, campaign):
    Agreement.objects.create(
        campaign=campaign, provider=cast.provider, number="W-1", quota=9,
        fee_fen=800_000, signed_on=date(YEAR, 1, 2),
    )  # fmt: skip


def test_a_campaign_is_drafted_published_opened_and_closed(bureau, cast):
    made = draft(bureau)
    assert (made.state, made.ends_on) == (CampaignState.DRAFT, date(YEAR + 1, 1, 1))
    assert made.quotas.filter(cases=30).count() == made.quotas.count() > 0
    assert Due.objects.open().get(campaign=made).node == "publish_rules"
    url = reverse("edit_campaign", args=[YEAR])
    bureau.post(url, filled(bureau, url, fee="9000.5"))
    made.refresh_from_db()
    assert made.fee_fen == 900_050
    step(bureau, "publish_rules")
    made.refresh_from_db()
    assert (made.state, made.rules_published_on) == (
        CampaignState.PUBLISHED, clock.today()
    )  # fmt: skip
    assert Due.objects.open().get(campaign=made).due_on == made.starts_on
    with_provider(cast, made)
    with clock.set_to(OPENING):
        step(bureau, "open_campaign")
        assert campaign_on(clock.today()) == made
    with clock.set_to(AFTER):
        step(bureau, "close_campaign")
    made.refresh_from_db()
    assert made.state == CampaignState.CLOSED
    assert made.process.finished is not None
    told = Message.objects.filter(event="campaign", to=cast.manager)
    assert told.count() == 3
    assert not Message.objects.filter(event="campaign", to=cast.other_coordinator)
    deeds = Entry.objects.filter(object_type="campaigns.Campaign").order_by("pk")
    assert list(deeds.values_list("deed", flat=True)) == [
        "campaigns.draft", "campaigns.draft", "campaigns.publish_rules",
        "campaigns.open", "campaigns.close",
    ]  # fmt: skip


def test_a_draft_is_the_bureaus_alone_and_published_rules_stay(bureau, client, cast):
    draft(bureau)
    shown = client.get(reverse("campaign"), {"year": YEAR})
    assert shown.context["campaign"].year == YEAR
    step(bureau, "publish_rules")
    sent = bureau.get(reverse("edit_campaign", args=[YEAR]), follow=True)
    assert "规则已经公布，不能再修改" in sent.content.decode()
    client.force_login(cast.manager)
    for name in ("edit_campaign", "take_campaign_up"):
        assert client.post(reverse(name, args=[YEAR])).status_code == 404


def test_what_is_missing_is_said_and_nothing_typed_is_lost(bureau, cast):
    wrong = bureau.post(
        reverse("new_campaign"),
        filled(bureau, year=cast.campaign.year, name_zh="第二次"),
    )
    assert (wrong.status_code, "第二次" in wrong.content.decode()) == (422, True)
    wrong = bureau.post(reverse("new_campaign"), filled(bureau, last_on="2026-01-01"))
    assert wrong.status_code == 422
    form = bureau.get(reverse("new_campaign")).context["form"]
    empty = {name: 0 for name in form.fields if name.startswith("quota_")}
    made = draft(bureau, rules_zh="", budget="0", **empty)
    page = step(bureau, "publish_rules", follow=False)
    assert page.status_code == 422
    assert len(page.context["missing"]) == 3
    with clock.set_to(AFTER), pytest.raises(Refused) as refused:
        publish_rules(campaign=made, by=cast.officer, at=clock.now())
    assert len(refused.value.reasons) == 4
    url = reverse("edit_campaign", args=[YEAR])
    taken = bureau.post(url, filled(bureau, url, year=cast.campaign.year))
    assert taken.status_code == 422


def test_it_opens_on_its_day_with_providers_and_closes_early_with_a_reason(
    bureau, cast
):
    made = draft(bureau)
    step(bureau, "publish_rules")
    page = step(bureau, "open_campaign", follow=False)
    assert (page.status_code, len(page.context["form"].non_field_errors())) == (422, 2)
    with_provider(cast, made)
    with clock.set_to(OPENING):
        step(bureau, "open_campaign")
        page = step(bureau, "close_campaign", follow=False)
        assert page.status_code == 422
        step(bureau, "close_campaign", reason="经费用完")
    entry = Entry.objects.get(deed="campaigns.close")
    assert entry.before == {"state": "open"}
    assert entry.after == {"state": "closed", "reason": "经费用完"}


def test_one_from_a_file_is_taken_up_where_it_stands(bureau, cast):
    campaign = cast.campaign
    url = reverse("take_campaign_up", args=[campaign.year])
    bureau.post(url)
    due = Due.objects.open().get(campaign=campaign)
    assert due.node == "close_campaign"
    entry = Entry.objects.get(deed="campaigns.take_up")
    assert (entry.actor, entry.before) == (cast.officer, {"step": ""})
    assert entry.after == {"step": due.node, "due_on": due.due_on.isoformat()}
    bureau.force_login(cast.auditor)
    log = bureau.get(reverse("audit")).content.decode()
    assert "批次纳入流程办理" in log
    assert "待办步骤" in log
    bureau.force_login(cast.officer)
    with pytest.raises(LostRace):
        take_up(campaign=fresh(campaign), by=cast.officer, at=clock.now())
    said = bureau.post(url, follow=True)
    assert "已有办理步骤" in said.content.decode()
    Campaign.objects.update(state=CampaignState.CLOSED, process=None)
    with pytest.raises(Refused):
        take_up(campaign=fresh(campaign), by=cast.officer, at=clock.now())
    assert bureau.post(reverse("take_campaign_up", args=[1999])).status_code == 404


def test_who_comes_second_is_told(bureau, cast):
    made = draft(bureau)
    stale = fresh(made)
    publish_rules(campaign=made, by=cast.officer, at=clock.now())
    with pytest.raises(LostRace):
        publish_rules(campaign=stale, by=cast.officer, at=clock.now())
    with_provider(cast, made)
    at = OPENING + timedelta(hours=1)
    open_campaign(campaign=made, by=cast.officer, at=at)
    close_campaign(campaign=made, by=cast.officer, at=AFTER)
    assert fresh(made).state == CampaignState.CLOSED

"""A campaign is drafted, its rules are published, it opens and closes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns.choices import CampaignState
from campaigns.models import Campaign, DistrictQuota
from centers.models import District
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused

Quotas = Mapping[District, int]


@transaction.atomic
def draft_campaign(
    *, facts: dict[str, Any], quotas: Quotas, by: Any, at: datetime
) -> Campaign:
    """A campaign of a year, as a draft; the caller starts its flow.

    `facts`: the fields of the model in its own units (fen, half-open days); `quotas`:
    cases by district. Raises Refused where the year has one.
    """
    _refuse_disorder(facts)
    try:
        with transaction.atomic():
            made = Campaign.objects.create(**facts)
    except IntegrityError as error:
        raise Refused(_("There is a campaign for this year already.")) from error
    _set_quotas(made, quotas)
    record(by=by, deed="campaigns.draft", at=at, row=made, after=_plain(facts, quotas))
    return made


@transaction.atomic
def change_draft(
    *, campaign: Campaign, facts: dict[str, Any], quotas: Quotas, by: Any, at: datetime
) -> None:
    """Change a draft; published rules are never changed. Raises Refused, LostRace."""
    _refuse_disorder(facts)
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if row.state != CampaignState.DRAFT:
        raise LostRace(_("The rules have been published and cannot be changed."))
    before = {name: getattr(row, name) for name in facts}
    for name, value in facts.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_("There is a campaign for this year already.")) from error
    old = {quota.district: quota.cases for quota in row.quotas.all()}
    _set_quotas(row, quotas)
    record(by=by, deed="campaigns.draft", at=at, row=row,
           before=_plain(before, old), after=_plain(facts, quotas))  # fmt: skip


def _refuse_disorder(facts: dict[str, Any]) -> None:
    if facts["ends_on"] <= facts["starts_on"]:
        raise Refused(_("The campaign must end after it begins."))


def _set_quotas(campaign: Campaign, quotas: Quotas) -> None:
    for district, cases in quotas.items():
        DistrictQuota.objects.update_or_create(
            campaign=campaign, district=district, defaults={"cases": cases}
        )


def _plain(facts: dict[str, Any], quotas: Quotas) -> dict[str, Any]:
    quota = {district.code: cases for district, cases in quotas.items()}
    return {**facts, "quotas": quota}


def missing_for_rules(campaign: Campaign, at: datetime) -> list[str]:
    """What a draft lacks before its rules can be published, in words."""
    found = []
    if not campaign.rules_zh.strip():
        found.append(_("The rules are empty."))
    if not campaign.quotas.filter(cases__gt=0).exists():
        found.append(_("No district has a quota."))
    if campaign.ends_on <= local_day(at):
        found.append(_("The campaign would have ended already."))
    if not (campaign.budget_fen and campaign.fee_fen):
        found.append(_("Budget and fee must be more than nothing."))
    return found


@transaction.atomic
def publish_rules(*, campaign: Campaign, by: Any, at: datetime) -> None:
    """From now on everybody reads the rules and nobody changes them.

    Raises Refused with everything that is missing, LostRace.
    """
    missing = missing_for_rules(campaign, at)
    if missing:
        raise Refused(*missing)
    day = local_day(at)
    campaign.move_to(CampaignState.PUBLISHED, rules_published_on=day)
    record(by=by, deed="campaigns.publish_rules", at=at, row=campaign,
           after={"on": day})  # fmt: skip


@transaction.atomic
def open_campaign(*, campaign: Campaign, by: Any, at: datetime) -> None:
    """Firms may book. Raises Refused before its day, or without providers."""
    reasons = []
    if local_day(at) < campaign.starts_on:
        reasons.append(_("The campaign begins later."))
    if not campaign.agreements.exists():
        reasons.append(_("No provider has an agreement for this campaign yet."))
    if reasons:
        raise Refused(*reasons)
    campaign.move_to(CampaignState.OPEN)
    record(by=by, deed="campaigns.open", at=at, row=campaign)


@transaction.atomic
def close_campaign(
    *, campaign: Campaign, by: Any, at: datetime, reason: str = ""
) -> None:
    """No new bookings; what has been booked goes on. Before its end with a reason."""
    if local_day(at) < campaign.ends_on and not reason.strip():
        raise Refused(_("The campaign still runs: please say why it closes early."))
    campaign.move_to(CampaignState.CLOSED)
    record(by=by, deed="campaigns.close", at=at, row=campaign,
           after={"reason": reason})  # fmt: skip

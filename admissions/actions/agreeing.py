"""The agreement: offered by the bureau, confirmed or declined, then the pool."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from admissions.actions.reviewing import needs_words
from admissions.choices import ApplicationState
from admissions.models import Application, Offer
from admissions.words import (
    ADMITTED,
    ADMITTED_BUREAU,
    DECLINED,
    tell_bureau,
    tell_provider,
)
from campaigns.models import Agreement, Campaign
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import Refused
from providers.pool import admit

PREFIX = "RK"  # 入库


@transaction.atomic
def offer(
    *, application: Application, facts: Mapping[str, Any], by: Any, at: datetime
) -> Offer:
    """Offer an agreement; the provider's step opens and tells it.

    `facts`: districts, sectors, mode, fee_fen, quota, starts_on, ends_on. Raises
    Refused, with every reason.
    """
    reasons = _faults(facts, at)
    if reasons:
        raise Refused(*reasons)
    plain = {name: value for name, value in facts.items() if name != "districts"}
    application.move_to(ApplicationState.OFFERED)
    made = Offer.objects.create(
        application=application, offered_by=by, offered_at=at, **plain
    )
    made.districts.set(facts["districts"])
    record(by=by, deed="admissions.offer", at=at, row=application,
           after={"districts": [row.name_zh for row in facts["districts"]],
                  "sectors": facts["sectors"], "mode": facts["mode"],
                  "fee_fen": facts["fee_fen"], "quota": facts["quota"],
                  "on": facts["starts_on"], "until": facts["ends_on"]})  # fmt: skip
    return made


def _faults(facts: Mapping[str, Any], at: datetime) -> list[str]:
    found = []
    if not facts["districts"]:
        found.append(_("Please choose the districts."))
    if facts["ends_on"] < facts["starts_on"]:
        found.append(_("The last day lies before the first one."))
    if facts["ends_on"] < local_day(at):
        found.append(_("The last day lies in the past."))
    if facts["quota"] < 1:
        found.append(_("The quota is at least one case."))
    return found


@transaction.atomic
def confirm(*, application: Application, by: Any, at: datetime) -> Agreement:
    """The provider agrees: agreement and place in the pool are written together.

    Raises Refused where it has an agreement for the campaign, or a place in the pool
    in these days; nothing is then written.
    """
    offered = application.offers.open().get()
    agreement = _agreement_of(application, offered, at)
    sectors = offered.sectors or application.sectors
    admit(
        provider=application.provider,
        first=offered.starts_on,
        last=offered.ends_on,
        sectors=sectors,
    )
    application.offers.filter(pk=offered.pk).update(
        answered_by=by, answered_at=at, agreement=agreement
    )
    application.move_to(ApplicationState.ADMITTED)
    facts = {
        "number": agreement.number,
        "first": offered.starts_on,
        "last": offered.ends_on,
    }
    record(by=by, deed="admissions.confirm", at=at, row=application,
           after={"number": agreement.number})  # fmt: skip
    tell_provider(application, ADMITTED, at=at, **facts)
    tell_bureau(application, ADMITTED_BUREAU, at=at, number=agreement.number)
    return agreement


def _agreement_of(application: Application, offered: Offer, at: datetime) -> Agreement:
    """One confirms at a time: the next number of the campaign is free."""
    key = application.call.campaign_id
    campaign = Campaign.objects.select_for_update().get(pk=key)
    prefix = f"{PREFIX}-{campaign.year}-"
    count = Agreement.objects.filter(number__startswith=prefix).count()
    try:
        with transaction.atomic():
            made = Agreement.objects.create(
                campaign=campaign,
                provider=application.provider,
                number=f"{prefix}{count + 1:03d}",
                mode=offered.mode,
                quota=offered.quota,
                fee_fen=offered.fee_fen,
                signed_on=local_day(at),
                starts_on=offered.starts_on,
                ends_on=offered.ends_on,
                sectors=offered.sectors,
            )
    except IntegrityError as error:
        raise Refused(
            _("This provider has an agreement for the campaign already.")
        ) from error
    made.districts.set(offered.districts.all())
    return made


@transaction.atomic
def decline(*, application: Application, reason: str, by: Any, at: datetime) -> None:
    """The provider does not want it so; the bureau offers anew, or ends it."""
    text = needs_words(reason)
    application.offers.open().update(
        answered_by=by, answered_at=at, declined_because=text
    )
    application.move_to(ApplicationState.AGREEING)
    record(by=by, deed="admissions.decline", at=at, row=application,
           after={"reason": text})  # fmt: skip
    tell_bureau(application, DECLINED, at=at, reason=text)

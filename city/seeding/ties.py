"""A tie that came to light last night, so that the center has one to settle."""

from datetime import datetime, timedelta

from assignments.actions import declare_tie, find_clashes
from assignments.choices import ConflictKind, Side
from bookings.choices import Stage
from bookings.models import Booking
from companies.models import Company

AGO = timedelta(hours=9)


def fill(*, star_provider: int, star_firm: Company, at: datetime) -> None:
    """A provider declares late that it is tied to a firm it is to visit."""
    cases = Booking.objects.filter(
        stage=Stage.VISITING, center__slug="wujin", provider__isnull=False
    ).exclude(provider=star_provider)
    case = (
        cases.exclude(company=star_firm)
        .order_by("-slot__on", "-pk")
        .select_related("provider", "company")
        .first()
    )
    if case is not None and case.provider is not None:
        declare_tie(
            provider=case.provider,
            company=case.company,
            kind=ConflictKind.STAFF,
            note="该企业信息部负责人上月由本公司离职入职",
            side=Side.PROVIDER,
            by=None,
            at=at - AGO,
        )
    find_clashes(at=at - AGO / 2)

"""May this firm have a free diagnosis? Asked before anything is taken (domain 2.3)."""

from dataclasses import dataclass

from bookings.absences import Closing
from foundation.sectors import MANUFACTURING

NOT_MANUFACTURING = "not_manufacturing"
OUTSIDE_CITY = "outside_city"
OPEN_CASE = "open_case"
DONE_CASE = "done_case"
DIAGNOSED_ELSEWHERE = "diagnosed_elsewhere"
BARRED = "barred"
NO_CAMPAIGN = "no_campaign"
QUOTA_FULL = "quota_full"
UNDECIDED = "undecided"
ABSENT = "absent"
BELOW_DESIGNATED = "below_designated"
SECOND_FACTORY = "second_factory"
# What a second factory, with a reason, is excepted from.
ONE_PER_CAMPAIGN = frozenset({OPEN_CASE, DONE_CASE, DIAGNOSED_ELSEWHERE})


@dataclass(frozen=True)
class Facts:
    """What the rule needs to know of the firm and the campaign."""

    sector: str
    in_city: bool
    barred: bool
    above_designated: bool
    campaign_open: bool = True
    open_case: bool = False
    done_case: bool = False
    diagnosed_elsewhere: bool = False
    quota_left: int = 1
    second_factory: bool = False
    undecided: bool = False
    closing: Closing | None = None


@dataclass(frozen=True)
class Verdict:
    """Refusals (any = no) and flags (any = the manager's triage)."""

    refusals: tuple[str, ...]
    flags: tuple[str, ...]
    closing: Closing | None = None

    @property
    def eligible(self) -> bool:
        """Whether the booking may go on."""
        return not self.refusals


def check(facts: Facts) -> Verdict:
    """Every reason against, and every flag; size is recorded, never a bar.

    A second factory is let through to the manager, who decides on its reason before
    there can be another (`undecided`), so that reasons alone fill no calendar. A firm
    that was absent books by itself once its `closing` is over; the center books for it.
    """
    refusals = {
        NO_CAMPAIGN: not facts.campaign_open,
        NOT_MANUFACTURING: facts.sector not in MANUFACTURING,
        OUTSIDE_CITY: not facts.in_city,
        BARRED: facts.barred,
        OPEN_CASE: facts.open_case and not facts.second_factory,
        DONE_CASE: facts.done_case and not facts.second_factory,
        DIAGNOSED_ELSEWHERE: facts.diagnosed_elsewhere and not facts.second_factory,
        QUOTA_FULL: facts.quota_left <= 0,
        UNDECIDED: facts.second_factory and facts.undecided,
        ABSENT: facts.closing is not None,
    }
    flags = {
        BELOW_DESIGNATED: not facts.above_designated,
        SECOND_FACTORY: facts.second_factory,
    }
    return Verdict(
        refusals=tuple(key for key, against in refusals.items() if against),
        flags=tuple(key for key, raised in flags.items() if raised),
        closing=facts.closing,
    )

"""Which cases a lived-in city has: how far each has come, and what befell it."""

from dataclasses import dataclass, replace

from bookings.choices import Stage
from city.seeding.dice import spread

# What befalls a case on its way.
CANCEL, WITHDRAW, REFUSE = "cancel", "withdraw", "refuse"
DECLINE, OVERRIDE, NOBODY = "decline", "override", "nobody"
NO_SHOW, SILENT, RETURNED = "no_show", "silent", "returned"
ABSENT = "absent"  # the provider did not come
DRAFT, ONE_SHEET, PLAIN = "draft", "one_sheet", ""

# Where the factory stands: by turns, a district, or with the showcase provider.
ANY, STAR, SHOWCASE = "", "*", "@"
WUJIN, XINBEI, TIANNING, ZHONGLOU, JINGKAI = (
    "320412",
    "320411",
    "320402",
    "320404",
    "czjk",
)


@dataclass(frozen=True)
class Outline:
    """A case before a firm is found for it.

    `visit` = working days from today to its half-day (None: spread over the year);
    `lead` = working days from booking to the half-day; it stays at `stop` ('' = ends).
    """

    stop: str = ""
    twist: str = PLAIN
    visit: int | None = None
    lead: int = 10
    where: str = ANY
    last_year: bool = False

    @property
    def starred(self) -> bool:
        """Whether the showcase provider is to have it."""
        return self.where in (STAR, SHOWCASE)

    @property
    def flagged(self) -> bool | None:
        """Whether the firm must (not) go through triage; None where both will do."""
        needs = self.stop == Stage.TRIAGE or self.twist == REFUSE
        return True if needs else None


# Cases that are running now, in rounds: the first round touches every stage.
RUNNING = [
    Outline(Stage.TRIAGE, PLAIN, 6, 7, WUJIN),
    Outline(Stage.CONFIRMING, PLAIN, 5, 6, STAR),
    Outline(Stage.RESPONDING, PLAIN, 4, 6, STAR),
    Outline(Stage.RESCHEDULING, ABSENT, -2, 11, XINBEI),
    Outline(Stage.VISITING, PLAIN, 1, 9, STAR),
    Outline(Stage.ASSESSING, PLAIN, -1, 10, STAR),
    Outline(Stage.REPORTING, RETURNED, -11, 9, STAR),
    Outline(Stage.REVIEWING, PLAIN, -9, 8, STAR),
    Outline(Stage.SIGNING, PLAIN, -13, 9, SHOWCASE),
    Outline(Stage.ACCEPTING, PLAIN, -13, 8, STAR),
    Outline(Stage.RATING, ONE_SHEET, -20, 9, WUJIN),
    # second round
    Outline(Stage.VISITING, PLAIN, 0, 8, XINBEI),
    Outline(Stage.VISITING, PLAIN, 2, 9, TIANNING),
    Outline(Stage.VISITING, PLAIN, 1, 7, ZHONGLOU),
    Outline(Stage.VISITING, PLAIN, 3, 10, JINGKAI),
    Outline(Stage.CONFIRMING, PLAIN, 7, 8, TIANNING),
    Outline(Stage.RESPONDING, PLAIN, 5, 11, JINGKAI),  # late
    Outline(Stage.REPORTING, DRAFT, -6, 9, STAR),
    Outline(Stage.REVIEWING, PLAIN, -18, 10, ANY),  # late
    Outline(Stage.RATING, PLAIN, -16, 8, ANY),
    Outline(Stage.SIGNING, PLAIN, -30, 9, ANY),  # late
    Outline(Stage.ACCEPTING, PLAIN, -24, 8, ANY),  # late
    # third round
    Outline(Stage.TRIAGE, PLAIN, 8, 9, ANY),
    Outline(Stage.TRIAGE, PLAIN, 6, 11, ANY),  # late
    Outline(Stage.CONFIRMING, PLAIN, 4, 9, ANY),  # late
    Outline(Stage.RESPONDING, PLAIN, 6, 8, TIANNING),
    Outline(Stage.RESCHEDULING, NOBODY, 5, 8, WUJIN),
    Outline(Stage.VISITING, PLAIN, 4, 11, WUJIN),
    Outline(Stage.VISITING, PLAIN, 5, 12, XINBEI),
    Outline(Stage.VISITING, PLAIN, 7, 13, STAR),
    Outline(Stage.ASSESSING, PLAIN, -2, 9, ANY),
    Outline(Stage.REPORTING, PLAIN, -3, 9, ANY),
    Outline(Stage.REPORTING, PLAIN, -19, 10, ANY),  # late
    Outline(Stage.REVIEWING, PLAIN, -9, 9, ANY),
    Outline(Stage.SIGNING, PLAIN, -12, 8, ANY),
    Outline(Stage.ACCEPTING, PLAIN, -13, 9, ANY),
    Outline(Stage.RATING, PLAIN, -19, 8, ANY),
    Outline(Stage.CONFIRMING, PLAIN, 6, 7, WUJIN),
    Outline(Stage.CONFIRMING, PLAIN, 6, 7, WUJIN),
    Outline(Stage.CONFIRMING, PLAIN, 7, 8, WUJIN),
    # and more
    Outline(Stage.CONFIRMING, PLAIN, 6, 7, XINBEI),
    Outline(Stage.RESPONDING, DECLINE, 6, 10, ZHONGLOU),
    Outline(Stage.VISITING, PLAIN, 6, 12, ZHONGLOU),
    Outline(Stage.VISITING, PLAIN, 8, 14, JINGKAI),
    Outline(Stage.ASSESSING, PLAIN, -9, 10, ANY),  # late
    Outline(Stage.REPORTING, PLAIN, -9, 9, ANY),
    Outline(Stage.REPORTING, DRAFT, -12, 9, ANY),
    Outline(Stage.REVIEWING, PLAIN, -10, 9, ANY),
    Outline(Stage.SIGNING, PLAIN, -15, 9, ANY),
    Outline(Stage.RATING, PLAIN, -17, 8, ANY),
    Outline(Stage.RATING, PLAIN, -36, 9, ANY),  # late
]

LAST_YEAR_SHARE = (13, 20)
RUNNING_SHARE = (7, 10)

# How the ended cases went, by weight.
ENDED_LAST_YEAR = [
    (PLAIN, 98),
    (DECLINE, 9),
    (OVERRIDE, 5),
    (NO_SHOW, 4),
    (REFUSE, 4),
    (CANCEL, 4),
    (WITHDRAW, 2),
    (NOBODY, 2),
    (SILENT, 2),
]
ENDED_THIS_YEAR = [(PLAIN, 14), (CANCEL, 3), (REFUSE, 2), (DECLINE, 2), (WITHDRAW, 1)]
SETTLING = (CANCEL, WITHDRAW, DECLINE, NOBODY, OVERRIDE)  # take their time before it
LOSING = (REFUSE, CANCEL, WITHDRAW, DECLINE, OVERRIDE)  # the wish does not come true
LONG_LEAD = 14


def outlines(cases: int, room_this_year: int) -> list[Outline]:
    """The outlines of so many cases.

    `room_this_year` = how many ended cases this year has had time for; the others
    belong to last year's campaign.
    """
    last = cases * LAST_YEAR_SHARE[0] // LAST_YEAR_SHARE[1]
    this = cases - last
    running = RUNNING[: this * RUNNING_SHARE[0] // RUNNING_SHARE[1]]
    ended = min(this - len(running), room_this_year)
    last = cases - len(running) - ended
    made = [_ended(twist, last_year=True) for twist in spread(ENDED_LAST_YEAR, last)]
    made[0] = replace(made[0], where=SHOWCASE)
    made += [_ended(twist, last_year=False) for twist in spread(ENDED_THIS_YEAR, ended)]
    return made + running


def _ended(twist: str, *, last_year: bool) -> Outline:
    lead = LONG_LEAD if twist in SETTLING else 10
    return Outline(twist=twist, lead=lead, last_year=last_year)

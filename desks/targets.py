"""What the pages of a target list show of a firm: case, words to copy, differences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions.invitations import LIFE
from bookings.choices import BEFORE_VISIT
from bookings.models import Booking
from companies.models import Company
from face import formats
from foundation.clock import local_day
from outreach.actions import confirm_path
from outreach.choices import BOOKED, DIAGNOSED, STANDS, Answer, TargetState
from outreach.models import Confirmation, Target

TONES = {
    TargetState.CALL_BACK.value: "warn",
    TargetState.INTERESTED.value: "teal",
    TargetState.REFUSED.value: "bad",
    BOOKED: "info",
    DIAGNOSED: "ok",
}
WORDS = dict(STANDS)


@dataclass(frozen=True)
class Shown:
    """One firm of the list as a row or a page shows it."""

    target: Target
    company: Company | None
    case: Booking | None
    text: str
    link: str
    is_silent: bool

    @property
    def word(self) -> str:
        """Where the firm stands, in a word."""
        return str(WORDS[self.target.stands])

    @property
    def tone(self) -> str:
        """The tone of that word."""
        return TONES.get(self.target.stands, "")

    @property
    def may_call(self) -> bool:
        """Whether there is anything left to call for."""
        return self.target.stands != DIAGNOSED

    @property
    def may_book(self) -> bool:
        """Whether a date can still be booked for the firm."""
        return self.target.stands not in (BOOKED, DIAGNOSED)


def shown(targets: Iterable[Target], request: HttpRequest, today: date) -> list[Shown]:
    """The firms (with their standing) and all that belongs to them: two queries."""
    rows = list(targets)
    codes = [row.credit_code for row in rows]
    firms = Company.objects.filter(credit_code__in=codes)
    companies = {firm.credit_code: firm for firm in firms}
    cases = {
        (case.campaign_id, case.company.credit_code): case
        for case in Booking.objects.counted()
        .filter(company__credit_code__in=codes)
        .select_related("company", "slot")
        .order_by("pk")
    }
    return [
        _shown(row, companies.get(row.credit_code), cases, request, today)
        for row in rows
    ]


def _shown(
    row: Target,
    company: Company | None,
    cases: dict[tuple[int, str], Booking],
    request: HttpRequest,
    today: date,
) -> Shown:
    case = cases.get((row.campaign_id, row.credit_code))
    asked = row.asked
    waits = (
        asked is not None
        and asked.state == Answer.ASKED
        and case is not None
        and asked.booking_id == case.pk
        and row.stands == BOOKED
    )
    path = reverse("register")
    if asked is not None and waits:
        path = confirm_path(asked)
    elif row.invited_at is not None and today - local_day(row.invited_at) < LIFE:
        path = row.invite_path
    link = request.build_absolute_uri(path)
    slot = case.slot if case and waits else None
    return Shown(
        target=row,
        company=company,
        case=case,
        text=f"{words_to_copy(row, slot)} {link}",
        link=link,
        is_silent=asked is not None and waits and asked.due_on < today,
    )


def words_to_copy(target: Target, slot: Any) -> str:
    """What is pasted into a chat: the booked date to confirm, or the offer."""
    if slot is None:
        return _(
            "%(firm)s can have a free digital diagnosis, paid by the government. "
            "Open the link to choose a date:"
        ) % {"firm": target.name}
    return words_to_confirm(target.name, slot)


def words_to_confirm(firm: str, slot: Any) -> str:
    """The booked date, and the wish that the link after it be opened."""
    words = _(
        "%(firm)s: a free diagnosis is booked for you on %(day)s. Please confirm:"
    )
    return words % {"firm": firm, "day": formats.day_half(slot.on, slot.half)}


def asked_of(case: Booking, request: HttpRequest) -> dict[str, Any]:
    """What the center asked the firm when it booked for it, and the text to copy."""
    asked = Confirmation.objects.visible_to(request.user).filter(booking=case).first()
    if asked is None:
        return {}
    text = ""
    if asked.state == Answer.ASKED and case.stage in BEFORE_VISIT and case.slot:
        link = request.build_absolute_uri(confirm_path(asked))
        text = f"{words_to_confirm(case.company.name, case.slot)} {link}"
    return {"asked": asked, "asked_text": text}


def differences(target: Target, company: Company | None) -> list[tuple[Any, str, str]]:
    """What list and file say differently: (what, in the list, on file)."""
    if company is None:
        return []
    names = ("name", "town", "sector", "size", "contact_name", "contact_phone")
    found = []
    for name in names:
        said, kept = getattr(target, name), getattr(company, name)
        if said and said != kept:
            label = getattr(Target._meta.get_field(name), "verbose_name", name)
            found.append((label, _cell(target, name), _cell(company, name)))
    return found


def _cell(row: Any, name: str) -> str:
    words = getattr(row, f"get_{name}_display", None)
    return str(words() if words else getattr(row, name))


def history(target: Target) -> list[dict[str, Any]]:
    """The calls as a timeline, the latest first."""
    icons: dict[str, str] = {
        TargetState.NO_ANSWER: "phone-missed",
        TargetState.CALL_BACK: "phone-forwarded",
        TargetState.REFUSED: "phone-off",
    }
    return [
        {
            "title": call.get_outcome_display(),
            "at": call.at,
            "who": call.by.name if call.by else _("The firm, by its link"),
            "text": _note(call),
            "icon": icons.get(call.outcome, "phone"),
            "tone": TONES.get(call.outcome, "info"),
        }
        for call in target.calls.select_related("by")
    ]


def _note(call: Any) -> str:
    if call.call_back_on is None:
        return str(call.note)
    on = _("Call back on %(day)s") % {"day": formats.day(call.call_back_on)}
    return f"{on}\n{call.note}".strip()


def last_word(target: Target, now: datetime) -> str:
    """The last call in a few words: its reason, the day to call, how long ago."""
    if target.stands == TargetState.CALL_BACK and target.call_back_on:
        return formats.near_day(target.call_back_on, formats.as_day(now))
    if target.stands == TargetState.REFUSED:
        return target.reason
    return formats.ago(target.called_at, now) if target.called_at else ""

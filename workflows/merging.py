"""Two files of one firm become one; what was moved is written down and can go back."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.actions import people_of
from accounts.choices import FirmRole
from accounts.models import Membership
from bookings import places
from bookings.actions.appointments import open_appointments
from bookings.choices import RUNNING, WITHDRAWN
from bookings.choices_waitlist import WaitState
from bookings.models import Booking, Hold, Kept, WaitingEntry
from bookings.waitlist import close_entry
from companies.models import Company, Merge
from earlier.models import EarlierDiagnosis
from foundation.access.roles import Role
from foundation.audit.actions import record
from foundation.clock import local_day
from foundation.errors import LostRace, Refused
from foundation.notices.actions import tell
from outreach.models import Target

DEED = "companies.merge"
MERGED = gettext_noop(
    "Two files of your firm have become one: %(dropped)s is now part of %(kept)s."
)
APART = gettext_noop("%(dropped)s and %(kept)s are two files again.")
BY_CODE: tuple[Any, ...] = (Target, EarlierDiagnosis)  # know a firm by its code alone
Change = list[Any]


def owned_by(company: Company) -> dict[str, int]:
    """How many rows of each kind belong to the firm, by the kind's label."""
    counts = {
        model._meta.label: model._base_manager.filter(**{field: company}).count()
        for model, field in _kinds()
    }
    return {label: n for label, n in counts.items() if n}


def _kinds() -> Iterator[tuple[Any, str]]:
    """Every model with a firm, and the name of that field."""
    for field in Company._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete and field.related_model:
            model: Any = field.related_model
            if model not in (Company, Merge, Hold, Kept):
                yield model, field.field.name  # type: ignore[union-attr]


def obstacles(kept: Company, dropped: Company, *, at: datetime) -> list[str]:
    """Why the two cannot become one now, in words."""
    if kept.pk == dropped.pk:
        return [_("These are one file.")]
    if kept.merged_into_id or dropped.merged_into_id:
        return [_("One of the two is part of another file already.")]
    return [*_two_running(kept, dropped), *_two_at_once(kept, dropped, at)]


def _two_running(kept: Company, dropped: Company) -> Iterator[str]:
    rows = Booking.objects.exclude(stage__in=WITHDRAWN).select_related("campaign")
    mine = {row.campaign_id: row for row in rows.filter(company=kept)}
    for row in rows.filter(company=dropped):
        other = mine.get(row.campaign_id)
        if other is not None and {row.stage, other.stage} & RUNNING:
            yield _(
                "Both have a diagnosis in %(campaign)s: %(one)s and %(two)s. Cancel or "
                "finish one first."
            ) % {
                "campaign": row.campaign.name, "one": other.number, "two": row.number,
            }  # fmt: skip


def _two_at_once(kept: Company, dropped: Company, at: datetime) -> Iterator[str]:
    slots = {row.slot_id: row for row in open_appointments(kept, at=at)}
    for row in open_appointments(dropped, at=at):
        if row.slot_id in slots:
            yield _(
                "Both have booked the same time: %(one)s and %(two)s. Cancel one first."
            ) % {"one": slots[row.slot_id].number, "two": row.number}


@transaction.atomic
def merge(
    *, kept: Company, dropped: Company, reason: str, by: Any, at: datetime
) -> Merge:
    """Everything of `dropped` moves to `kept`; its credit code leads there from now on.

    What `kept` has already (a tie, a licence being looked at, a line of a target list)
    stays behind. Raises Refused with every reason, LostRace where one of the two was
    merged meanwhile.
    """
    if not reason.strip():
        raise Refused(_("Please say why."))
    both = Company.objects.select_for_update().filter(pk__in=[kept.pk, dropped.pk])
    if any(row.merged_into_id for row in both.order_by("pk")):
        raise LostRace(_("One of the two is part of another file already."))
    reasons = obstacles(kept, dropped, at=at)
    if reasons:
        raise Refused(*reasons)
    _end_double_waits(kept, dropped, at)
    places.let_go_of(kept, dropped)
    changes = [*_memberships(kept, dropped, at), *_factories(kept, dropped)]
    for model, field in (*_kinds(), (Hold, "company")):
        changes += _moved(model, field, dropped.pk, kept.pk)
    for model in BY_CODE:
        changes += _moved(model, "credit_code", dropped.credit_code, kept.credit_code)
    Company.objects.filter(pk=dropped.pk).update(merged_into=kept)
    made = Merge.objects.create(
        kept=kept, dropped=dropped, reason=reason.strip(), merged_at=at, changes=changes
    )
    moved = Counter(label for label, _key, _fields in changes)
    record(by=by, deed=DEED, at=at, row=kept,
           before={"credit_code": dropped.credit_code, "firm": dropped.name},
           after={"reason": reason, "moved": dict(moved)})  # fmt: skip
    _tell(MERGED, made, at)
    return made


def _end_double_waits(kept: Company, dropped: Company, at: datetime) -> None:
    """Of two places in one line the kept file's stays."""
    waiting = (WaitState.WAITING, WaitState.OFFERED)
    rows = WaitingEntry.objects.filter(state__in=waiting)
    services = rows.filter(company=kept).values("service")
    for row in rows.filter(company=dropped, service__in=services):
        close_entry(row, WaitState.LEFT, at=at, reason=_("Waits in the kept file"))


def _memberships(kept: Company, dropped: Company, at: datetime) -> Iterator[Change]:
    """Who is in both stays in one; a firm has one owner."""
    day = local_day(at)
    there = Membership.objects.on(day).filter(company=kept)
    people = set(there.values_list("user", flat=True))
    has_owner = there.owners().exists()
    for row in Membership.objects.filter(company=dropped, ends_on=None):
        if row.user_id in people:
            yield _change(row, "ends_on", day)
        elif row.firm_role == FirmRole.OWNER and has_owner:
            yield _change(row, "firm_role", FirmRole.CONTACT)


def _factories(kept: Company, dropped: Company) -> Iterator[Change]:
    """Two ended diagnoses of one campaign are kept side by side."""
    rows = Booking.objects.exclude(stage__in=WITHDRAWN)
    last = dict(
        rows.filter(company=kept).order_by().values_list("campaign").annotate(
            Max("factory")
        )
    )  # fmt: skip
    for row in rows.filter(company=dropped, campaign__in=last).order_by("pk"):
        last[row.campaign_id] += 1
        yield _change(row, "factory", last[row.campaign_id])


def _change(row: models.Model, field: str, new: Any) -> Change:
    old = getattr(row, field)
    type(row)._base_manager.filter(pk=row.pk).update(**{field: new})
    return [row._meta.label, row.pk, {field: [_plain(old), _plain(new)]}]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _moved(model: Any, field: str, old: Any, new: Any) -> Iterator[Change]:
    """Each row of the one to the other, unless the other has its like already."""
    for key in list(
        model._base_manager.filter(**{field: old}).values_list("pk", flat=True)
    ):
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=key).update(**{field: new})
        except IntegrityError:
            continue
        yield [model._meta.label, key, {field: [old, new]}]


@transaction.atomic
def part(*, merge: Merge, by: Any, at: datetime) -> None:
    """Undo a merge: what is still as the merge left it goes back.

    Raises LostRace where somebody was first, Refused where a row cannot go back.
    """
    rows = Merge.objects.filter(pk=merge.pk, undone_at=None)
    if rows.update(undone_at=at) != 1:
        raise LostRace(_("This has been undone already."))
    try:
        with transaction.atomic():
            for label, key, fields in reversed(merge.changes):
                _put_back(apps.get_model(label), key, fields)
    except IntegrityError as error:
        raise Refused(
            _("Meanwhile something was booked or entered that stands in the way.")
        ) from error
    Company.objects.filter(pk=merge.dropped_id).update(merged_into=None)
    record(by=by, deed="companies.part", at=at, row=merge.kept,
           after={"credit_code": merge.dropped.credit_code})  # fmt: skip
    _tell(APART, merge, at)


def _put_back(model: Any, key: int, fields: dict[str, list[Any]]) -> None:
    for field, (old, new) in fields.items():
        model._base_manager.filter(pk=key, **{field: new}).update(**{field: old})


def _tell(text: str, merge: Merge, at: datetime) -> None:
    people: dict[int, Any] = {}
    for company in (merge.kept, merge.dropped):
        for user in people_of(
            deed_roles=frozenset({Role.COMPANY}), at=at, company=company.pk
        ):
            people[user.pk] = user
    tell(
        people=people.values(), event=DEED, text=text, at=at,
        kept=f"{merge.kept.name} {merge.kept.credit_code}",
        dropped=f"{merge.dropped.name} {merge.dropped.credit_code}",
    )  # fmt: skip

"""Target lists and their firms, calls, confirmations, goals, lists half read in."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.choices import BEFORE_VISIT, WITHDRAWN
from bookings.models import Booking
from campaigns.models import Campaign
from centers.choices import SECTORS
from centers.models import Center, District
from companies.choices import Size
from foundation.access.scoping import Reach, ScopedManager
from foundation.models import Staged
from outreach.choices import (
    ANSWER_MOVES,
    OUTCOMES,
    TARGET_MOVES,
    Answer,
    ListKind,
    Standing,
    TargetState,
)
from outreach.querysets import TargetQuerySet


class TargetList(models.Model):
    """A list somebody sent in; its firms are the targets."""

    reach = Reach(
        center="targets__district__served_by",
        district="targets__district",
        many=frozenset({"center", "district"}),
    )

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    name = models.CharField(_("name of the list"), max_length=60)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    objects = ScopedManager()

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("target list")

    def __str__(self) -> str:
        return self.name


class Confirmation(Staged):
    """What a firm says to the date that was booked for it; asked once per case."""

    MOVES = ANSWER_MOVES
    STAGE_FIELD = "state"
    reach = Reach(
        company="booking__company", center="booking__center",
        district="booking__district",
    )  # fmt: skip

    booking = models.OneToOneField(Booking, models.PROTECT, related_name="confirmation")
    state = models.CharField(
        _("state"), max_length=10, choices=Answer, default=Answer.ASKED
    )
    asked_at = models.DateTimeField(_("asked at"))
    due_on = models.DateField(_("to be confirmed by"))
    was_sent = models.BooleanField(_("sent by message"), default=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.booking)

    def standing(self, at: datetime) -> Standing:
        """What the link can still do at that moment."""
        booking = self.booking
        if booking.stage in WITHDRAWN:
            return Standing.CANCELLED
        slot = booking.slot
        if booking.stage not in BEFORE_VISIT or (slot and slot.starts_at <= at):
            return Standing.BEGUN
        if self.state == Answer.CONFIRMED:
            return Standing.CONFIRMED
        return Standing.OPEN if slot else Standing.MOVING


class Target(Staged):
    """A firm of a list, known by its credit code; once per campaign.

    What the list says of it stays as it was sent in; the firm's own file, where there
    is one, is never changed by it. `asked` is the latest confirmation asked for.
    """

    MOVES = TARGET_MOVES
    STAGE_FIELD = "state"
    reach = Reach(center="district__served_by", district="district")
    stands: str  # written by `with_standing`

    target_list = models.ForeignKey(TargetList, models.PROTECT, related_name="targets")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    credit_code = models.CharField(_("credit code"), max_length=18)
    name = models.CharField(_("firm"), max_length=80)
    district = models.ForeignKey(District, models.PROTECT, related_name="targets")
    town = models.CharField(_("town or park"), max_length=40, blank=True)
    sector = models.CharField(_("sector"), max_length=2, choices=SECTORS, blank=True)
    size = models.CharField(_("size"), max_length=6, choices=Size, blank=True)
    above_designated = models.BooleanField(_("above designated size"), null=True)
    contact_name = models.CharField(_("contact"), max_length=40, blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=20)
    state = models.CharField(
        _("state"), max_length=10, choices=TargetState, default=TargetState.NEW
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    call_back_on = models.DateField(_("call back on"), null=True)
    called_at = models.DateTimeField(_("called at"), null=True)
    invited_at = models.DateTimeField(_("invited at"), null=True)
    invite_path = models.CharField(max_length=200, blank=True)
    asked = models.OneToOneField(
        Confirmation, models.SET_NULL, null=True, related_name="target"
    )

    objects = models.Manager.from_queryset(TargetQuerySet)()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("target")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "credit_code"], name="target_once_per_campaign"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=TargetState.CALL_BACK)
                | models.Q(call_back_on__isnull=False),
                name="target_called_back_on_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=TargetState.REFUSED) | ~models.Q(reason=""),
                name="target_refused_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "district", "state"], name="target_place"),
            models.Index(
                fields=["call_back_on"],
                name="target_call_back",
                condition=models.Q(state=TargetState.CALL_BACK),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Call(models.Model):
    """One call to a firm; `by` empty = the firm itself answered, by its link."""

    reach = Reach(center="target__district__served_by", district="target__district")

    target = models.ForeignKey(Target, models.PROTECT, related_name="calls")
    outcome = models.CharField(_("outcome"), max_length=10, choices=OUTCOMES)
    note = models.CharField(_("note"), max_length=300, blank=True)
    call_back_on = models.DateField(_("call back on"), null=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = ScopedManager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.target} {self.get_outcome_display()}"


class Goal(models.Model):
    """How many firms a district (no town) or a town should bring to a diagnosis."""

    reach = Reach(center="district__served_by", district="district")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    town = models.CharField(_("town or park"), max_length=40, blank=True)
    firms = models.PositiveIntegerField(_("firms"))

    objects = ScopedManager()

    class Meta:
        ordering = ["district__order", "town"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "district", "town"], name="goal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.district} {self.town} {self.firms}".replace("  ", " ")


class Upload(models.Model):
    """A list half read in: rows as typed, until each is imported or left out.

    `rows` holds [number in the file, {column: text}] of what is still to be done;
    `imported` counts the rows taken over already.
    """

    reach = Reach(center="center", district="district", city=True)

    kind = models.CharField(_("kind"), max_length=10, choices=ListKind)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    center = models.ForeignKey(Center, models.PROTECT, null=True, related_name="+")
    district = models.ForeignKey(District, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name of the list"), max_length=60)
    target_list = models.ForeignKey(
        TargetList, models.PROTECT, null=True, related_name="+"
    )
    rows = models.JSONField(default=list)
    unused = models.JSONField(default=list)
    imported = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("list half read in")

    def __str__(self) -> str:
        return self.name

"""Base models, the working-day table and the demonstration's clock."""

from datetime import timedelta
from functools import lru_cache
from typing import Any, Self

from django.db import models
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.errors import LostRace
from foundation.prepared import prepared
from foundation.workdays import WorkCalendar


class Staged(models.Model):
    """A row whose stage moves through one door, along a table of legal moves."""

    MOVES: dict[str, frozenset[str]] = {}
    STAGE_FIELD = "stage"
    _left = ""  # the stage it was in before it moved, until that has been recorded

    class Meta:
        abstract = True

    def move_to(self, new: str, **changes: Any) -> Self:
        """Move to `new` and write `changes` in one conditional UPDATE.

        Raises LostRace when the row is no longer in the stage we saw, ValueError
        for a move the table does not know (a defect of ours, not of the person).
        """
        old = getattr(self, self.STAGE_FIELD)
        if new not in self.MOVES.get(old, frozenset()):
            raise ValueError(f"{type(self).__name__}: no move from {old} to {new}")
        fields = {self.STAGE_FIELD: new, **changes}
        manager = type(self)._default_manager
        won = manager.filter(pk=self.pk, **{self.STAGE_FIELD: old}).update(**fields)
        if won != 1:
            raise LostRace(str(_("Somebody else has just moved this on.")))
        for name, value in fields.items():
            setattr(self, name, value)
        self._left = self._left or old
        return self

    def take_move(self) -> tuple[dict[str, str], dict[str, str]]:
        """Before and after of the moves since this was last asked; else nothing."""
        old, self._left = self._left, ""
        if not old:
            return {}, {}
        new = getattr(self, self.STAGE_FIELD)
        return {self.STAGE_FIELD: str(old)}, {self.STAGE_FIELD: str(new)}


class WorkdayYear(models.Model):
    """A year whose holiday notice has been entered."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class WorkdayException(models.Model):
    """A day that is not what its weekday says: a holiday or a make-up working day."""

    year = models.ForeignKey(WorkdayYear, models.CASCADE, related_name="days")
    day = models.DateField(_("day"), unique=True)
    is_work = models.BooleanField(_("working day"))
    name_zh = models.CharField(_("name"), max_length=40, blank=True)
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name_zh}"


@lru_cache(maxsize=1)
def _calendar_at(version: tuple[object, ...]) -> WorkCalendar:
    rows = list(WorkdayException.objects.values_list("day", "is_work"))
    years = WorkdayYear.objects.values_list("year", flat=True)
    return WorkCalendar(
        off=frozenset(day for day, is_work in rows if not is_work),
        work=frozenset(day for day, is_work in rows if is_work),
        years=frozenset(years),
    )


def work_calendar() -> WorkCalendar:
    """The city's working-day calendar, read once per change of its table."""
    return _calendar_at(_version.first() or ())


@prepared
def _version() -> Any:
    """How many exceptions there are, and how young the youngest is."""
    rows = WorkdayException.objects.order_by().values(one=models.Value(1))
    found = rows.annotate(
        n=models.Count("pk"), last=models.Max("pk"), changed=models.Max("changed_at")
    )
    return found.values_list("n", "last", "changed")


class DemoClock(models.Model):
    """How far the demonstration's clock was moved; one row, unused in production."""

    shift = models.DurationField(default=timedelta())

    def __str__(self) -> str:
        return str(self.shift)

    @classmethod
    def read(cls) -> timedelta:
        """The shift, zero while nobody moved it."""
        found = cls.objects.values_list("shift", flat=True).first()
        return found or timedelta()

    @classmethod
    def move(cls, by: timedelta) -> timedelta:
        """Move the clock by `by` (may be negative) and return the whole shift."""
        row, _new = cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=row.pk).update(shift=F("shift") + by)
        return cls.read()


class Named(models.Model):
    """A row with a Chinese and an English name; shows the reader's language."""

    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language now active."""
        return in_language(self.name_zh, self.name_en)

    def in_both(self, key: str) -> dict[str, str]:
        """Both names as values of a message, which says the reader's."""
        return {key: self.name_zh, f"{key}_en": self.name_en}


def in_language(zh: str, en: str) -> str:
    """Whichever of the two texts the reader's language asks for."""
    return en if en and (get_language() or "").startswith("en") else zh

"""One row per deed; sealed rows form a hash chain."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """Who did what to which row, when, with what before and after.

    `seq`, `previous` and `seal` are empty until the sealer links the entry.
    """

    at = models.DateTimeField(_("at"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    actor_name = models.CharField(_("name"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=20, blank=True)
    deed = models.CharField(_("deed"), max_length=60, db_index=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    object_name = models.CharField(_("concerns"), max_length=120, blank=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    seq = models.PositiveBigIntegerField(null=True, unique=True, editable=False)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    seal = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "at"], name="entry_object")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.deed}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Entries are only ever added."""
        if self.pk is not None:
            raise TypeError("an audit entry is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Entries are never removed."""
        raise TypeError("an audit entry is never deleted")


class Root(models.Model):
    """The end of the chain as it stood when a day was over, told to the auditors.

    Whoever rewrites the chain must also rewrite what stands in their messages.
    """

    day = models.DateField(_("day"), unique=True)
    seq = models.PositiveBigIntegerField(_("entries"))
    seal = models.CharField(_("seal"), max_length=64)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.seq} {self.seal[:8]}"


class Chain(models.Model):
    """The end of the chain; its row lock makes one sealer at a time."""

    last_seq = models.PositiveBigIntegerField(default=0)
    last_seal = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.last_seq)

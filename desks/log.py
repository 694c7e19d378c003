"""The audit log as an auditor searches it: filter, rows in words, chain."""

from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from desks.deeds import DEEDS, FACTS
from desks.facts import fact_words, object_words
from foundation.access.roles import Role
from foundation.audit.actions import verify
from foundation.audit.models import Chain, Entry
from foundation.clock import day_begins


class DaysFilter(django_filters.FilterSet):
    """From one day of the city to another, both in; `MOMENT` names the column."""

    MOMENT = "at"

    first = django_filters.DateFilter(
        label=gettext_lazy("From"),
        method="from_day",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    last = django_filters.DateFilter(
        label=gettext_lazy("To"),
        method="to_day",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    @classmethod
    def get_filters(cls) -> Any:
        """The days stand behind what else can be asked."""
        found = super().get_filters()
        found.move_to_end("first")
        found.move_to_end("last")
        return found

    def from_day(self, rows: QuerySet[Any], name: str, day: date) -> QuerySet[Any]:
        """From the day's first moment in the city; an index on moments serves."""
        return rows.filter(**{f"{self.MOMENT}__gte": day_begins(day)})

    def to_day(self, rows: QuerySet[Any], name: str, day: date) -> QuerySet[Any]:
        """To the day's last moment in the city."""
        return rows.filter(
            **{f"{self.MOMENT}__lt": day_begins(day + timedelta(days=1))}
        )


class EntryFilter(DaysFilter):
    """By person, deed, object and days."""

    person = django_filters.CharFilter(
        label=gettext_lazy("Person"),
        field_name="actor_name",
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Person")}),
    )
    object = django_filters.CharFilter(
        label=gettext_lazy("Concerns"),
        method="about",
        widget=forms.TextInput(
            attrs={"placeholder": gettext_lazy("Number or name it concerns")}
        ),
    )
    deed = django_filters.ChoiceFilter(
        label=gettext_lazy("Deed"),
        choices=sorted(DEEDS.items()),
        empty_label=gettext_lazy("All deeds"),
    )

    class Meta:
        model = Entry
        fields: list[str] = []

    def about(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """By the object's name, or its kind and key as in `subsidies.Award 7`."""
        kind, _space, key = value.rpartition(" ")
        exact = Q(object_type__iexact=kind, object_id=key)
        return rows.filter(Q(object_name__icontains=value) | exact)


def entry_row(entry: Entry) -> dict[str, Any]:
    """One entry in words, with what it changed, side by side."""
    kind = entry.object_type
    keys = [*entry.before, *(key for key in entry.after if key not in entry.before)]
    return {
        "entry": entry,
        "deed": deed_words(entry.deed),
        "object": object_words(entry),
        "role": Role(entry.role).label if entry.role in Role.values else "",
        "changes": [
            {
                "name": key,
                "key": FACTS.get(key, key),
                "before": fact_words(key, entry.before.get(key), kind),
                "after": fact_words(key, entry.after.get(key), kind),
                "is_code": str(entry.after.get(key, "")).isascii(),
            }
            for key in keys
            if entry.before.get(key) or entry.after.get(key) not in (None, "")
        ],
    }


def deed_words(deed: str) -> str:
    """The deed as the bureau says it; its own name where it has no other."""
    return str(DEEDS.get(deed, deed))


def chain_context(*, check: bool) -> dict[str, Any]:
    """How far the chain reaches; with `check` it is walked and every seal compared."""
    chain = Chain.objects.filter(pk=1).first()
    return {
        "sealed": chain.last_seq if chain else 0,
        "unsealed": Entry.objects.filter(seq=None).count(),
        "verdict": verify() if check else None,
    }

"""The audit log as an auditor searches it: filter, rows in words, chain."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.access.roles import Role
from foundation.audit.actions import verify
from foundation.audit.models import Chain, Entry

DEEDS = {
    "accounts.enrol": gettext_lazy("Registered"),
    "accounts.switch": gettext_lazy("Changed role"),
    "assignments.confirm": gettext_lazy("Provider decided"),
    "assignments.propose": gettext_lazy("Provider proposed"),
    "assignments.respond": gettext_lazy("Provider answered"),
    "audit.export": gettext_lazy("Audit log exported"),
    "bookings.book": gettext_lazy("Booked"),
    "bookings.cancel": gettext_lazy("Cancelled"),
    "bookings.manage_slots": gettext_lazy("Slot changed"),
    "bookings.reschedule": gettext_lazy("New date"),
    "bookings.triage": gettext_lazy("Triage decided"),
    "diagnoses.accept": gettext_lazy("Accepted"),
    "diagnoses.assess": gettext_lazy("Assessed on site"),
    "diagnoses.go_on_unsigned": gettext_lazy("Went on unsigned"),
    "diagnoses.hold_visit": gettext_lazy("Site visit recorded"),
    "diagnoses.review_report": gettext_lazy("Report reviewed"),
    "diagnoses.sign_off": gettext_lazy("Signed by the firm"),
    "diagnoses.write_report": gettext_lazy("Report handed in"),
    "ratings.appoint_assessors": gettext_lazy("Assessors appointed"),
    "ratings.finish": gettext_lazy("Rated and closed"),
    "ratings.score": gettext_lazy("Score sheet handed in"),
    "subsidies.close": gettext_lazy("Year closed"),
    "subsidies.decide_objection": gettext_lazy("Objection decided"),
    "subsidies.end_notice": gettext_lazy("Notice ended"),
    "subsidies.evaluate": gettext_lazy("Evaluated"),
    "subsidies.issue_document": gettext_lazy("Payment ordered"),
    "subsidies.object": gettext_lazy("Objection raised"),
    "subsidies.open_period": gettext_lazy("Year opened"),
    "subsidies.pay": gettext_lazy("Payment recorded"),
    "subsidies.publish": gettext_lazy("Published"),
    "subsidies.record_gates": gettext_lazy("Gate recorded"),
    "workflows.claim": gettext_lazy("Step taken"),
    "workflows.reassign": gettext_lazy("Step handed over"),
    "workflows.release": gettext_lazy("Step put back"),
}


class EntryFilter(django_filters.FilterSet):
    """By person, deed, object and days."""

    person = django_filters.CharFilter(
        label=gettext_lazy("Person"), field_name="actor_name", lookup_expr="icontains"
    )
    object = django_filters.CharFilter(label=gettext_lazy("Concerns"), method="about")
    deed = django_filters.ChoiceFilter(
        label=gettext_lazy("Deed"),
        choices=sorted(DEEDS.items()),
        empty_label=gettext_lazy("All deeds"),
    )
    first = django_filters.DateFilter(
        label=gettext_lazy("From"),
        field_name="at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    last = django_filters.DateFilter(
        label=gettext_lazy("To"),
        field_name="at",
        lookup_expr="date__lte",
        widget=forms.DateInput(attrs={"type": "date"}),
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
    keys = [*entry.before, *(key for key in entry.after if key not in entry.before)]
    return {
        "entry": entry,
        "deed": deed_words(entry.deed),
        "role": Role(entry.role).label if entry.role in Role.values else "",
        "changes": [
            {
                "key": key,
                "before": _text(entry.before.get(key)),
                "after": _text(entry.after.get(key)),
            }
            for key in keys
        ],
    }


def deed_words(deed: str) -> str:
    """The deed as the bureau says it; its own name where it has no other."""
    return str(DEEDS.get(deed, deed))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_text(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_text(inner) for inner in value)
    return str(value)


def chain_context(*, check: bool) -> dict[str, Any]:
    """How far the chain reaches; with `check` it is walked and every seal compared."""
    chain = Chain.objects.filter(pk=1).first()
    return {
        "sealed": chain.last_seq if chain else 0,
        "unsealed": Entry.objects.filter(seq=None).count(),
        "verdict": verify() if check else None,
    }

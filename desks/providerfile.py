"""What the page of a provider shows: facts, agreements, its figures year by year."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from bookings.choices import ENDED, WITHDRAWN
from desks.complaintfile import of_provider
from desks.compliance import arithmetic, late_rows
from desks.standings import INDICATORS, medians, standings_of
from face import formats
from face.charts import Axis
from providers.models import Provider
from ratings.models import Scheme
from subsidies.models import Award
from subsidies.words import indicator_names, why_words
from workflows.periodfile import AWARD_TONES, GRADE_TONES


def provider_context(provider: Provider, user: Any, *, today: date) -> dict[str, Any]:
    """Everything the page of a provider shows, in a fixed number of queries."""
    agreements = list(_agreements(provider))
    years = [row.campaign.year for row in agreements]
    shown = today.year if today.year in years or not years else years[0]
    rows = standings_of(shown, user) if years else []
    own = next((row for row in rows if row.provider.pk == provider.pk), None)
    axes = _axes(own, medians(rows))
    return {
        "provider": provider,
        "facts": facts_of(provider),
        "suspension": provider.suspensions.not_ended().first(),
        "may_remove": user.has_perm("admissions.remove", provider),
        "may_suspend": user.has_perm("providers.suspend", provider),
        "agreements": agreements,
        "year": shown,
        "standing": own,
        "reason": why_words(own.reason) if own else "",
        "axes": axes,
        "peer_word": _("middle of all") if axes and axes[0].peer is not None else "",
        "complaints": of_provider(provider, user),
        "compliance": _compliance(own, shown, agreements, user),
        "years": _years(provider, user),
        "sectors": [row.get_sector_display() for row in provider.sectors.all()],
        "consultants": provider.consultants.all(),
    }


def _agreements(provider: Provider) -> Any:
    """By year, newest first, with how much of the quota is used."""
    counted = ~Q(bookings__stage__in=WITHDRAWN)
    running = counted & ~Q(bookings__stage__in=ENDED)
    rows = provider.agreements.select_related("campaign").prefetch_related("districts")
    return rows.annotate(
        used=Count("bookings", filter=counted),
        running=Count("bookings", filter=running),
    ).order_by("-campaign__year")


def facts_of(provider: Provider) -> list[tuple[str, Any]]:
    """Who it is, and since when it is local and in the pool, with the evidence."""
    facts: list[tuple[str, Any]] = [
        (_("Credit code"), provider.credit_code),
        (_("Registered in"), provider.district or "—"),
        (_("Phone"), provider.phone),
    ]
    if provider.controller:
        facts.append((_("Controller"), provider.controller))
    for row in provider.local_statuses.order_by("starts_on"):
        facts.append((_("Local provider"), _span(row.starts_on, row.ends_on)))
        facts.append((_("Evidence"), row.evidence))
    for term in provider.pool_terms.order_by("admitted_on"):
        facts.append((_("In the pool"), _span(term.admitted_on, term.removed_on)))
    for row in provider.suspensions.order_by("starts_on"):
        words = f"{_span(row.starts_on, row.ends_on)} · {row.reason}"
        facts.append((_("Suspended"), words))
    return facts


def _span(first: date, end: date | None) -> str:
    if end is None:
        return _("since %(day)s") % {"day": formats.day(first, "long")}
    return f"{formats.day(first, 'long')} – {formats.day(end, 'long')}"


def _axes(own: Any, peers: dict[str, Any]) -> list[Axis]:
    """The indicators against the middle of all rated providers."""
    if own is None or not own.values or None in own.values.values():
        return []
    scheme = Scheme.objects.order_by("-valid_from").first()
    names = indicator_names(scheme.body) if scheme else {}
    return [
        Axis(names.get(name, name), own.values[name], peers[name])
        for name in INDICATORS
        if name in own.values
    ]


def _compliance(
    own: Any, year: int, agreements: list[Any], user: Any
) -> dict[str, Any]:
    """The arithmetic of C1 so far, and the visits given back too late."""
    if own is None or not own.figures:
        return {}
    slug = next(row.campaign.scheme_slug for row in agreements
                if row.campaign.year == year)  # fmt: skip
    kept = own.evaluation.scheme if own.evaluation else None
    scheme = kept or Scheme.objects.get(slug=slug)
    return {
        "arithmetic": arithmetic(scheme.body, own.figures),
        "late": late_rows(own.figures.get("late", ()), user),
        "is_corrected": "C1" in own.figures["corrected"],
    }


def _years(provider: Provider, user: Any) -> list[dict[str, Any]]:
    """Each evaluated year with its award."""
    rows = Award.objects.visible_to(user).filter(provider=provider).with_names()
    return [
        {
            "award": row,
            "evaluation": row.evaluation,
            "grade_tone": GRADE_TONES.get(row.evaluation.grade, ""),
            "tone": AWARD_TONES.get(row.state, ""),
            "why": why_words(row.why),
        }
        for row in rows.order_by("-period__year")
    ]

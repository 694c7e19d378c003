"""How providers stand in a year: kept evaluations, or the year's figures so far."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from campaigns.models import Agreement, Campaign
from providers.models import LocalStatus, Provider
from providers.querysets import current
from ratings.choices import Grade
from ratings.evaluation import parts_of, score_of
from ratings.figures import figures_by_provider, figures_from
from ratings.models import Evaluation, Scheme
from subsidies.formula import NOT_LOCAL
from subsidies.words import why_words
from workflows.periodfile import GRADE_TONES

INDICATORS = ("O1", "O2", "O3", "O4", "O5", "S1", "C1")


@dataclass
class Standing:
    """One provider's place in a year; `evaluation` only once it has been kept."""

    provider: Provider
    score: Decimal | None
    grade: str
    accepted: int
    values: dict[str, Decimal | None]
    reason: str
    evaluation: Evaluation | None = None
    agreement: Agreement | None = None
    is_local: bool = True
    place: int = 0
    before: int = 0
    sectors: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    @property
    def tone(self) -> str:
        """The tone of the grade."""
        return GRADE_TONES.get(self.grade, "")

    @property
    def grade_words(self) -> str:
        """The grade as the bureau says it."""
        return str(Grade(self.grade).label) if self.grade else ""

    @property
    def why(self) -> str:
        """Why it is not rated, in words."""
        return why_words(self.reason)

    @property
    def fell(self) -> int:
        """Places lost since the year before."""
        return -self.moved

    @property
    def moved(self) -> int:
        """Places won since the year before, 0 where there is nothing to compare."""
        return self.before - self.place if self.before and self.place else 0


def standings_of(year: int, user: Any) -> list[Standing]:
    """Everybody with an agreement for the year, ranked, in a fixed number of queries.

    From the evaluations in force where the year has been evaluated, else from the
    live figures so far.
    """
    kept = {
        row.provider_id: row
        for row in Evaluation.objects.visible_to(user)
        .in_force(year)
        .select_related("provider")
    }
    seen = Agreement.objects.visible_to(user).filter(campaign__year=year)
    agreements = seen.select_related("provider__district")
    rows = list(agreements.prefetch_related("provider__sectors", "districts"))
    local = set(
        LocalStatus.objects.filter(
            current(date(year, 12, 31), "starts_on", "ends_on")
        ).values_list("provider_id", flat=True)
    )
    found = _from_kept(rows, kept) if kept else _live(rows, year)
    before = places_in(year - 1, user)
    for row in found:
        row.is_local = row.provider.pk in local
        row.before = before.get(row.provider.pk, 0)
        row.sectors = [
            str(sector.get_sector_display()) for sector in row.provider.sectors.all()
        ]
    return ranked(found)


def places_in(year: int, user: Any) -> dict[int, int]:
    """Each rated provider's place in a year that has been evaluated."""
    seen = Evaluation.objects.visible_to(user).in_force(year)
    rows = seen.exclude(grade="").order_by("-score")
    scores = list(rows.values_list("provider_id", "score"))
    values = [score for _provider, score in scores]
    return {provider: values.index(score) + 1 for provider, score in scores}


def _from_kept(
    agreements: Iterable[Agreement], kept: dict[int, Evaluation]
) -> list[Standing]:
    return [_kept(one, kept.get(one.provider_id)) for one in agreements]


def _kept(agreement: Agreement, row: Evaluation | None) -> Standing:
    """An agreement's evaluation; without one its provider was not local."""
    if row is None:
        return Standing(
            agreement.provider, None, "", 0, {}, NOT_LOCAL, agreement=agreement
        )
    return Standing(
        provider=agreement.provider,
        score=row.score if row.grade else None,
        grade=row.grade,
        accepted=row.accepted,
        values=_values(row.figures["parts"]),
        figures=row.figures,
        reason=row.unrated_reason,
        evaluation=row,
        agreement=agreement,
    )


def _live(agreements: Iterable[Agreement], year: int) -> list[Standing]:
    campaign = Campaign.objects.get(year=year)
    scheme = Scheme.objects.get(slug=campaign.scheme_slug).body
    figures = figures_by_provider(year)
    found = []
    for agreement in agreements:
        own = figures.get(agreement.provider_id) or figures_from([], [])
        result = score_of(scheme, own)
        found.append(
            Standing(
                provider=agreement.provider,
                score=result.score if result.grade else None,
                grade=result.grade or "",
                accepted=result.accepted,
                values=_values(parts_of(result)),
                figures=own,
                reason=result.reason,
                agreement=agreement,
            )
        )
    return found


def _values(parts: Iterable[dict[str, Any]]) -> dict[str, Decimal | None]:
    """Each indicator of the scheme as it counted in the score."""
    return {
        part["id"]: None if part["value"] is None else Decimal(part["value"])
        for part in parts
    }


def ranked(rows: list[Standing]) -> list[Standing]:
    """Best score first, equal scores share the better place; unrated ones last."""
    rated = sorted(row.score for row in rows if row.score is not None)[::-1]
    for row in rows:
        row.place = rated.index(row.score) + 1 if row.score is not None else 0
    return sorted(rows, key=lambda row: (row.place or len(rows) + 1, row.provider.name))


def medians(rows: Iterable[Standing]) -> dict[str, Decimal | None]:
    """The middle of each indicator over the rated providers."""
    rated = [row for row in rows if row.grade]
    found: dict[str, Decimal | None] = {}
    for name in INDICATORS:
        values = [v for row in rated if (v := row.values.get(name)) is not None]
        found[name] = Decimal(median(values)) if values else None
    return found

"""What pages show of a visit's conduct 现场规范: each part of the norm, met or not."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bookings.models import Booking
from diagnoses.models import Diagnosis
from face.files import Paper, papers_of
from ratings.conduct import about_conduct, parts_met
from ratings.figures import held_visit, visit_of
from ratings.models import Scheme, SpotCheck

# The questions of a spot check (ratings.checks.QUESTIONS), as they are asked.
QUESTION_WORDS: dict[str, Any] = {
    "sign_in": gettext_lazy("Did both sides really sign in?"),
    "team": gettext_lazy("Was the named team there?"),
    "hours": gettext_lazy("Did it stay as long as recorded?"),
    "record": gettext_lazy("Does the record fit what is on site?"),
}


@dataclass(frozen=True)
class Part:
    """One part of the norm: what it asks, what the record says, whether it is met."""

    asked: str
    said: str
    met: bool


@dataclass(frozen=True)
class Conduct:
    """A visit's record beside the norm of its case's scheme (no parts without one)."""

    parts: list[Part]
    photos: list[Paper]

    @property
    def all_met(self) -> bool:
        """Whether the visit was as agreed, by its record."""
        return all(part.met for part in self.parts)


def conduct_of(case: Booking) -> Conduct | None:
    """The conduct of the visit that was held; None where there is nothing to show."""
    rows = Diagnosis.objects.filter(booking=case)
    diagnosis = rows.prefetch_related("visits__photos__uploaded_by", "team").first()
    held = held_visit(diagnosis) if diagnosis is not None else None
    if diagnosis is None or held is None:
        return None
    scheme = Scheme.objects.get(slug=case.campaign.scheme_slug).body
    about, visit = about_conduct(scheme), visit_of(diagnosis)
    met = parts_met(about, visit) if about is not None else None
    parts = _parts(about, visit, met) if met is not None else []
    photos = papers_of(held.photos.all(), "visit_photo")
    return Conduct(parts, photos) if parts or photos else None


def _parts(about: Any, visit: Any, met: dict[str, bool]) -> list[Part]:
    said = {
        "sign_in": (_("Both sides signed in"), _yes_no(visit["signed"])),
        "team": (
            _("A team of at least %(n)d, its lead among them") % {"n": about["team"]},
            _people(visit["team"]),
        ),
        "hours": (
            _("At least %(n)d minutes on site") % {"n": about["minutes"]},
            _("%(n)d minutes") % {"n": visit["minutes"]},
        ),
        "photos": (_("Photos of the visit"), _photos(visit["photos"])),
    }
    return [Part(*said[key], met=is_met) for key, is_met in met.items()]


def _yes_no(value: bool) -> str:
    return _("Yes") if value else _("No")


def _people(count: int) -> str:
    return ngettext("%(n)d person", "%(n)d people", count) % {"n": count}


def _photos(count: int) -> str:
    return ngettext("%(n)d photo", "%(n)d photos", count) % {"n": count}


def check_lines(check: SpotCheck | None) -> list[Part]:
    """What a finished spot check answered, question by question."""
    answers = check.answers if check is not None else {}
    return [
        Part(str(asked), _yes_no(answers[key]), answers[key])
        for key, asked in QUESTION_WORDS.items()
        if key in answers
    ]

"""Which firms of the lists, and where each of them stands."""

from datetime import date
from typing import Self

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models import PositiveSmallIntegerField as Small

from bookings.choices import BEFORE_VISIT, Stage
from bookings.models import Booking
from earlier.models import EarlierDiagnosis
from foundation.access.scoping import ScopedQuerySet
from outreach.choices import BOOKED, DIAGNOSED, Answer, TargetState

ACCEPTED = (Stage.RATING, Stage.CLOSED)  # the stages behind acceptance


def unanswered(prefix: str = "") -> Q:
    """A confirmation that is open: asked, not answered, the visit still ahead."""
    return Q(
        **{
            f"{prefix}state": Answer.ASKED,
            f"{prefix}booking__stage__in": BEFORE_VISIT,
        }
    )


class TargetQuerySet(ScopedQuerySet):
    """Questions about firms of the lists."""

    def with_standing(self) -> Self:
        """Each with `stands`: its case, if it has one, goes before the last call.

        Cases and diagnoses held elsewhere are found by the credit code, so that a
        firm that registers or books by itself is found, too.
        """
        cases = Booking.objects.counted().filter(
            campaign=OuterRef("campaign"), company__credit_code=OuterRef("credit_code")
        )
        elsewhere = EarlierDiagnosis.objects.of(OuterRef("campaign"))
        done = Exists(cases.filter(stage__in=ACCEPTED)) | Exists(
            elsewhere.about(OuterRef("credit_code"))
        )
        return self.annotate(
            stands=Case(
                When(done, then=Value(DIAGNOSED)),
                When(Exists(cases), then=Value(BOOKED)),
                default=F("state"),
                output_field=CharField(),
            )
        )

    def to_call_back(self, day: date) -> Self:
        """Those promised a call by that day and not booked meanwhile."""
        return self.with_standing().filter(
            stands=TargetState.CALL_BACK, call_back_on__lte=day
        )

    def silent(self, day: date) -> Self:
        """Those booked for who did not confirm by their last day, which is past."""
        return self.filter(unanswered("asked__"), asked__due_on__lt=day)

    def first_things_first(self, day: date) -> Self:
        """In the order of the day: promised calls, silent firms, who may book, rest."""
        order = [
            Q(stands=TargetState.CALL_BACK, call_back_on__lte=day),
            unanswered("asked__") & Q(asked__due_on__lt=day),
            Q(stands=TargetState.INTERESTED),
            Q(stands=TargetState.NEW),
            Q(stands=TargetState.NO_ANSWER),
            Q(stands=TargetState.CALLED),
            Q(stands=TargetState.CALL_BACK),
            Q(stands=BOOKED),
        ]
        whens = [When(which, then=Value(n)) for n, which in enumerate(order)]
        rank = Case(*whens, default=Value(len(order)), output_field=Small())
        soonest = F("call_back_on").asc(nulls_last=True)
        return self.with_standing().order_by(rank, soonest, "called_at", "pk")

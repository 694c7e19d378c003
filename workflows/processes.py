"""The running flow of each kind of row: Viewflow's process as that row's own."""

from typing import Any

from viewflow.workflow.models import Process

from admissions.models import Application
from bookings.models import Booking
from campaigns.models import Campaign
from complaints.models import Complaint
from designations.models import Designation, YearlyReview
from diagnoses.models import Diagnosis
from directives.models import Directive
from foundation.prepared import Given, prepared
from ratings.models import SpotCheck
from subsidies.models import Award, Period


class DiagnosisProcess(Process):
    """The running flow of one case."""

    class Meta:
        proxy = True

    @property
    def subject(self) -> Booking:
        """The row whose stage the flow follows, with the firm."""
        if not self._meta.get_field("diagnosis").is_cached(self):
            self.diagnosis = _diagnosis.first(process=self.pk)
        return self.diagnosis.booking


@prepared
def _diagnosis() -> Any:
    """The diagnosis of a process, with its case and the firm."""
    rows = Diagnosis.objects.select_related("booking__company")
    return rows.filter(process=Given("process"))[:1]


class PeriodProcess(Process):
    """The running flow of one period close."""

    class Meta:
        proxy = True

    @property
    def subject(self) -> Period:
        """The row whose stage the flow follows."""
        return self.period


class AwardProcess(Process):
    """The running flow of one award, from notice to payment."""

    class Meta:
        proxy = True

    @property
    def subject(self) -> Award:
        """The row whose stage the flow follows."""
        return self.award


class DirectiveProcess(Process):
    """The running flow of one remark."""

    class Meta:
        proxy = True

    @property
    def subject(self) -> Directive:
        """The row whose state the flow follows."""
        return self.directive


class ComplaintProcess(Process):
    """The running flow of one complaint."""

    class Meta:
        proxy = True

    @property
    def subject(self) -> Complaint:
        """The row whose state the flow follows."""
        return self.complaint


class ApplicationProcess(Process):
    """The running flow of one application for the pool."""

    class Meta:
        proxy = True

    @property
    def subject(self) -> Application:
        """The row whose state the flow follows."""
        return self.application


class DesignationProcess(Process):
    """The running flow of one center's designation."""

    class Meta:
        proxy = True

    @property
    def subject(self) -> Designation:
        """The row whose state the flow follows."""
        return self.designation


class YearlyReviewProcess(Process):
    """The running flow of one center's yearly evaluation."""

    class Meta:
        proxy = True

    @property
    def subject(self) -> YearlyReview:
        """The row whose state the flow follows."""
        return self.yearly_review


class CampaignProcess(Process):
    """The running flow of one campaign."""

    class Meta:
        proxy = True

    @property
    def subject(self) -> Campaign:
        """The row whose state the flow follows."""
        return self.campaign


class SpotCheckProcess(Process):
    """The running flow of one spot check."""

    class Meta:
        proxy = True

    @property
    def subject(self) -> SpotCheck:
        """The row whose state the flow follows."""
        return self.spot_check

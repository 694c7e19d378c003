"""Every flow, by the name of its version files."""

from typing import Any, Final

from workflows.flows.admission import AdmissionFlow
from workflows.flows.campaign import CampaignFlow
from workflows.flows.complaint import ComplaintFlow
from workflows.flows.designation import DesignationFlow, YearlyReviewFlow
from workflows.flows.diagnosis import DiagnosisFlow
from workflows.flows.directive import DirectiveFlow
from workflows.flows.period_close import AwardFlow, PeriodFlow
from workflows.flows.spot_check import SpotCheckFlow

FLOWS: Final[dict[str, Any]] = {
    "diagnosis": DiagnosisFlow,
    "period": PeriodFlow,
    "award": AwardFlow,
    "directive": DirectiveFlow,
    "admission": AdmissionFlow,
    "complaint": ComplaintFlow,
    "designation": DesignationFlow,
    "yearly_review": YearlyReviewFlow,
    "spot_check": SpotCheckFlow,
    "campaign": CampaignFlow,
}

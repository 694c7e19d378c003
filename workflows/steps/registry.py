"""Which page serves which human step."""

from workflows.steps.accept import AcceptStep
from workflows.steps.admission import (
    AdmissionNoticeStep,
    CheckApplicationStep,
    CompleteApplicationStep,
    NameExpertsStep,
    PublishAdmissionStep,
)
from workflows.steps.admission_agree import ConfirmAgreementStep, OfferStep
from workflows.steps.admission_decide import (
    DecideApplicationStep,
    DecideObjectionStep,
)
from workflows.steps.admission_score import ScoreApplicationStep
from workflows.steps.appoint import AppointStep
from workflows.steps.assess import AssessStep
from workflows.steps.award import (
    DecideStep,
    NoticeStep,
    ObjectStep,
    OrderStep,
    PayStep,
    PublishAgainStep,
)
from workflows.steps.base import Step
from workflows.steps.campaign import (
    CloseCampaignStep,
    OpenCampaignStep,
    PublishRulesStep,
)
from workflows.steps.complaint import (
    AnswerComplaintStep,
    DecideComplaintStep,
    GoOnUnansweredStep,
)
from workflows.steps.confirm import ConfirmStep
from workflows.steps.designation import (
    ApplyStep,
    CheckCandidateStep,
    JudgeStep,
    NameCenterExpertsStep,
)
from workflows.steps.designation_city import (
    DecideDesignationStep,
    DesignationNoticeStep,
    GrantStep,
    PublishDesignationStep,
)
from workflows.steps.designation_year import CheckMendingStep, GradeStep, MendStep
from workflows.steps.directive import DirectiveStep
from workflows.steps.period import CheckStep, GateStep, PublishStep
from workflows.steps.report import ReportStep
from workflows.steps.reschedule import RescheduleStep
from workflows.steps.respond import RespondStep
from workflows.steps.review import ReviewStep
from workflows.steps.score import ScoreStep
from workflows.steps.sign_off import SignOffStep, UnsignedStep
from workflows.steps.spot_check import SpotCheckStep
from workflows.steps.triage import TriageStep
from workflows.steps.visit import VisitStep

STEPS: dict[str, type[Step]] = {
    # one case
    "triage": TriageStep,
    "confirm": ConfirmStep,
    "respond": RespondStep,
    "reschedule": RescheduleStep,
    "visit": VisitStep,
    "assess": AssessStep,
    "report": ReportStep,
    "review": ReviewStep,
    "sign_off": SignOffStep,
    "accept": AcceptStep,
    "appoint": AppointStep,
    "score": ScoreStep,
    # a remark
    "center_acts": DirectiveStep,
    "bureau_acts": DirectiveStep,
    # a center's designation, and its years
    "apply_designation": ApplyStep,
    "complete_candidate": ApplyStep,
    "check_candidate": CheckCandidateStep,
    "name_center_experts": NameCenterExpertsStep,
    "judge_center": JudgeStep,
    "decide_designation": DecideDesignationStep,
    "publish_designation": PublishDesignationStep,
    "designation_notice": DesignationNoticeStep,
    "grant_designation": GrantStep,
    "grade_center": GradeStep,
    "mend_center": MendStep,
    "check_mending": CheckMendingStep,
    # a complaint
    "answer_complaint": AnswerComplaintStep,
    "decide_complaint": DecideComplaintStep,
    # an application for the pool
    "check_application": CheckApplicationStep,
    "complete_application": CompleteApplicationStep,
    "name_experts": NameExpertsStep,
    "score_application": ScoreApplicationStep,
    "decide_application": DecideApplicationStep,
    "publish_admission": PublishAdmissionStep,
    "admission_notice": AdmissionNoticeStep,
    "decide_admission_again": DecideObjectionStep,
    "write_agreement": OfferStep,
    "confirm_agreement": ConfirmAgreementStep,
    # the close of a year
    "check": CheckStep,
    "gate_credit": GateStep,
    "gate_duplicate": GateStep,
    "gate_decision": GateStep,
    "publish": PublishStep,
    # a campaign
    "publish_rules": PublishRulesStep,
    "open_campaign": OpenCampaignStep,
    "close_campaign": CloseCampaignStep,
    # a spot check
    "check_on_site": SpotCheckStep,
    # one award
    "notice": NoticeStep,
    "decide": DecideStep,
    "publish_again": PublishAgainStep,
    "order": OrderStep,
    "pay": PayStep,
}

# A second way to end a step, for another role: deed -> page.
OTHER_WAYS: dict[str, tuple[str, type[Step]]] = {
    "sign_off": ("diagnoses.go_on_unsigned", UnsignedStep),
    "notice": ("subsidies.object", ObjectStep),
    "answer_complaint": ("complaints.go_on_unanswered", GoOnUnansweredStep),
}


def step_for(node: str, role_may: bool) -> type[Step] | None:
    """The page of a node: its own where the person may do it, else the other way."""
    if role_may:
        return STEPS.get(node)
    other = OTHER_WAYS.get(node)
    return other[1] if other else None

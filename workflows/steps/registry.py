"""Which page serves which human step."""

from workflows.steps.accept import AcceptStep
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
from workflows.steps.complaint import (
    AnswerComplaintStep,
    DecideComplaintStep,
    GoOnUnansweredStep,
)
from workflows.steps.confirm import ConfirmStep
from workflows.steps.directive import DirectiveStep
from workflows.steps.period import CheckStep, GateStep, PublishStep
from workflows.steps.report import ReportStep
from workflows.steps.reschedule import RescheduleStep
from workflows.steps.respond import RespondStep
from workflows.steps.review import ReviewStep
from workflows.steps.score import ScoreStep
from workflows.steps.sign_off import SignOffStep, UnsignedStep
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
    # a complaint
    "answer_complaint": AnswerComplaintStep,
    "decide_complaint": DecideComplaintStep,
    # the close of a year
    "check": CheckStep,
    "gate_credit": GateStep,
    "gate_duplicate": GateStep,
    "gate_decision": GateStep,
    "publish": PublishStep,
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

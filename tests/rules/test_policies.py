"""Every step has a policy, every row an owner, every deed in the code a policy row."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from viewflow.workflow.base import Node

from foundation.access.policies import POLICIES, allows, deeds_of
from foundation.access.roles import HOME_OF, Role
from foundation.access.scoping import Reach
from workflows.flows.registry import FLOWS
from workflows.nodes import Human
from workflows.steps.registry import STEPS

ROOT = Path(__file__).parent.parent.parent
# Rows that are nobody's: rules and tables everybody may read, the engine's own rows.
OWNERLESS = {
    "foundation.DemoClock",
    "foundation.WorkdayYear",
    "foundation.WorkdayException",
    "audit.Entry",
    "audit.Root",
    "audit.Chain",
    "accounts.User",
    "accounts.Session",  # read by its key alone, which only its browser knows
    "workflows.DiagnosisProcess",
    "workflows.DirectiveProcess",
    "workflows.PeriodProcess",
    "workflows.AwardProcess",
    "workflows.ApplicationProcess",
    "workflows.CampaignProcess",
    "workflows.ComplaintProcess",
    "workflows.SpotCheckProcess",
    "workflows.DesignationProcess",
    "workflows.YearlyReviewProcess",
}
OURS = {
    "foundation", "access", "audit", "notices", "centers", "companies", "providers",
    "accounts", "campaigns", "earlier", "bookings", "outreach", "assignments",
    "diagnoses", "directives", "ratings", "subsidies", "workflows", "admissions",
    "complaints", "designations",
}  # fmt: skip


def human_nodes() -> list[Node]:
    return [
        node
        for flow in FLOWS.values()
        for node in flow.instance.nodes()
        if isinstance(node, Human)
    ]


def test_every_human_step_has_a_policy():
    assert [node.name for node in human_nodes() if node.deed not in POLICIES] == []


def test_every_human_step_has_a_page():
    assert {node.name for node in human_nodes()} - STEPS.keys() == set()


def test_every_model_says_how_to_walk_to_its_owner():
    missing = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and not model._meta.auto_created
        and model._meta.label not in OWNERLESS
        and not isinstance(getattr(model, "reach", None), Reach)
    ]
    assert missing == []


@pytest.mark.django_db
def test_every_reach_is_a_path_the_database_knows():
    for model in apps.get_models():
        reach = getattr(model, "reach", None)
        if reach is None:
            continue
        for path in (
            reach.company,
            reach.provider,
            reach.center,
            reach.district,
            reach.assessor,
        ):
            if path:
                assert model._base_manager.filter(**{path: 1}).count() == 0


def test_every_deed_asked_for_in_code_stands_in_the_policy_table():
    asked = set()
    for path in ROOT.rglob("*.py"):
        if {".venv", "tests", "migrations", "var"} & set(path.parts):
            continue
        asked |= set(
            re.findall(r"has_perm\(\s*\"([a-z_.]+)\"", path.read_text(encoding="utf-8"))
        )
    assert asked - POLICIES.keys() == set()


def test_no_code_outside_the_access_pages_compares_roles_to_grant_a_deed():
    offenders = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("actions.py")
        if ".venv" not in path.parts and "is_superuser" in path.read_text()
    ]
    assert offenders == []


def test_every_role_has_a_home_and_at_least_one_deed():
    assert set(HOME_OF) == set(Role)
    idle = [role for role in Role if not deeds_of(role)]
    assert idle == []


def test_a_deed_without_a_row_in_the_table_is_refused(cast):
    assert not allows(cast.officer, "subsidies.invent_money")


def test_a_deed_on_a_row_is_refused_without_the_row(cast):
    assert not allows(cast.manager, "diagnoses.accept")


def test_a_step_is_called_the_same_in_no_two_flows():
    names = [node.name for node in human_nodes()]
    assert sorted(names) == sorted(set(names))

"""Refuses to start when a live task's step is gone from the code."""

from typing import Any

from django.core.checks import Error, Tags, register
from django.core.checks.messages import CheckMessage
from django.db import connections
from viewflow.workflow.models import Task
from viewflow.workflow.nodes import Obsolete
from viewflow.workflow.status import STATUS

ENDED = [STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED]


@register(Tags.database)
def every_live_step_exists(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """Each unfinished task must resolve to a node of a written flow."""
    if not databases:
        return []
    if Task._meta.db_table not in connections["default"].introspection.table_names():
        return []
    live = Task.objects.exclude(status__in=ENDED)
    names = live.order_by().values_list("flow_task", flat=True).distinct()
    gone = {str(name) for name in names if name is None or isinstance(name, Obsolete)}
    return [
        Error(
            f"Live tasks stand on a step that is gone: {name}",
            hint="Run manage.py flow_migrate FLOW --to N --map old=new --dry-run.",
            id="wenzhen.E002",
        )
        for name in sorted(gone)
    ]

"""The bureau's second look at an accepted case."""

from typing import Any

from django.utils.translation import gettext_noop as _
from viewflow import this
from viewflow.workflow import flow

from workflows.flows.linking import link
from workflows.lock import row_lock
from workflows.models import SpotCheckProcess
from workflows.nodes import Begin, Human


class SpotCheckFlow(flow.Flow):
    """A drawn case is visited by the bureau; what was found counts in O3 and O5."""

    process_class = SpotCheckProcess
    lock_impl = row_lock
    version = 1

    start = Begin(this.begin).Next(this.check_on_site)
    check_on_site = Human(
        deed="ratings.spot_check",
        title=_("Spot check on site"),
        term="spot_check",
        icon="search-check",
    ).Next(this.end)
    end = flow.End()
    obsolete = flow.Obsolete()

    def begin(self, activation: Any, check: Any) -> Any:
        """Link the new process to its check."""
        return link(activation, check)

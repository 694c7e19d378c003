"""Each night the end of the audit chain is noted and told to the auditors."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.actions import people_of
from foundation import clock
from foundation.access.roles import Role
from foundation.audit.actions import keep_root
from foundation.notices.actions import tell

NOTED = gettext_noop("Audit log at the end of %(day)s: %(seq)s entries, seal %(seal)s")


@transaction.atomic
def keep(*, at: datetime) -> int:
    """Note the day before; 1 when this call did, 0 when it was noted already."""
    day = clock.local_day(at) - timedelta(days=1)
    root = keep_root(day)
    if root is None:
        return 0
    auditors = people_of(deed_roles=frozenset({Role.AUDITOR}), at=at)
    tell(people=auditors, event="audit_root", text=NOTED, at=at, link="/audit/",
         day=day.isoformat(), seq=root.seq, seal=root.seal)  # fmt: skip
    return 1

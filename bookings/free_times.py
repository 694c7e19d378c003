"""Free times of a center as one JSON text out of one statement.

The hot path of the product: the database writes the JSON, so nothing is compiled and
no row passes through Python. It asks the same question as `SlotQuerySet.bookable` and
`quotas.used_up`; a test holds them together.
"""

from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from campaigns.choices import CampaignState
from foundation.clock import local_day
from foundation.prepared import ask, numbered

WHERE = """
    from centers_center c
    join centers_service v on v.center_id = c.id and v.is_open
    join bookings_slot s on s.center_id = v.center_id and s.kind = v.kind
    where c.slug = %s and v.kind = %s
      and s.starts_at < %s and s.released_at <= %s and s.bookable_until > %s
      and not s.is_closed and s.taken < s.capacity
      and (v.per_campaign is null or not exists (
        select 1 from campaigns_servicequota q
        join campaigns_campaign k on k.id = q.campaign_id
        where q.service_id = v.id and q.used >= v.per_campaign
          and k.state = %s and k.starts_on <= %s and k.ends_on > %s))
    order by s.starts_at
"""
# Nothing a person typed is in the text: all of it are parameters.
STATEMENTS = {
    "postgresql": f"""
        select coalesce(json_agg(json_build_object(
            'id', id, 'starts', starts, 'ends', ends, 'left', remain))::text, '[]')
        from (select s.id, s.capacity - s.taken as remain,
            to_char(s.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                as starts,
            to_char(s.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                as ends
            {WHERE}) free""",  # noqa: S608 - see above
    "sqlite": f"""
        select json_group_array(json_object(
            'id', id, 'starts', starts, 'ends', ends, 'left', remain))
        from (select s.id, s.capacity - s.taken as remain,
            replace(substr(s.starts_at, 1, 19), ' ', 'T') || 'Z' as starts,
            replace(substr(s.ends_at, 1, 19), ' ', 'T') || 'Z' as ends
            {WHERE})""",  # noqa: S608 - see above
}


def free_times(slug: str, kind: str, *, at: datetime, until: datetime) -> str:
    """The slots with room that begin before `until`, the earliest first.

    None where the service's places in the open campaign are used up.

    A JSON list of {id, starts, ends, left}; moments in UTC. "[]" for none.
    """
    adapt = connection.ops.adapt_datetimefield_value
    moments = [adapt(moment) for moment in (until, at, at)]
    today = connection.ops.adapt_datefield_value(local_day(at))
    campaign = [CampaignState.OPEN.value, today, today]
    values = [slug, kind, *moments, *campaign]
    text: str = ask(connection, _statement(connection.vendor), values).fetchone()[0]
    return text


@cache
def _statement(vendor: str) -> Any:
    """Its text, which the database plans once."""
    return numbered(STATEMENTS[vendor], connection)

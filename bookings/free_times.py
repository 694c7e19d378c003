"""Free times of a center as one JSON text out of one statement.

The hot path of the product: the database writes the JSON, so nothing is compiled and
no row passes through Python. It asks the same question as `SlotQuerySet.bookable`;
a test holds the two together.
"""

from datetime import datetime

from django.db import connection

WHERE = """
    from centers_center c
    join centers_service v on v.center_id = c.id and v.is_open
    join bookings_slot s on s.center_id = v.center_id and s.kind = v.kind
    where c.slug = %s and v.kind = %s
      and s.starts_at < %s and s.released_at <= %s and s.bookable_until > %s
      and not s.is_closed and s.taken < s.capacity
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

    A JSON list of {id, starts, ends, left}; moments in UTC. "[]" for none.
    """
    adapt = connection.ops.adapt_datetimefield_value
    moments = [adapt(moment) for moment in (until, at, at)]
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS[connection.vendor], [slug, kind, *moments])
        text: str = cursor.fetchone()[0]
    return text

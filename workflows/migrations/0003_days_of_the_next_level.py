"""Steps from before get the day of the next level, and done ones what they took."""

from django.db import migrations

from foundation import clock
from foundation.models import work_calendar

ESCALATE_AFTER = 2  # the column's default


def fill(apps, schema_editor):
    """Open and done rows alike."""
    due = apps.get_model("workflows", "Due")
    calendar = work_calendar()
    for day in due.objects.order_by().values_list("due_on", flat=True).distinct():
        rows = due.objects.filter(due_on=day)
        rows.update(escalate_on=calendar.add(day, ESCALATE_AFTER))
    for row in due.objects.filter(outcome="done", took=None).iterator():
        first, last = clock.local_day(row.opened_at), clock.local_day(row.done_at)
        row.took = max(0, calendar.between(first, last))
        row.save(update_fields=["took"])


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0002_clocks_and_questions"),
        ("foundation", "0001_initial"),
    ]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

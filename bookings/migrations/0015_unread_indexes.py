"""Numbers are compared whole, or searched anywhere in them, never by how they begin."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("bookings", "0014_covered_indexes")]
    operations = [
        migrations.RunSQL(
            "DROP INDEX IF EXISTS bookings_booking_number_7b325869_like",
            migrations.RunSQL.noop,
        )
    ]

"""Deeds are compared whole, never by how they begin."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_sealed_entries_are_kept")]
    operations = [
        migrations.RunSQL(
            "DROP INDEX IF EXISTS audit_entry_deed_c20269f6_like",
            migrations.RunSQL.noop,
        )
    ]

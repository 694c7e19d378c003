"""The database itself refuses to change a sealed entry or to remove any."""

from django.db import migrations

POSTGRESQL = [
    """
    CREATE FUNCTION audit_entry_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'a sealed audit entry is kept as it is'; END $$
    """,
    """
    CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry
    FOR EACH ROW WHEN (OLD.seq IS NOT NULL) EXECUTE FUNCTION audit_entry_kept()
    """,
    """
    CREATE TRIGGER audit_entry_unremoved BEFORE DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_kept()
    """,
]
SQLITE = [
    """
    CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry
    WHEN OLD.seq IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a sealed audit entry is kept as it is'); END
    """,
    """
    CREATE TRIGGER audit_entry_unremoved BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'a sealed audit entry is kept as it is'); END
    """,
]
OFF = {
    "postgresql": [
        "DROP TRIGGER audit_entry_unchanged ON audit_entry",
        "DROP TRIGGER audit_entry_unremoved ON audit_entry",
        "DROP FUNCTION audit_entry_kept()",
    ],
    "sqlite": [
        "DROP TRIGGER audit_entry_unchanged",
        "DROP TRIGGER audit_entry_unremoved",
    ],
}
ON = {"postgresql": POSTGRESQL, "sqlite": SQLITE}


def guard(apps, schema_editor):
    for statement in ON[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    for statement in OFF[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_roots")]
    operations = [migrations.RunPython(guard, unguard)]

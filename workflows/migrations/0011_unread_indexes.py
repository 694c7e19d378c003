"""Every step of a case writes two tasks, each with twelve indexes; these nobody reads.

Viewflow's references to any kind of row are not used here, and an index by one column
is covered by a longer one that begins with it. The names are those Django gave.
"""

from django.db import migrations

UNREAD = [
    "viewflow_process_artifact_content_type_id_8e40f778",
    "viewflow_process_seed_content_type_id_d648268f",
    "viewflow_task_artifact_content_type_id_50385e8d",
    "viewflow_task_external_task_id_2f93bc2f",
    "viewflow_task_external_task_id_2f93bc2f_like",
    "viewflow_task_owner_permission_content_type_id_5fc72a99",
    "viewflow_task_previous_from_task_id_da5536f6",
    "viewflow_task_seed_content_type_id_bed3f17b",
    "viewflow_task_status_ffb4516b_like",
]


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0010_who_assesses_is_kept"),
        ("viewflow", "0015_task_scheduled"),
    ]
    operations = [
        migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", migrations.RunSQL.noop)
        for name in UNREAD
    ]

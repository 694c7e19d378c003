"""A suspension is a dated row of its own, so that earlier ones are kept."""

import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps, schema_editor):
    """Each running suspension becomes its row."""
    Suspension = apps.get_model("providers", "Suspension")
    for row in apps.get_model("providers", "Provider").objects.exclude(
        suspended_from=None
    ):
        Suspension.objects.create(
            provider=row,
            starts_on=row.suspended_from,
            reason=row.suspended_reason or "—",
        )


class Migration(migrations.Migration):
    dependencies = [("providers", "0002_time_of_consultants")]

    operations = [
        migrations.CreateModel(
            name="Suspension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="suspended from")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="suspended until"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "lifted_because",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="lifted because"
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suspensions",
                        to="providers.provider",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_on", None)),
                        fields=("provider",),
                        name="one_open_suspension",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="suspension_in_order",
                    ),
                ],
            },
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField(model_name="provider", name="suspended_from"),
        migrations.RemoveField(model_name="provider", name="suspended_reason"),
    ]

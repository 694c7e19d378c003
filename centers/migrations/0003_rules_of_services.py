"""Opening rules of a center become the hours of its on-site diagnosis.

A morning is 9:00 to 11:30, an afternoon 13:30 to 16:30.
"""

import datetime

from django.db import migrations

HOURS = {
    "am": (datetime.time(9, 0), datetime.time(11, 30)),
    "pm": (datetime.time(13, 30), datetime.time(16, 30)),
}
VISIT = {
    "served_by": "consultants",
    "minutes": 150,
    "notice_hours": 0,
    "cutoff_hours": 24,
    "open_per_firm": 1,
}


def give_rules_a_service(apps, schema_editor):
    """Each center's rules go to its on-site diagnosis, made where it had none."""
    Service = apps.get_model("centers", "Service")
    OpeningRule = apps.get_model("centers", "OpeningRule")
    for center in set(OpeningRule.objects.values_list("center", flat=True)):
        Service.objects.get_or_create(center_id=center, kind="visit")
    Service.objects.filter(kind="visit").update(**VISIT)
    for rule in OpeningRule.objects.all():
        rule.service = Service.objects.get(center=rule.center_id, kind="visit")
        rule.opens, rule.closes = HOURS[rule.half]
        rule.save()


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0002_services_and_hours'),
    ]

    operations = [
        migrations.RunPython(give_rules_a_service, migrations.RunPython.noop),
    ]

"""Appointments booked since the open campaign began count in it."""

import datetime
from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import Count

CITY_TIME = ZoneInfo("Asia/Shanghai")


def count_appointments(apps, schema_editor):
    """Each appointment gets its campaign, each service what is used of it."""
    Appointment = apps.get_model("bookings", "Appointment")
    Campaign = apps.get_model("campaigns", "Campaign")
    ServiceQuota = apps.get_model("campaigns", "ServiceQuota")
    for campaign in Campaign.objects.filter(state="open").order_by("-year"):
        since, until = (
            datetime.datetime.combine(day, datetime.time(), CITY_TIME)
            for day in (campaign.starts_on, campaign.ends_on)
        )
        rows = Appointment.objects.filter(campaign=None).exclude(state="cancelled")
        rows.filter(booked_at__gte=since, booked_at__lt=until).update(campaign=campaign)
        counted = Appointment.objects.filter(campaign=campaign).order_by()
        ServiceQuota.objects.bulk_create(
            ServiceQuota(campaign=campaign, service_id=service, used=used)
            for service, used in counted.values_list("slot__service").annotate(
                n=Count("pk")
            )
        )


class Migration(migrations.Migration):
    dependencies = [("bookings", "0012_appointments_count_in_a_campaign")]

    operations = [
        migrations.RunPython(count_appointments, migrations.RunPython.noop)
    ]

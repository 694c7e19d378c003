"""Slots so far are on-site diagnoses, released; quotas count what was booked."""

import datetime

from django.db import migrations
from django.db.models import F

LENGTH = {
    "am": datetime.timedelta(hours=2, minutes=30),
    "pm": datetime.timedelta(hours=3),
}


def give_slots_a_service(apps, schema_editor):
    """Each slot gets the diagnosis of its center and is bookable until it begins."""
    Slot = apps.get_model("bookings", "Slot")
    Service = apps.get_model("centers", "Service")
    for center in set(Slot.objects.values_list("center", flat=True)):
        service, _new = Service.objects.get_or_create(
            center_id=center,
            kind="visit",
            defaults={
                "served_by": "consultants",
                "minutes": 150,
                "notice_hours": 0,
                "open_per_firm": 1,
            },
        )
        slots = Slot.objects.filter(center_id=center)
        for half, length in LENGTH.items():
            slots.filter(half=half).update(
                service=service,
                kind="visit",
                ends_at=F("starts_at") + length,
                released_at=F("starts_at") - datetime.timedelta(days=60),
                bookable_until=F("starts_at"),
            )


def count_quotas(apps, schema_editor):
    """What districts have used, at most their quota."""
    DistrictQuota = apps.get_model("campaigns", "DistrictQuota")
    Booking = apps.get_model("bookings", "Booking")
    for quota in DistrictQuota.objects.all():
        used = Booking.objects.filter(
            campaign=quota.campaign_id, district=quota.district_id
        ).exclude(stage__in=["cancelled", "refused"])
        quota.used = min(used.count(), quota.cases)
        quota.save(update_fields=["used"])


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0002_released_slots'),
    ]

    operations = [
        migrations.RunPython(give_slots_a_service, migrations.RunPython.noop),
        migrations.RunPython(count_quotas, migrations.RunPython.noop),
    ]

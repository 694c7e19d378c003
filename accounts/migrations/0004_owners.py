"""The first person of each firm is its owner, the others are contacts."""

from django.db import migrations


def name_owners(apps, schema_editor):
    Membership = apps.get_model("accounts", "Membership")
    rows = Membership.objects.filter(role="company", firm_role="").order_by("pk")
    owned = set(
        Membership.objects.filter(firm_role="owner", ends_on=None).values_list(
            "company_id", flat=True
        )
    )
    for row in rows.iterator():
        first = row.ends_on is None and row.company_id not in owned
        row.firm_role = "owner" if first else "contact"
        if first:
            owned.add(row.company_id)
        row.save(update_fields=["firm_role"])


class Migration(migrations.Migration):

    dependencies = [("accounts", "0003_binding")]

    operations = [migrations.RunPython(name_owners, migrations.RunPython.noop)]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0003_days_of_the_next_level")]
    operations = [
        migrations.AlterField(
            model_name="due", name="escalate_on", field=models.DateField()
        )
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0003_rules_of_services'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='openingrule',
            name='center',
        ),
        migrations.RemoveField(
            model_name='openingrule',
            name='half',
        ),
        migrations.AlterField(
            model_name='openingrule',
            name='closes',
            field=models.TimeField(verbose_name='until'),
        ),
        migrations.AlterField(
            model_name='openingrule',
            name='opens',
            field=models.TimeField(verbose_name='from'),
        ),
        migrations.AlterField(
            model_name='openingrule',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_rules', to='centers.service'),
        ),
        migrations.AddConstraint(
            model_name='openingrule',
            constraint=models.UniqueConstraint(fields=('service', 'weekday', 'opens'), name='opening_rule_once'),
        ),
        migrations.AddConstraint(
            model_name='openingrule',
            constraint=models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='opening_rule_in_order'),
        ),
    ]

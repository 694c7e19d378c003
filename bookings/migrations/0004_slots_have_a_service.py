import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0003_slots_of_services'),
    ]

    operations = [
        migrations.AlterField(
            model_name='slot',
            name='bookable_until',
            field=models.DateTimeField(verbose_name='booked until'),
        ),
        migrations.AlterField(
            model_name='slot',
            name='ends_at',
            field=models.DateTimeField(verbose_name='ends'),
        ),
        migrations.AlterField(
            model_name='slot',
            name='kind',
            field=models.CharField(choices=[('clinic', 'Advice at the center'), ('visit', 'On-site diagnosis'), ('panel', 'Joint consultation'), ('tour', 'Showroom tour'), ('training', 'Training'), ('matching', 'Supply and demand matching'), ('policy', 'Policy advice'), ('recheck', 'Re-check')], max_length=12, verbose_name='service'),
        ),
        migrations.AlterField(
            model_name='slot',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='centers.service'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.UniqueConstraint(fields=('service', 'starts_at'), name='slot_once'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='slot_takes_time'),
        ),
        migrations.AddIndex(
            model_name='slot',
            index=models.Index(condition=models.Q(('is_closed', False), ('taken__lt', models.F('capacity'))), fields=['center', 'kind', 'starts_at'], name='slot_free'),
        ),
    ]

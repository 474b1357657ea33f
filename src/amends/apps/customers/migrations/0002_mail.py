# SPDX-License-Identifier: Apache-2.0

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='customer',
            name='mail_shown',
            field=models.CharField(blank=True, max_length=80, verbose_name='邮箱'),
        ),
        migrations.AddField(
            model_name='identity',
            name='mail_index',
            field=models.CharField(blank=True, db_index=True, max_length=32),
        ),
        migrations.AddField(
            model_name='identity',
            name='mail_sealed',
            field=models.BinaryField(default=bytes),
        ),
    ]

# SPDX-License-Identifier: Apache-2.0

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0004_writers"),
    ]

    operations = [
        migrations.AddField(
            model_name="script",
            name="articles",
            field=models.JSONField(default=list, verbose_name="依据的知识"),
        ),
    ]

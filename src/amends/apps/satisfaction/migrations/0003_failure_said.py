# SPDX-License-Identifier: Apache-2.0

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('satisfaction', '0002_knowledge_editor'),
    ]

    operations = [
        migrations.AddField(
            model_name='indexrun',
            name='failure_said',
            field=models.JSONField(blank=True, default=list),
        ),
    ]

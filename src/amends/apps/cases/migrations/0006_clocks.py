# SPDX-License-Identifier: Apache-2.0
"""An urgent matter is told at any hour, with the words why."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0005_mail"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contact",
            name="allowance",
            field=models.CharField(
                blank=True,
                choices=[
                    ("appointment", "客户本人约定的时间"),
                    ("redial", "通话中断后五分钟内回拨"),
                    ("emergency", "紧急案件，要马上告诉客户"),
                ],
                max_length=12,
                verbose_name="例外",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("allowance", "emergency"), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="contact_emergency_says_why",
            ),
        ),
    ]

# SPDX-License-Identifier: Apache-2.0

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0009_assist'),
        ('customers', '0001_initial'),
        ('recovery', '0006_campaign_source'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='fixnotice',
            name='fix_notice_reason_known',
        ),
        migrations.AlterField(
            model_name='fixnotice',
            name='left_out',
            field=models.CharField(blank=True, choices=[('line_not_active', '号码停机或已销号'), ('no_number', '没有可用的联系号码'), ('declined', '登记谢绝联系'), ('held_out', '对照客户，留作比较'), ('rested', '近期联系过，不再打扰')], max_length=16, verbose_name='未发的原因'),
        ),
        migrations.AddConstraint(
            model_name='fixnotice',
            constraint=models.CheckConstraint(condition=models.Q(('left_out__in', ['', 'line_not_active', 'no_number', 'declined', 'held_out', 'rested'])), name='fix_notice_reason_known'),
        ),
    ]

# SPDX-License-Identifier: Apache-2.0

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0009_assist'),
        ('recovery', '0001_squashed_0005_network'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='recoverywave',
            name='recovery_wave_source_known',
        ),
        migrations.AlterField(
            model_name='recoverywave',
            name='source',
            field=models.CharField(choices=[('detected', '系统识别的名单'), ('detractors', '调查打低分的客户'), ('promises', '承诺到期没有兑现的客户'), ('upload', '导入的名单'), ('campaign', '活动的目标客户')], max_length=12, verbose_name='客户来自'),
        ),
        migrations.AddConstraint(
            model_name='recoverywave',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['detected', 'detractors', 'promises', 'upload', 'campaign'])), name='recovery_wave_source_known'),
        ),
    ]

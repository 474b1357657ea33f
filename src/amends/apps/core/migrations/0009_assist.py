# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amends.apps.core.models.creating import CreateTables


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0008_knowledge_editor'),
    ]

    operations = [
        CreateTables([migrations.CreateModel(
            name='AssistUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=24, verbose_name='用途')),
                ('about', models.CharField(blank=True, db_index=True, max_length=36, verbose_name='编号')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_at', models.DateTimeField(verbose_name='时间')),
                ('model', models.CharField(max_length=120, verbose_name='模型')),
                ('tokens_in', models.PositiveIntegerField(default=0, verbose_name='送出的词元')),
                ('tokens_out', models.PositiveIntegerField(default=0, verbose_name='收到的词元')),
                ('seconds', models.FloatField(verbose_name='用时（秒）')),
                ('findings', models.PositiveIntegerField(default=0, verbose_name='用语提示')),
                ('fault', models.CharField(blank=True, max_length=16, verbose_name='没有答复的原因')),
                ('outcome', models.CharField(choices=[('failed', '没有答复'), ('offered', '没有处理'), ('accepted', '采用'), ('edited', '改后采用'), ('rejected', '不用')], max_length=8, verbose_name='结果')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': '助手的使用',
                'ordering': ('-asked_at', '-id'),
                'indexes': [models.Index(fields=['asked_at', 'purpose'], name='assist_use_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'failed'), models.Q(('fault', ''), _negated=True)), models.Q(models.Q(('outcome', 'failed'), _negated=True), ('fault', '')), _connector='OR'), name='assist_failed_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('outcome__in', ['accepted', 'edited', 'rejected'])), models.Q(('decided_at__isnull', True), ('outcome__in', ['failed', 'offered'])), _connector='OR'), name='assist_decided_has_moment'), models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='assist_has_purpose'), models.CheckConstraint(condition=models.Q(('seconds__gte', 0)), name='assist_seconds_not_negative')],
            },
        )]),
    ]

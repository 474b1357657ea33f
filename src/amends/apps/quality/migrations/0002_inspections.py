# SPDX-License-Identifier: Apache-2.0
"""The tables of conversations, inspections, appeals, calibration and coaching."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amends.apps.core.models.creating import CreateTables


class Migration(migrations.Migration):

    dependencies = [
        ("quality", "0001_standards"),
        ("cases", "0001_squashed_0009_fill_roots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables([
        migrations.CreateModel(
            name='Transcript',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('key', models.CharField(max_length=80, unique=True)),
                ('channel', models.CharField(choices=[('hotline', '热线'), ('hall', '营业厅'), ('chat', '在线')], max_length=8, verbose_name='渠道')),
                ('kind', models.CharField(choices=[('text', '文本（客服：… 客户：…）'), ('csv', 'CSV 表格'), ('chat', '聊天导出'), ('turns', '通话 JSON'), ('speech', '录音转写')], max_length=8, verbose_name='来源格式')),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='服务人员')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='案件')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.contact')),
                ('held_at', models.DateTimeField(verbose_name='对话时间')),
                ('turns', models.JSONField(default=list, verbose_name='对话')),
                ('unread', models.JSONField(default=list, verbose_name='没有读成的行')),
                ('figures', models.JSONField(default=dict, verbose_name='数据')),
                ('keep_until', models.DateField(verbose_name='原文保存到')),
                ('forgotten_at', models.DateTimeField(null=True, verbose_name='原文删除时间')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_at', models.DateTimeField(verbose_name='导入时间')),
            ],
            options={
                'verbose_name': '对话记录',
                'indexes': [models.Index(fields=['unit', 'held_at'], name='transcript_unit_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='transcript_has_key'), models.CheckConstraint(condition=models.Q(('channel__in', ('hotline', 'hall', 'chat'))), name='transcript_channel_known'), models.CheckConstraint(condition=models.Q(('forgotten_at__isnull', True), ('turns', []), _connector='OR'), name='transcript_forgotten_is_empty')],
            },
        ),
        migrations.CreateModel(
            name='ScorecardVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('code', models.CharField(max_length=12, verbose_name='评分卡')),
                ('number', models.PositiveSmallIntegerField(verbose_name='版本')),
                ('content', models.JSONField(verbose_name='内容')),
                ('reason', models.CharField(max_length=200, verbose_name='为什么改')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_at', models.DateTimeField(verbose_name='公布时间')),
            ],
            options={
                'verbose_name': '评分卡版本',
                'constraints': [models.UniqueConstraint(fields=('unit', 'code', 'number'), name='scorecard_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), ('number__gt', 0)), name='scorecard_says_why')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='SamplePlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('week_date', models.DateField(verbose_name='周一')),
                ('seed', models.BigIntegerField(verbose_name='随机种子')),
                ('least', models.PositiveSmallIntegerField(verbose_name='每人至少')),
                ('by_risk', models.PositiveSmallIntegerField(verbose_name='每人按风险再加')),
                ('candidates', models.PositiveIntegerField(verbose_name='可抽的对话')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(verbose_name='抽取时间')),
            ],
            options={
                'verbose_name': '抽样计划',
                'constraints': [models.UniqueConstraint(fields=('unit', 'week_date'), name='sample_plan_once_a_week'), models.CheckConstraint(condition=models.Q(('least__gte', 1)), name='sample_plan_takes_everybody')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Drawn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drawn', to='quality.sampleplan')),
                ('transcript', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='drawn', to='quality.transcript')),
                ('reasons', models.JSONField(default=list, verbose_name='为什么抽到')),
            ],
            options={
                'verbose_name': '抽到的对话',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('drawn', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='inspection', to='quality.drawn')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='服务人员')),
                ('inspector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='质检员')),
                ('card', models.JSONField(verbose_name='评分卡')),
                ('card_version', models.CharField(max_length=20)),
                ('proposed', models.JSONField(default=dict, verbose_name='系统看到的')),
                ('marks', models.JSONField(default=dict, verbose_name='评分')),
                ('mode', models.CharField(blank=True, choices=[('courteous', '礼貌待客'), ('selling', '技巧推荐'), ('personalised', '个性化沟通')], max_length=12, verbose_name='沟通方式')),
                ('comment', models.CharField(blank=True, max_length=400, verbose_name='总评')),
                ('total', models.FloatField(null=True, verbose_name='总分')),
                ('passed', models.BooleanField(null=True, verbose_name='合格')),
                ('edits', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField()),
                ('told_at', models.DateTimeField(null=True, verbose_name='告知时间')),
                ('appeal_until', models.DateTimeField(null=True, verbose_name='申诉截止')),
            ],
            options={
                'verbose_name': '质检',
                'indexes': [models.Index(fields=['agent', 'told_at'], name='inspection_agent_told'), models.Index(fields=['unit', 'told_at'], name='inspection_unit_told')],
                'constraints': [models.CheckConstraint(condition=models.Q(('inspector', models.F('agent')), _negated=True), name='inspection_of_another'), models.CheckConstraint(condition=models.Q(('total__isnull', True), models.Q(('total__gte', 0), ('total__lte', 100)), _connector='OR'), name='inspection_total_within_0_and_100'), models.CheckConstraint(condition=models.Q(models.Q(('appeal_until__isnull', True), ('told_at__isnull', True)), models.Q(('appeal_until__isnull', False), ('told_at__isnull', False), models.Q(('mode', ''), _negated=True)), _connector='OR'), name='inspection_told_with_mode_and_appeal'), models.CheckConstraint(condition=models.Q(('mode__in', ['', 'courteous', 'selling', 'personalised'])), name='inspection_mode_known')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('inspection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='quality.inspection')),
                ('inspector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reason', models.CharField(max_length=400, verbose_name='申诉理由')),
                ('items', models.JSONField(default=list, verbose_name='哪几项')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='申诉人')),
                ('at', models.DateTimeField(verbose_name='申诉时间')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复核人')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='复核时间')),
                ('upheld', models.BooleanField(null=True, verbose_name='申诉成立')),
                ('decision', models.CharField(blank=True, max_length=400, verbose_name='复核说明')),
                ('marks', models.JSONField(default=dict, verbose_name='复核后的评分')),
                ('total', models.FloatField(null=True, verbose_name='复核后总分')),
                ('passed', models.BooleanField(null=True, verbose_name='复核后合格')),
            ],
            options={
                'verbose_name': '质检申诉',
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='appeal_says_why'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(models.Q(('decided_by', models.F('inspector')), _negated=True), models.Q(('decided_by', models.F('by')), _negated=True)), _connector='OR'), name='appeal_decided_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('upheld__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('upheld__isnull', False), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='appeal_decided_with_a_reason')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Calibration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('card', models.JSONField(verbose_name='评分卡')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(verbose_name='开始时间')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('inspectors', models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='质检员')),
                ('transcripts', models.ManyToManyField(related_name='+', to='quality.transcript', verbose_name='对话')),
            ],
            options={
                'verbose_name': '校准',
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='calibration_is_named')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='BlindMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calibration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='quality.calibration')),
                ('transcript', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quality.transcript')),
                ('inspector', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('marks', models.JSONField(verbose_name='评分')),
                ('at', models.DateTimeField(verbose_name='完成时间')),
            ],
            options={
                'verbose_name': '校准评分',
                'constraints': [models.UniqueConstraint(fields=('calibration', 'transcript', 'inspector'), name='blind_mark_once'), models.CheckConstraint(condition=models.Q(('marks', {}), _negated=True), name='blind_mark_says_something')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Coaching',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='练习的人')),
                ('skill', models.CharField(max_length=16, verbose_name='技能')),
                ('reason', models.CharField(max_length=300, verbose_name='为什么')),
                ('source', models.CharField(max_length=60, verbose_name='来自')),
                ('key', models.CharField(max_length=90, unique=True)),
                ('goal', models.CharField(blank=True, max_length=200, verbose_name='目标')),
                ('practice', models.CharField(blank=True, max_length=20, verbose_name='练习的情景')),
                ('due_date', models.DateField(verbose_name='跟进日期')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='辅导人')),
                ('at', models.DateTimeField(verbose_name='开始时间')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('reached', models.BooleanField(null=True, verbose_name='达到目标')),
                ('result', models.CharField(blank=True, max_length=300, verbose_name='后来怎样')),
            ],
            options={
                'verbose_name': '辅导',
                'indexes': [models.Index(fields=['person', 'closed_at'], name='coaching_person_closed')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('source', ''), _negated=True), models.Q(('skill', ''), _negated=True)), name='coaching_says_why'), models.CheckConstraint(condition=models.Q(('person', models.F('by')), _negated=True), name='coaching_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True), ('reached__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('reached__isnull', False), models.Q(('result', ''), _negated=True)), _connector='OR'), name='coaching_closed_with_a_result')],
            },
        ),
        ]),
    ]

# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amends.apps.core.models.creating import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_squashed_0009_fill_roots'),
        ('core', '0001_squashed_0007_texts'),
        ('customers', '0001_initial'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='WorkEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                    ('kind', models.CharField(choices=[('handling', '办理'), ('rework', '返工')], max_length=8, verbose_name='种类')),
                    ('minutes', models.PositiveIntegerField(default=0, verbose_name='用时（分钟）')),
                    ('expenses', models.PositiveIntegerField(default=0, verbose_name='其他费用（分）')),
                    ('hour_cost', models.PositiveIntegerField(blank=True, null=True, verbose_name='每小时成本（分）')),
                    ('at', models.DateTimeField(verbose_name='登记时间')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '投诉成本',
                    'ordering': ('id',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['handling', 'rework'])), name='work_entry_kind_known'), models.CheckConstraint(condition=models.Q(('minutes__gt', 0), ('expenses__gt', 0), _connector='OR'), name='work_entry_says_something'), models.CheckConstraint(condition=models.Q(('minutes__lte', 6000)), name='work_entry_minutes_plausible')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='DefectExample',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=24, unique=True)),
                    ('name', models.CharField(max_length=60, verbose_name='说的是什么')),
                    ('base', models.DecimalField(decimal_places=2, max_digits=15, verbose_name='总量')),
                    ('counted', models.CharField(max_length=12, verbose_name='单位')),
                    ('assumption', models.CharField(max_length=120, verbose_name='假设')),
                    ('dropped', models.BooleanField(default=False)),
                    ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('changed_at', models.DateTimeField()),
                ],
                options={
                    'verbose_name': '例子',
                    'ordering': ('id',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('base__gt', 0)), name='defect_example_base_above_0'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='defect_example_is_named'), models.CheckConstraint(condition=models.Q(('assumption', ''), _negated=True), name='defect_example_says_assumption')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='MeasuredValue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('identifier', models.CharField(max_length=32, verbose_name='指标')),
                    ('origin', models.CharField(choices=[('platform', '平台实测'), ('finance', '财务提供')], max_length=8, verbose_name='来自')),
                    ('month', models.DateField(verbose_name='月份')),
                    ('value', models.FloatField(blank=True, null=True, verbose_name='数值')),
                    ('low', models.FloatField(blank=True, null=True, verbose_name='下限')),
                    ('high', models.FloatField(blank=True, null=True, verbose_name='上限')),
                    ('n', models.PositiveIntegerField(default=0, verbose_name='基数')),
                    ('undated', models.PositiveIntegerField(default=0)),
                    ('since_date', models.DateField(blank=True, null=True, verbose_name='统计期自')),
                    ('until_date', models.DateField(verbose_name='统计期至')),
                    ('source', models.CharField(blank=True, max_length=200, verbose_name='出处')),
                    ('computed_at', models.DateTimeField(verbose_name='计算时间')),
                    ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '实测值',
                    'indexes': [models.Index(fields=['unit', 'identifier', '-month', '-id'], name='measured_unit_newest')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('origin', 'platform')), fields=('unit', 'identifier', 'month'), name='measured_once_a_month'), models.CheckConstraint(condition=models.Q(('identifier__in', ['acquisition_cost', 'case_cost', 'complaint_rate', 'complaints', 'complaints_fast', 'complaints_resolved', 'complaints_unsolved', 'hour_cost', 'leave_rate_unresolved', 'margin_rate', 'monthly_revenue', 'negative_wom', 'retention_cost', 'retention_gap_90', 'retention_silent_90', 'retention_unsolved_90', 'return_rate_fast', 'return_rate_fast_90', 'return_rate_resolved', 'return_rate_resolved_90', 'silent_churn_others', 'silent_churn_rate', 'silent_multiplier', 'tenure_months'])), name='measured_identifier_known'), models.CheckConstraint(condition=models.Q(models.Q(('high__isnull', True), ('low__isnull', True), ('origin', 'platform'), ('value__isnull', True)), models.Q(('high__gte', models.F('value')), ('high__isnull', False), ('low__isnull', False), ('low__lte', models.F('value')), ('value__isnull', False)), _connector='OR'), name='measured_range_holds_value'), models.CheckConstraint(condition=models.Q(models.Q(('entered_by__isnull', True), ('origin', 'platform')), models.Q(('entered_by__isnull', False), ('origin', 'finance'), models.Q(('source', ''), _negated=True)), _connector='OR'), name='measured_finance_says_source'), models.CheckConstraint(condition=models.Q(('since_date__isnull', True), ('since_date__lte', models.F('until_date')), _connector='OR'), name='measured_period_ordered')],
                },
            ),
            migrations.CreateModel(
                name='LineEnd',
                fields=[
                    ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='customers.customer')),
                    ('alive_date', models.DateField(blank=True, null=True)),
                    ('seen_date', models.DateField(verbose_name='发现销户的日期')),
                ],
                options={
                    'verbose_name': '销户',
                    'constraints': [models.CheckConstraint(condition=models.Q(('alive_date__isnull', True), ('alive_date__lte', models.F('seen_date')), _connector='OR'), name='line_end_after_alive')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='LineLook',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(unique=True)),
                ],
                options={
                    'verbose_name': '查看销户的日期',
                    'indexes': [],
                    'constraints': [],
                },
            ),
        ]),
    ]

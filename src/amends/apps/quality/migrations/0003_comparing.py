# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amends.apps.core.models.creating import CreateTables


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0001_squashed_0009_fill_roots'),
        ('core', '0009_assist'),
        ('quality', '0002_inspections'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables([
        migrations.CreateModel(
            name='TreatmentRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('first_date', models.DateField(verbose_name='从')),
                ('last_date', models.DateField(verbose_name='到')),
                ('made_at', models.DateTimeField(verbose_name='计算时间')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cases', models.PositiveIntegerField(verbose_name='案件')),
                ('tests', models.PositiveIntegerField(verbose_name='比较次数')),
                ('flagged', models.PositiveIntegerField(verbose_name='要查原因')),
                ('content', models.JSONField(verbose_name='结果')),
            ],
            options={
                'verbose_name': '待遇比较',
                'ordering': ('-made_at', '-id'),
                'indexes': [models.Index(fields=['unit', 'made_at'], name='treatment_run_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_date__gte', models.F('first_date'))), name='treatment_period_not_empty'), models.CheckConstraint(condition=models.Q(('flagged__lte', models.F('tests'))), name='treatment_flags_are_tests')],
            },
        ),
        migrations.CreateModel(
            name='TreatmentReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='quality.treatmentrun')),
                ('measure', models.CharField(max_length=16)),
                ('attribute', models.CharField(max_length=16)),
                ('group', models.CharField(max_length=80)),
                ('improvement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.improvement')),
            ],
            options={
                'verbose_name': '待遇差异的复核',
                'constraints': [models.UniqueConstraint(fields=('run', 'measure', 'attribute', 'group'), name='treatment_review_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Prevention',
            fields=[
                ('improvement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='cases.improvement')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='实施的机构')),
                ('topic', models.CharField(blank=True, max_length=16, verbose_name='投诉分类')),
                ('cause', models.CharField(blank=True, max_length=24, verbose_name='投诉原因')),
                ('domain', models.CharField(blank=True, max_length=24, verbose_name='根因所在环节')),
                ('start_date', models.DateField(verbose_name='开始见效的日期')),
                ('weeks_before', models.PositiveSmallIntegerField(default=26, verbose_name='对照期（周）')),
                ('weeks_after', models.PositiveSmallIntegerField(default=12, verbose_name='观察期（周）')),
                ('expected_cut', models.PositiveSmallIntegerField(verbose_name='预计减少（%）')),
                ('set_at', models.DateTimeField()),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.PositiveIntegerField(default=1)),
                ('co_owners', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='共同负责人')),
            ],
            options={
                'verbose_name': '要防止的案件',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('topic', ''), _negated=True), models.Q(('cause', ''), _negated=True), models.Q(('domain', ''), _negated=True), _connector='OR'), name='prevention_says_which_cases'), models.CheckConstraint(condition=models.Q(('expected_cut__gte', 1), ('expected_cut__lte', 100)), name='prevention_cut_is_per_cent'), models.CheckConstraint(condition=models.Q(('weeks_before__gte', 8), ('weeks_before__lte', 104)), name='prevention_before_8_to_104'), models.CheckConstraint(condition=models.Q(('weeks_after__gte', 4), ('weeks_after__lte', 104)), name='prevention_after_4_to_104')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prevention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to='quality.prevention')),
                ('until_date', models.DateField(verbose_name='看到哪一天')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.PositiveIntegerField()),
                ('verdict', models.CharField(choices=[('too_early', '还太早'), ('too_few', '案件太少，看不出来'), ('not_seen', '没有看到效果'), ('worked', '有效'), ('worse', '反而多了')], max_length=12, verbose_name='结论')),
                ('content', models.JSONField(verbose_name='数字')),
            ],
            options={
                'verbose_name': '改进效果',
                'ordering': ('-until_date', '-id'),
                'constraints': [models.UniqueConstraint(fields=('prevention', 'until_date', 'version'), name='judgement_once'), models.CheckConstraint(condition=models.Q(('verdict__in', ['not_seen', 'too_early', 'too_few', 'worked', 'worse'])), name='judgement_verdict_known'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='judgement_version_from_1')],
                'indexes': [],
            },
        ),
        ]),
    ]

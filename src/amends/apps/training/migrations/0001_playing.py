# SPDX-License-Identifier: Apache-2.0
"""The tables of role-play."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amends.apps.core.models.creating import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("quality", "0003_comparing"),
        ("knowledge", "0002_scripts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='ScenarioVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('code', models.CharField(max_length=20, verbose_name='编码')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='版本')),
                    ('title', models.CharField(max_length=60, verbose_name='名称')),
                    ('content', models.JSONField()),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='改了什么')),
                    ('case_hash', models.CharField(blank=True, max_length=64)),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='提交时间')),
                    ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='批准时间')),
                    ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ],
                options={
                    'verbose_name': '演练场景',
                    'constraints': [models.UniqueConstraint(fields=('unit', 'code', 'number'), name='scenario_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('title', ''), _negated=True)), name='scenario_has_a_name'), models.CheckConstraint(condition=models.Q(('approved_by', models.F('made_by')), _negated=True), name='scenario_approved_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='scenario_approval_is_whole')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Play',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plays', to=settings.AUTH_USER_MODEL)),
                    ('code', models.CharField(max_length=20, verbose_name='场景')),
                    ('title', models.CharField(max_length=60, verbose_name='名称')),
                    ('content', models.JSONField()),
                    ('state', models.JSONField()),
                    ('answers', models.PositiveSmallIntegerField(default=0, verbose_name='应答次数')),
                    ('begun_at', models.DateTimeField(verbose_name='开始时间')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                    ('ending', models.CharField(blank=True, max_length=10, verbose_name='结局')),
                    ('last_line', models.CharField(blank=True, max_length=400, verbose_name='客户最后一句')),
                    ('points', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='得分')),
                    ('passed', models.BooleanField(default=False, verbose_name='通过')),
                ],
                options={
                    'verbose_name': '演练',
                    'indexes': [models.Index(fields=['person', '-id'], name='play_newest'), models.Index(fields=['unit', '-begun_at'], name='play_of_unit')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('person', 'code'), name='play_one_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ending', ''), ('passed', False), ('points__isnull', True)), models.Q(('ended_at__isnull', False), ('ending__in', ['recovered', 'calmed', 'escalates', 'leaves']), ('points__isnull', False)), _connector='OR'), name='play_end_is_whole'), models.CheckConstraint(condition=models.Q(('points__isnull', True), ('points__lte', 100), _connector='OR'), name='play_points_to_100'), models.CheckConstraint(condition=models.Q(('passed', False), ('ending', 'recovered'), _connector='OR'), name='play_passed_recovered')],
                },
            ),
            migrations.CreateModel(
                name='PlayTurn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('play', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='training.play')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='第几次')),
                    ('said', models.TextField(blank=True, verbose_name='应答')),
                    ('reply', models.CharField(max_length=400, verbose_name='客户说')),
                    ('judged', models.JSONField(default=dict)),
                    ('at', models.DateTimeField(verbose_name='时间')),
                ],
                options={
                    'verbose_name': '演练应答',
                    'constraints': [models.UniqueConstraint(fields=('play', 'number'), name='play_turn_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='play_turn_from_one')],
                    'indexes': [],
                },
            ),
        ]),
    ]

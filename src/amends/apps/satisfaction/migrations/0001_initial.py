# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0006_desk'),
        ('surveys', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ElementTree',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True, verbose_name='版本')),
                ('elements', models.JSONField(verbose_name='要素')),
                ('note', models.CharField(max_length=200, verbose_name='改了什么')),
                ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '要素结构',
                'constraints': [models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='tree_says_what_changed')],
            },
        ),
        migrations.CreateModel(
            name='IndexRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.TextField(verbose_name='模型')),
                ('choices', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField(verbose_name='提出时间')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                ('failure', models.TextField(blank=True, verbose_name='没有算成的原因')),
                ('data_digest', models.CharField(blank=True, max_length=64)),
                ('convention', models.CharField(blank=True, max_length=40, verbose_name='指数口径')),
                ('result', models.JSONField(default=dict)),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='index_runs', to='surveys.surveywave')),
            ],
            options={
                'verbose_name': '指数计算',
                'indexes': [models.Index(fields=['wave', 'unit', '-asked_at'], name='index_run_wave_unit')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('published_at__isnull', False)), fields=('wave', 'unit'), name='index_run_published_once'), models.CheckConstraint(condition=models.Q(('published_at__isnull', True), models.Q(('failure', ''), ('finished_at__isnull', False), models.Q(('convention', ''), _negated=True), models.Q(('data_digest', ''), _negated=True)), _connector='OR'), name='index_run_published_is_whole')],
            },
        ),
    ]

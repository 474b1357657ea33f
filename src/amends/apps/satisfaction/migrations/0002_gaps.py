# SPDX-License-Identifier: Apache-2.0
"""Gaps with those who answer for them, managers' forecasts, needs and the drivers of expectations."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_fill_roots'),
        ('core', '0006_desk'),
        ('customers', '0001_initial'),
        ('satisfaction', '0001_initial'),
        ('surveys', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='需求')),
                ('key', models.CharField(max_length=120, unique=True)),
                ('state', models.CharField(choices=[('heard', '已听到'), ('backlog', '待评估'), ('planned', '已立项'), ('declined', '暂不做')], max_length=12, verbose_name='状态')),
                ('made_at', models.DateTimeField(verbose_name='首次听到')),
                ('raised_at', models.DateTimeField(blank=True, null=True, verbose_name='列入时间')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='决定时间')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='理由')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('improvement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='cases.improvement')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '客户需求',
            },
        ),
        migrations.CreateModel(
            name='NeedMention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('need', '客户的个性化需求'), ('case', '案件'), ('survey', '调查中的原话')], max_length=8, verbose_name='从哪里听到')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='satisfaction.need')),
                ('response', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.response')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
            ],
            options={
                'verbose_name': '需求提出',
            },
        ),
        migrations.CreateModel(
            name='DriverTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('driver', models.CharField(choices=[('personal_need', '个人需要'), ('past_experience', '以往经历'), ('impression', '印象'), ('word_of_mouth', '口头传播'), ('education', '教育程度'), ('habit', '习惯')], max_length=16, verbose_name='期望来源')),
                ('at', models.DateTimeField(verbose_name='标注时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='driver_tag', to='cases.case')),
                ('response', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='driver_tag', to='surveys.response')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
            ],
            options={
                'verbose_name': '期望来源',
                'indexes': [models.Index(fields=['unit', 'at'], name='driver_tag_unit_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('response__isnull', True)), models.Q(('case__isnull', True), ('response__isnull', False)), _connector='OR'), name='driver_tag_has_one_subject'), models.CheckConstraint(condition=models.Q(('driver__in', ['personal_need', 'past_experience', 'impression', 'word_of_mouth', 'education', 'habit'])), name='driver_tag_known')],
            },
        ),
        migrations.CreateModel(
            name='GapCharge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gap', models.PositiveSmallIntegerField(verbose_name='差距')),
                ('owner_role', models.CharField(choices=[('hotline_agent', '话务员'), ('hall_clerk', '营业员'), ('complaint_officer', '投诉专员'), ('team_leader', '班组长'), ('city_manager', '地市投诉主管'), ('province_manager', '省公司审批人'), ('compliance_lead', '合规负责人'), ('pr_lead', '公共关系负责人'), ('qa_reviewer', '质检员'), ('analyst', '满意度分析员'), ('recovery_manager', '修复管理负责人'), ('trainer', '培训师'), ('administrator', '系统管理员')], max_length=24, verbose_name='责任岗位')),
                ('state', models.CharField(choices=[('watching', '观察'), ('acting', '整改中'), ('holding', '已稳住')], max_length=12, verbose_name='状态')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('at', models.DateTimeField(verbose_name='更新时间')),
                ('version', models.PositiveIntegerField(default=1)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
            ],
            options={
                'verbose_name': '差距责任',
                'constraints': [models.UniqueConstraint(fields=('unit', 'gap'), name='gap_charged_once'), models.CheckConstraint(condition=models.Q(('gap__range', (1, 5))), name='gap_charge_1_to_5'), models.CheckConstraint(condition=models.Q(('owner_role', ''), _negated=True), name='gap_charge_has_role'), models.CheckConstraint(condition=models.Q(('state__in', ['watching', 'acting', 'holding'])), name='gap_charge_state_known')],
            },
        ),
        migrations.CreateModel(
            name='ManagerForecast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(verbose_name='预计')),
                ('topics', models.JSONField(default=list, verbose_name='预计投诉最多的事')),
                ('at', models.DateTimeField(verbose_name='填写时间')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forecasts', to='surveys.surveywave')),
            ],
            options={
                'verbose_name': '管理人员的预计',
                'constraints': [models.UniqueConstraint(fields=('wave', 'person'), name='forecast_once_a_wave'), models.CheckConstraint(condition=models.Q(('answers', {}), _negated=True), name='forecast_says_something')],
            },
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('key', ''), _negated=True)), name='need_is_named'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['heard', 'backlog', 'planned', 'declined'])), name='need_state_known'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'heard'), ('raised_at__isnull', False), _connector='OR'), name='need_raised_before_decided'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'planned'), _negated=True), ('improvement__isnull', False), _connector='OR'), name='need_planned_has_improvement'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='need_declined_says_why'),
        ),
        migrations.AddConstraint(
            model_name='needmention',
            constraint=models.UniqueConstraint(fields=('need', 'customer'), name='need_mention_once_a_customer'),
        ),
        migrations.AddConstraint(
            model_name='needmention',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('response__isnull', True), ('source', 'case')), models.Q(('case__isnull', True), ('response__isnull', False), ('source', 'survey')), models.Q(('case__isnull', True), ('response__isnull', True), ('source', 'need')), _connector='OR'), name='need_mention_has_its_source'),
        ),
    ]

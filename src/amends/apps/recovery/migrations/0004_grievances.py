# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_fill_roots'),
        ('core', '0007_texts'),
        ('core', '__first__'),
        ('customers', '0001_initial'),
        ('recovery', '0003_effects'),
    ]

    operations = [
        migrations.CreateModel(
            name='GrievanceStage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grievances', to='customers.customer', verbose_name='客户')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('topic', models.CharField(choices=[('complaint', '投诉类'), ('tariff', '资费类'), ('network', '网络类'), ('publicity', '宣传类'), ('usage', '使用类')], max_length=12, verbose_name='主题')),
                ('stage', models.CharField(choices=[('latent', '潜在'), ('visible', '显现'), ('potential', '潜在投诉'), ('complaint', '投诉')], max_length=12, verbose_name='阶段')),
                ('signs', models.JSONField(default=dict, verbose_name='迹象')),
                ('first_at', models.DateTimeField(verbose_name='最早的迹象')),
                ('last_at', models.DateTimeField(verbose_name='最近的迹象')),
                ('moved_at', models.DateTimeField(verbose_name='进入本阶段的时间')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='平息时间')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='修复任务')),
                ('kept_from', models.CharField(blank=True, max_length=24)),
            ],
            options={
                'verbose_name': '不满阶段',
                'indexes': [models.Index(fields=['unit', 'stage', '-last_at', 'id'], name='grievance_unit_stage'), models.Index(fields=['stage', 'case', 'settled_at'], name='grievance_to_recover')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'topic'), name='grievance_once'), models.CheckConstraint(condition=models.Q(('stage__in', ['latent', 'visible', 'potential', 'complaint'])), name='grievance_stage_known'), models.CheckConstraint(condition=models.Q(('topic__in', ['complaint', 'tariff', 'network', 'publicity', 'usage'])), name='grievance_topic_known'), models.CheckConstraint(condition=models.Q(('last_at__gte', models.F('first_at'))), name='grievance_signs_in_order'), models.CheckConstraint(condition=models.Q(('case__isnull', True), ('kept_from', ''), _connector='OR'), name='grievance_has_task_or_reason')],
            },
        ),
        migrations.CreateModel(
            name='Reaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reactions', to='customers.customer', verbose_name='客户')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('act', models.CharField(choices=[('third_party', '向监管、消协、媒体等第三方反映'), ('wom', '告诉亲友或在网上说')], max_length=12, verbose_name='客户做了什么')),
                ('noted_date', models.DateField(verbose_name='日期')),
                ('noted_at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '客户反应',
                'indexes': [models.Index(fields=['customer', 'noted_at'], name='reaction_customer_at')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'act', 'noted_date'), name='reaction_once_a_day'), models.CheckConstraint(condition=models.Q(('act__in', ['third_party', 'wom'])), name='reaction_known')],
            },
        ),
        migrations.CreateModel(
            name='SilentDeparture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='departures', to='customers.customer', verbose_name='客户')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('month', models.DateField(verbose_name='月份')),
                ('seen_date', models.DateField(verbose_name='首次发现')),
                ('joined_months', models.PositiveIntegerField(blank=True, null=True, verbose_name='在网月数')),
                ('signs', models.JSONField(default=list, verbose_name='离开前的迹象')),
            ],
            options={
                'verbose_name': '沉默离网',
                'indexes': [models.Index(fields=['unit', 'month', 'id'], name='departure_unit_month')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'month'), name='departure_once_a_month'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='departure_month_begins'), models.CheckConstraint(condition=models.Q(('seen_date__gte', models.F('month'))), name='departure_seen_in_month')],
            },
        ),
        migrations.CreateModel(
            name='PlannedOutage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('kind', models.CharField(choices=[('planned', '计划施工或割接'), ('fault', '已知故障')], max_length=8, verbose_name='种类')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('regions', models.JSONField(blank=True, default=list, verbose_name='地区')),
                ('settlement', models.CharField(blank=True, max_length=8, verbose_name='城乡')),
                ('codes', models.JSONField(blank=True, default=list, verbose_name='客户编号')),
                ('place', models.CharField(max_length=60, verbose_name='地点')),
                ('starts_at', models.DateTimeField(verbose_name='开始时间')),
                ('ends_at', models.DateTimeField(verbose_name='预计恢复时间')),
                ('words', models.CharField(max_length=200, verbose_name='告知内容')),
                ('state', models.CharField(choices=[('draft', '草稿'), ('announced', '告知中'), ('cancelled', '已取消')], max_length=12, verbose_name='状态')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ('announced_at', models.DateTimeField(blank=True, null=True, verbose_name='开始告知')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='取消时间')),
                ('told_to', models.BigIntegerField(default=0)),
                ('all_told_at', models.DateTimeField(blank=True, null=True, verbose_name='名单走完')),
            ],
            options={
                'verbose_name': '停用告知',
                'indexes': [models.Index(fields=['unit', '-starts_at', 'id'], name='outage_unit_starts')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('words', ''), _negated=True)), name='outage_says_something'), models.CheckConstraint(condition=models.Q(('kind__in', ['planned', 'fault'])), name='outage_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'announced', 'cancelled'])), name='outage_state_known'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='outage_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'announced'), _negated=True), ('announced_at__isnull', False), _connector='OR'), name='outage_announced_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('state', 'cancelled')), models.Q(models.Q(('state', 'cancelled'), _negated=True), ('cancelled_at__isnull', True)), _connector='OR'), name='outage_cancelled_has_time')],
            },
        ),
        migrations.CreateModel(
            name='ProactiveNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('outage', '停用或故障'), ('bill', '账单突增')], max_length=8, verbose_name='事由')),
                ('outage', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='recovery.plannedoutage')),
                ('month', models.DateField(blank=True, null=True, verbose_name='账期')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='customers.customer', verbose_name='客户')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('state', models.CharField(choices=[('listed', '待发出'), ('left', '发送中'), ('sent', '已发出'), ('failed', '没有发成'), ('skipped', '未发')], max_length=8, verbose_name='状态')),
                ('why', models.CharField(blank=True, choices=[('line_not_active', '号码停机或已销号'), ('no_number', '没有可用的联系号码'), ('declined', '登记谢绝联系'), ('too_late', '可发的时段到来时已经过了期限'), ('cancelled', '告知已取消'), ('gateway', '短信网关没有收下')], max_length=16, verbose_name='原因')),
                ('made_at', models.DateTimeField(verbose_name='列入时间')),
                ('left_at', models.DateTimeField(blank=True, null=True, verbose_name='交发时间')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='发出时间')),
            ],
            options={
                'verbose_name': '主动告知',
                'indexes': [models.Index(fields=['about', 'month', 'state', 'id'], name='notice_month_state'), models.Index(fields=['state', 'id'], name='notice_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('outage__isnull', False)), fields=('outage', 'customer'), name='notice_once_an_outage'), models.UniqueConstraint(condition=models.Q(('month__isnull', False)), fields=('customer', 'month'), name='notice_once_a_bill'), models.CheckConstraint(condition=models.Q(models.Q(('about', 'outage'), ('month__isnull', True), ('outage__isnull', False)), models.Q(('about', 'bill'), ('month__isnull', False), ('outage__isnull', True)), _connector='OR'), name='notice_has_its_cause'), models.CheckConstraint(condition=models.Q(('state__in', ['listed', 'left', 'sent', 'failed', 'skipped'])), name='notice_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['skipped', 'failed']), ('why__in', ['line_not_active', 'no_number', 'declined', 'too_late', 'cancelled', 'gateway'])), models.Q(models.Q(('state__in', ['skipped', 'failed']), _negated=True), ('why', '')), _connector='OR'), name='notice_not_sent_says_why'), models.CheckConstraint(condition=models.Q(('state__in', ['listed', 'skipped']), ('left_at__isnull', False), _connector='OR'), name='notice_left_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('state__in', ['sent', 'failed'])), models.Q(models.Q(('state__in', ['sent', 'failed']), _negated=True), ('settled_at__isnull', True)), _connector='OR'), name='notice_settled_has_time')],
            },
        ),
    ]

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
        ('recovery', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecoveryWave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('purpose', models.CharField(choices=[('recovery', '修复'), ('commercial', '营销活动')], max_length=12, verbose_name='目的')),
                ('source', models.CharField(choices=[('detected', '系统识别的名单'), ('detractors', '调查打低分的客户'), ('promises', '承诺到期没有兑现的客户'), ('upload', '导入的名单')], max_length=12, verbose_name='客户来自')),
                ('campaign', models.CharField(blank=True, max_length=40, verbose_name='活动编码')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('state', models.CharField(choices=[('draft', '筹备'), ('frozen', '名单已定'), ('running', '进行中'), ('paused', '已暂停'), ('stopped', '已停止'), ('finished', '已完成'), ('cancelled', '已取消')], max_length=12, verbose_name='状态')),
                ('design', models.JSONField(default=dict, verbose_name='方案')),
                ('frame', models.JSONField(default=dict, verbose_name='名单情况')),
                ('salt', models.CharField(max_length=64)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ('frozen_at', models.DateTimeField(blank=True, null=True, verbose_name='名单确定时间')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='开始时间')),
                ('horizon_at', models.DateTimeField(blank=True, null=True, verbose_name='观察截止')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='结束原因')),
                ('changes', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': '修复波次',
                'indexes': [models.Index(fields=['unit', 'state', '-made_at'], name='recovery_wave_unit_state'), models.Index(fields=['campaign'], name='recovery_wave_campaign')],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='recovery_wave_is_named'), models.CheckConstraint(condition=models.Q(('salt', ''), _negated=True), name='recovery_wave_has_salt'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'frozen', 'running', 'paused', 'stopped', 'finished', 'cancelled'])), name='recovery_wave_state_known'), models.CheckConstraint(condition=models.Q(('purpose__in', ['recovery', 'commercial'])), name='recovery_wave_purpose_known'), models.CheckConstraint(condition=models.Q(('source__in', ['detected', 'detractors', 'promises', 'upload'])), name='recovery_wave_source_known'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'cancelled']), models.Q(('frozen_at__isnull', False), ('horizon_at__isnull', False)), _connector='OR'), name='recovery_wave_frozen_has_time'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'cancelled', 'frozen']), ('started_at__isnull', False), _connector='OR'), name='recovery_wave_started_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['cancelled', 'finished', 'stopped'])), models.Q(models.Q(('state__in', ['cancelled', 'finished', 'stopped']), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='recovery_wave_end_has_time'), models.CheckConstraint(condition=models.Q(('horizon_at__isnull', True), ('horizon_at__gt', models.F('frozen_at')), _connector='OR'), name='recovery_wave_horizon_follows')],
            },
        ),
        migrations.CreateModel(
            name='WaveMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='recovery.recoverywave')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer', verbose_name='客户')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('account', models.CharField(max_length=64)),
                ('stratum', models.CharField(blank=True, max_length=160, verbose_name='层')),
                ('recovery_class', models.CharField(blank=True, choices=[('complaint', '投诉类'), ('tariff', '资费类'), ('network', '网络类'), ('publicity', '宣传类'), ('usage', '使用类')], max_length=12, verbose_name='类别')),
                ('reasons', models.JSONField(blank=True, default=list, verbose_name='依据')),
                ('probability', models.FloatField(blank=True, null=True, verbose_name='不满意概率')),
                ('arm', models.CharField(blank=True, choices=[('treated', '联系组'), ('control', '对照组'), ('universal', '长期对照')], max_length=10, verbose_name='分组')),
                ('blocked_reason', models.CharField(blank=True, max_length=24, verbose_name='不联系的原因')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='联系次序')),
                ('channel', models.CharField(blank=True, max_length=16, verbose_name='渠道')),
                ('planned_date', models.DateField(blank=True, null=True, verbose_name='安排日期')),
                ('approached_at', models.DateTimeField(blank=True, null=True, verbose_name='交办时间')),
                ('skipped_reason', models.CharField(blank=True, max_length=24, verbose_name='未联系的原因')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='案件')),
            ],
            options={
                'verbose_name': '波次成员',
                'indexes': [models.Index(fields=['wave', 'arm', 'planned_date', 'position'], name='wave_member_day'), models.Index(fields=['wave', 'unit', 'arm'], name='wave_member_unit'), models.Index(fields=['customer', 'arm'], name='wave_member_customer'), models.Index(fields=['case'], name='wave_member_case')],
                'constraints': [models.UniqueConstraint(fields=('wave', 'customer'), name='wave_member_once'), models.CheckConstraint(condition=models.Q(('arm', ''), ('arm__in', ['treated', 'control', 'universal']), _connector='OR'), name='wave_member_arm_known'), models.CheckConstraint(condition=models.Q(models.Q(('arm', ''), models.Q(('blocked_reason', ''), _negated=True)), models.Q(models.Q(('arm', ''), _negated=True), ('blocked_reason', '')), _connector='OR'), name='wave_member_blocked_or_drawn'), models.CheckConstraint(condition=models.Q(('arm', 'treated'), models.Q(('approached_at__isnull', True), ('case__isnull', True), ('planned_date__isnull', True), ('skipped_reason', '')), _connector='OR'), name='wave_member_only_treated_are_approached'), models.CheckConstraint(condition=models.Q(('approached_at__isnull', True), ('skipped_reason', ''), _connector='OR'), name='wave_member_approached_or_skipped'), models.CheckConstraint(condition=models.Q(('case__isnull', True), ('approached_at__isnull', False), _connector='OR'), name='wave_member_case_is_approach'), models.CheckConstraint(condition=models.Q(('account', ''), _negated=True), name='wave_member_has_account')],
            },
        ),
    ]

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
        ('recovery', '0004_grievances'),
        ('surveys', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='站点编码')),
                ('name', models.CharField(max_length=80, verbose_name='站点名称')),
                ('level', models.CharField(choices=[('cell', '小区基站'), ('district', '片区')], max_length=8, verbose_name='层级')),
                ('kind', models.CharField(choices=[('dense_urban', '密集市区'), ('town', '城镇'), ('rural', '乡村'), ('indoor', '室内')], max_length=12, verbose_name='类型')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('lat', models.FloatField(verbose_name='纬度')),
                ('lon', models.FloatField(verbose_name='经度')),
                ('updated_at', models.DateTimeField(verbose_name='更新时间')),
            ],
            options={
                'verbose_name': '站点',
                'indexes': [models.Index(fields=['unit', 'code'], name='site_unit_code')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='site_is_named'), models.CheckConstraint(condition=models.Q(('level__in', ['cell', 'district'])), name='site_level_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['dense_urban', 'town', 'rural', 'indoor'])), name='site_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('lat__gte', -90), ('lat__lte', 90), ('lon__gte', -180), ('lon__lte', 180)), models.Q(('lat__isnull', True), ('lon__isnull', True)), _connector='OR'), name='site_is_on_earth')],
            },
        ),
        migrations.CreateModel(
            name='Residence',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='residence', serialize=False, to='customers.customer')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='residents', to='recovery.site', verbose_name='站点')),
                ('updated_at', models.DateTimeField(verbose_name='更新时间')),
            ],
            options={
                'verbose_name': '客户常驻站点',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='CasePlace',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='place', serialize=False, to='cases.case')),
                ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='recovery.site')),
                ('words', models.CharField(blank=True, max_length=120, verbose_name='地点')),
                ('lat', models.FloatField(blank=True, null=True, verbose_name='纬度')),
                ('lon', models.FloatField(blank=True, null=True, verbose_name='经度')),
                ('down_mbps', models.FloatField(blank=True, null=True, verbose_name='下行速率')),
                ('up_mbps', models.FloatField(blank=True, null=True, verbose_name='上行速率')),
                ('latency_ms', models.FloatField(blank=True, null=True, verbose_name='时延')),
                ('tested_at', models.DateTimeField(blank=True, null=True, verbose_name='测试时间')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(verbose_name='登记时间')),
            ],
            options={
                'verbose_name': '案件地点与测速',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('words', ''), _negated=True), ('site__isnull', False), ('lat__isnull', False), _connector='OR'), name='case_place_is_somewhere'), models.CheckConstraint(condition=models.Q(models.Q(('lat__isnull', True), ('lon__isnull', True)), models.Q(('lat__isnull', False), ('lon__isnull', False)), _connector='OR'), name='case_place_has_both'), models.CheckConstraint(condition=models.Q(models.Q(('lat__gte', -90), ('lat__lte', 90), ('lon__gte', -180), ('lon__lte', 180)), models.Q(('lat__isnull', True), ('lon__isnull', True)), _connector='OR'), name='case_place_is_on_earth'), models.CheckConstraint(condition=models.Q(models.Q(('down_mbps__isnull', True), ('latency_ms__isnull', True), ('up_mbps__isnull', True)), ('tested_at__isnull', False), _connector='OR'), name='case_place_test_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('down_mbps__isnull', True), ('down_mbps__gte', 0), _connector='OR'), models.Q(('up_mbps__isnull', True), ('up_mbps__gte', 0), _connector='OR'), models.Q(('latency_ms__isnull', True), ('latency_ms__gte', 0), _connector='OR')), name='case_place_measures_not_negative')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='HotSpot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('state', models.CharField(choices=[('open', '待处理'), ('handled', '已处理，观察中'), ('closed', '已关闭')], default='open', max_length=8, verbose_name='状态')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='地点')),
                ('lat', models.FloatField(verbose_name='纬度')),
                ('lon', models.FloatField(verbose_name='经度')),
                ('radius_m', models.PositiveIntegerField(verbose_name='半径（米）')),
                ('first_at', models.DateTimeField(verbose_name='最早案件')),
                ('last_at', models.DateTimeField(verbose_name='最近案件')),
                ('found_at', models.DateTimeField(verbose_name='发现时间')),
                ('moved_at', models.DateTimeField(blank=True, null=True, verbose_name='状态变更时间')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='处理说明')),
                ('incident', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='批量事件')),
            ],
            options={
                'verbose_name': '网络热点',
                'indexes': [models.Index(fields=['unit', 'state', '-last_at'], name='hot_spot_unit_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'handled', 'closed'])), name='hot_spot_state_known'), models.CheckConstraint(condition=models.Q(('last_at__gte', models.F('first_at'))), name='hot_spot_lasts'), models.CheckConstraint(condition=models.Q(('state', 'open'), ('moved_at__isnull', False), _connector='OR'), name='hot_spot_moved_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('lat__gte', -90), ('lat__lte', 90), ('lon__gte', -180), ('lon__lte', 180)), models.Q(('lat__isnull', True), ('lon__isnull', True)), _connector='OR'), name='hot_spot_is_on_earth')],
            },
        ),
        migrations.CreateModel(
            name='HotSpotCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('spot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='recovery.hotspot')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='hot_spot', to='cases.case')),
                ('by_residence', models.BooleanField(default=False)),
                ('joined_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': '热点案件',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='NetworkAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='名称')),
                ('template', models.CharField(max_length=40, verbose_name='举措模板')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('spot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='recovery.hotspot')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='负责人')),
                ('planned_date', models.DateField(verbose_name='计划开工')),
                ('done_date', models.DateField(blank=True, null=True, verbose_name='完成日期')),
                ('cost_fen', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='费用（分）')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField(verbose_name='登记时间')),
                ('words', models.CharField(blank=True, max_length=200, verbose_name='告知内容')),
                ('telling_at', models.DateTimeField(blank=True, null=True, verbose_name='开始告知')),
                ('told_to', models.BigIntegerField(default=0)),
                ('all_told_at', models.DateTimeField(blank=True, null=True, verbose_name='名单走完')),
                ('wave', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.surveywave')),
            ],
            options={
                'verbose_name': '网络举措',
                'indexes': [models.Index(fields=['unit', '-planned_date'], name='network_action_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('template', ''), _negated=True)), name='network_action_is_named'), models.CheckConstraint(condition=models.Q(('done_date__isnull', True), ('done_date__gte', models.F('planned_date')), _connector='OR'), name='network_action_done_after_start'), models.CheckConstraint(condition=models.Q(('telling_at__isnull', True), models.Q(('done_date__isnull', False), models.Q(('words', ''), _negated=True)), _connector='OR'), name='network_action_told_when_done'), models.CheckConstraint(condition=models.Q(('wave__isnull', True), ('done_date__isnull', False), _connector='OR'), name='network_action_asked_when_done')],
            },
        ),
        migrations.CreateModel(
            name='ActionSite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='recovery.networkaction')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recovery.site')),
            ],
            options={
                'verbose_name': '举措站点',
                'constraints': [models.UniqueConstraint(fields=('action', 'site'), name='action_site_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='FixNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='recovery.networkaction')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer', verbose_name='客户')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('left_out', models.CharField(blank=True, choices=[('line_not_active', '号码停机或已销号'), ('no_number', '没有可用的联系号码'), ('declined', '登记谢绝联系'), ('held_out', '对照客户，留作比较')], max_length=16, verbose_name='未发的原因')),
                ('made_at', models.DateTimeField(verbose_name='列入时间')),
            ],
            options={
                'verbose_name': '网络改善告知',
                'constraints': [models.UniqueConstraint(fields=('action', 'customer'), name='fix_notice_once'), models.CheckConstraint(condition=models.Q(('left_out__in', ['', 'line_not_active', 'no_number', 'declined', 'held_out'])), name='fix_notice_reason_known')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='套餐编码')),
                ('name', models.CharField(max_length=80, verbose_name='套餐名称')),
                ('fee_fen', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='月费（分）')),
                ('on_sale_date', models.DateField(verbose_name='上架日期')),
                ('retired_date', models.DateField(blank=True, null=True, verbose_name='下架日期')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='recovery.plan', verbose_name='接续套餐')),
                ('path', models.CharField(blank=True, max_length=200, verbose_name='迁移路径')),
                ('updated_at', models.DateTimeField(verbose_name='更新时间')),
            ],
            options={
                'verbose_name': '套餐',
                'ordering': ('code',),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='plan_is_named'), models.CheckConstraint(condition=models.Q(('retired_date__isnull', True), ('retired_date__gt', models.F('on_sale_date')), _connector='OR'), name='plan_retires_after_start'), models.CheckConstraint(condition=models.Q(('successor__isnull', True), models.Q(('successor', models.F('pk')), _negated=True), _connector='OR'), name='plan_does_not_follow_itself')],
                'indexes': [],
            },
        ),
    ]

# SPDX-License-Identifier: Apache-2.0
"""The tables of service standards, checks, visits and sold devices."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amends.apps.core.models.creating import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("knowledge", "0002_scripts"),
        ("cases", "0001_squashed_0009_fill_roots"),
        ("satisfaction", "0001_initial"),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='CheckRound',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('kind', models.CharField(choices=[('self', '班前自查'), ('audit', '现场检查')], max_length=6, verbose_name='方式')),
                    ('checklist', models.CharField(max_length=24, verbose_name='检查单')),
                    ('list_version', models.CharField(max_length=12)),
                    ('day', models.DateField(verbose_name='日期')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='被检查人')),
                    ('answers', models.JSONField(verbose_name='结果')),
                    ('failed', models.JSONField(default=list, verbose_name='不合格项')),
                    ('in_time', models.BooleanField(default=False, verbose_name='开门前完成')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='检查人')),
                    ('at', models.DateTimeField(verbose_name='完成时间')),
                ],
                options={
                    'verbose_name': '检查记录',
                    'indexes': [models.Index(fields=['unit', 'day'], name='check_unit_day')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'self')), fields=('person', 'checklist', 'day'), name='self_check_once_a_day'), models.CheckConstraint(condition=models.Q(('kind__in', ['self', 'audit'])), name='check_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('by', models.F('person')), ('kind', 'self')), models.Q(('kind', 'audit'), models.Q(('by', models.F('person')), _negated=True)), _connector='OR'), name='check_by_the_right_person'), models.CheckConstraint(condition=models.Q(('answers', {}), _negated=True), name='check_says_something')],
                },
            ),
            migrations.CreateModel(
                name='MysteryVisit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=64, unique=True)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='营业厅')),
                    ('form_version', models.CharField(max_length=12)),
                    ('visited_at', models.DateTimeField(verbose_name='走访时间')),
                    ('answers', models.JSONField(verbose_name='结果')),
                    ('failed', models.JSONField(default=list, verbose_name='不达标项')),
                    ('note', models.CharField(blank=True, max_length=400, verbose_name='说明')),
                    ('pair', models.CharField(blank=True, max_length=20, verbose_name='对照组')),
                    ('side', models.CharField(blank=True, max_length=1, verbose_name='对照的一方')),
                    ('presented', models.CharField(blank=True, max_length=40, verbose_name='访客的样子')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='访客')),
                    ('sent_at', models.DateTimeField(verbose_name='收到时间')),
                ],
                options={
                    'verbose_name': '神秘走访',
                    'indexes': [models.Index(fields=['unit', 'visited_at'], name='visit_unit_at')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('pair', ''), _negated=True), fields=('unit', 'pair', 'side'), name='visit_pair_has_two_sides'), models.CheckConstraint(condition=models.Q(models.Q(('pair', ''), ('side', '')), models.Q(models.Q(('pair', ''), _negated=True), ('side__in', ['a', 'b'])), _connector='OR'), name='visit_side_of_a_pair'), models.CheckConstraint(condition=models.Q(models.Q(('answers', {}), _negated=True), models.Q(('key', ''), _negated=True)), name='visit_says_something'), models.CheckConstraint(condition=models.Q(('visited_at__lte', models.F('sent_at'))), name='visit_before_it_was_sent')],
                },
            ),
            migrations.CreateModel(
                name='SoldDevice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='customers.customer', verbose_name='客户')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='在哪里买的')),
                    ('model', models.CharField(max_length=60, verbose_name='型号')),
                    ('sold_date', models.DateField(verbose_name='购买日期')),
                    ('proof', models.CharField(max_length=60, verbose_name='购买凭证号')),
                    ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('noted_at', models.DateTimeField(verbose_name='登记时间')),
                ],
                options={
                    'verbose_name': '客户购买的终端',
                    'constraints': [models.UniqueConstraint(fields=('customer', 'proof', 'model'), name='sold_device_once'), models.CheckConstraint(condition=models.Q(models.Q(('model', ''), _negated=True), models.Q(('proof', ''), _negated=True)), name='sold_device_proven')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='DeviceRepair',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repairs', to='quality.solddevice')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='在哪里修的')),
                    ('repaired_date', models.DateField(verbose_name='修好日期')),
                    ('what', models.CharField(max_length=120, verbose_name='修了什么')),
                    ('proof', models.CharField(max_length=60, verbose_name='维修单号')),
                    ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('noted_at', models.DateTimeField(verbose_name='登记时间')),
                ],
                options={
                    'verbose_name': '维修记录',
                    'constraints': [models.UniqueConstraint(fields=('device', 'proof'), name='device_repair_once'), models.CheckConstraint(condition=models.Q(models.Q(('what', ''), _negated=True), models.Q(('proof', ''), _negated=True)), name='device_repair_proven')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='FollowUp',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='quality.solddevice')),
                    ('repair', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='quality.devicerepair')),
                    ('due_date', models.DateField(verbose_name='回访日期')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='谁来回访')),
                    ('outcome', models.CharField(blank=True, choices=[('fine', '使用正常'), ('again', '又出了问题'), ('not_reached', '没有联系上')], max_length=12, verbose_name='结果')),
                    ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='回访时间')),
                ],
                options={
                    'verbose_name': '质量跟踪回访',
                    'indexes': [models.Index(fields=['owner', 'done_at', 'due_date'], name='follow_up_owner_due')],
                    'constraints': [models.UniqueConstraint(fields=('repair', 'due_date'), name='follow_up_once_a_repair'), models.UniqueConstraint(condition=models.Q(('repair__isnull', True)), fields=('device', 'due_date'), name='follow_up_once_a_sale'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True), ('outcome', '')), models.Q(('done_at__isnull', False), ('done_by__isnull', False), ('outcome__in', ['again', 'fine', 'not_reached'])), _connector='OR'), name='follow_up_done_says_outcome')],
                },
            ),
            migrations.CreateModel(
                name='ServiceDesign',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('code', models.CharField(max_length=20, verbose_name='编号')),
                    ('name', models.CharField(max_length=60, verbose_name='服务名称')),
                    ('area', models.CharField(choices=[('hall', '营业厅'), ('hotline', '热线'), ('complaint', '投诉处理'), ('other', '其他')], max_length=10, verbose_name='场所')),
                    ('covers', models.CharField(blank=True, max_length=8, verbose_name='对应的投诉类别')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField()),
                ],
                options={
                    'verbose_name': '服务标准',
                    'constraints': [models.UniqueConstraint(fields=('code',), name='service_design_code_once'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('code', ''), _negated=True)), name='service_design_is_named'), models.CheckConstraint(condition=models.Q(('area__in', ['complaint', 'hall', 'hotline', 'other'])), name='service_design_area_known')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='DesignVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='quality.servicedesign')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='版本')),
                    ('content', models.JSONField(default=dict, verbose_name='内容')),
                    ('answers', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.improvement', verbose_name='答复哪一项改进')),
                    ('edits', models.PositiveIntegerField(default=0)),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='起草时间')),
                    ('edited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('edited_at', models.DateTimeField(verbose_name='修改时间')),
                    ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='公布时间')),
                    ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ],
                options={
                    'verbose_name': '服务标准版本',
                    'constraints': [models.UniqueConstraint(fields=('service', 'number'), name='design_version_once'), models.UniqueConstraint(condition=models.Q(('published_at__isnull', True), ('retired_at__isnull', True)), fields=('service',), name='design_one_draft'), models.UniqueConstraint(condition=models.Q(('published_at__isnull', False), ('retired_at__isnull', True)), fields=('service',), name='design_one_in_force'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('published_by__isnull', True)), models.Q(('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='design_published_by_whom'), models.CheckConstraint(condition=models.Q(('published_by__isnull', True), models.Q(models.Q(('published_by', models.F('made_by')), _negated=True), models.Q(('published_by', models.F('edited_by')), _negated=True)), _connector='OR'), name='design_four_eyes')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='ServiceStandard',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standards', to='quality.designversion')),
                    ('code', models.CharField(max_length=28, verbose_name='编号')),
                    ('stage', models.CharField(max_length=60, verbose_name='阶段')),
                    ('step', models.CharField(max_length=80, verbose_name='步骤')),
                    ('element', models.CharField(blank=True, max_length=24, verbose_name='感知要素')),
                    ('kind', models.CharField(choices=[('product', '产品标准'), ('procedure', '流程标准'), ('personnel', '人员标准')], max_length=10, verbose_name='标准类型')),
                    ('words', models.CharField(max_length=200, verbose_name='标准')),
                    ('measure', models.CharField(max_length=40, verbose_name='指标')),
                    ('operator', models.CharField(choices=[('<=', '不超过'), ('>=', '不低于')], max_length=2, verbose_name='要求')),
                    ('target', models.FloatField(verbose_name='目标值')),
                    ('unit_words', models.CharField(max_length=12, verbose_name='单位')),
                    ('source', models.CharField(max_length=80, verbose_name='数据来源')),
                    ('factor', models.CharField(blank=True, max_length=12, verbose_name='质量要素')),
                ],
                options={
                    'verbose_name': '标准',
                    'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='service_standard_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['product', 'procedure', 'personnel'])), name='service_standard_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('measure', ''), _negated=True), models.Q(('unit_words', ''), _negated=True), models.Q(('source', ''), _negated=True), models.Q(('words', ''), _negated=True)), name='service_standard_measured'), models.CheckConstraint(condition=models.Q(('operator__in', ['<=', '>='])), name='service_standard_operator_known')],
                    'indexes': [],
                },
            ),
        ]),
    ]

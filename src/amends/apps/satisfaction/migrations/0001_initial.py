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
        ('surveys', '0001_initial'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='GapCharge',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('gap', models.PositiveSmallIntegerField(verbose_name='差距')),
                    ('owner_role', models.CharField(choices=[('hotline_agent', '话务员'), ('hall_clerk', '营业员'), ('complaint_officer', '投诉专员'), ('team_leader', '班组长'), ('city_manager', '地市投诉主管'), ('province_manager', '省公司审批人'), ('compliance_lead', '合规负责人'), ('pr_lead', '公共关系负责人'), ('qa_reviewer', '质检员'), ('analyst', '满意度分析员'), ('recovery_manager', '修复管理负责人'), ('trainer', '培训师'), ('administrator', '系统管理员')], max_length=24, verbose_name='责任岗位')),
                    ('state', models.CharField(choices=[('watching', '观察'), ('acting', '整改中'), ('holding', '已稳住')], max_length=12, verbose_name='状态')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='更新时间')),
                    ('version', models.PositiveIntegerField(default=1)),
                ],
                options={
                    'verbose_name': '差距责任',
                    'constraints': [models.UniqueConstraint(fields=('unit', 'gap'), name='gap_charged_once'), models.CheckConstraint(condition=models.Q(('gap__range', (1, 5))), name='gap_charge_1_to_5'), models.CheckConstraint(condition=models.Q(('owner_role', ''), _negated=True), name='gap_charge_has_role'), models.CheckConstraint(condition=models.Q(('state__in', ['watching', 'acting', 'holding'])), name='gap_charge_state_known')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='ManagerForecast',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forecasts', to='surveys.surveywave')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('answers', models.JSONField(verbose_name='预计')),
                    ('topics', models.JSONField(default=list, verbose_name='预计投诉最多的事')),
                    ('at', models.DateTimeField(verbose_name='填写时间')),
                ],
                options={
                    'verbose_name': '管理人员的预计',
                    'constraints': [models.UniqueConstraint(fields=('wave', 'person'), name='forecast_once_a_wave'), models.CheckConstraint(condition=models.Q(('answers', {}), _negated=True), name='forecast_says_something')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='TechnicalReading',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('first_date', models.DateField(verbose_name='起')),
                    ('until_date', models.DateField(verbose_name='止（不含）')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='更正原因')),
                    ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='satisfaction.technicalreading')),
                    ('file_name', models.CharField(max_length=120, verbose_name='文件')),
                    ('file_digest', models.CharField(max_length=64)),
                    ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('imported_at', models.DateTimeField(verbose_name='导入时间')),
                    ('topic', models.CharField(max_length=24, verbose_name='质量主题')),
                    ('code', models.CharField(max_length=40, verbose_name='指标编码')),
                    ('value', models.FloatField(verbose_name='实测值')),
                    ('threshold', models.FloatField(verbose_name='门限')),
                    ('direction', models.CharField(choices=[('lower', '越低越好'), ('higher', '越高越好')], max_length=8, verbose_name='方向')),
                ],
                options={
                    'verbose_name': '技术指标',
                    'abstract': False,
                    'indexes': [models.Index(fields=['unit', 'code', '-until_date'], name='reading_unit_code')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('until_date__gt', models.F('first_date'))), name='technicalreading_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('replaces__isnull', True)), models.Q(('replaces__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='technicalreading_correction_says_why'), models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('code', 'unit', 'first_date', 'until_date'), name='reading_said_once'), models.CheckConstraint(condition=models.Q(('direction__in', ['lower', 'higher'])), name='reading_direction_known'), models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('topic', ''), _negated=True)), name='reading_is_named')],
                },
            ),
            migrations.CreateModel(
                name='IndexRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='index_runs', to='surveys.surveywave')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('model', models.TextField(verbose_name='模型')),
                    ('choices', models.JSONField(default=dict)),
                    ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_at', models.DateTimeField(verbose_name='提出时间')),
                    ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='完成时间')),
                    ('failure', models.TextField(blank=True, verbose_name='没有算成的原因')),
                    ('data_digest', models.CharField(blank=True, max_length=64)),
                    ('convention', models.CharField(blank=True, max_length=40, verbose_name='指数口径')),
                    ('result', models.JSONField(default=dict)),
                    ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                ],
                options={
                    'verbose_name': '指数计算',
                    'indexes': [models.Index(fields=['wave', 'unit', '-asked_at'], name='index_run_wave_unit')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('published_at__isnull', False)), fields=('wave', 'unit'), name='index_run_published_once'), models.CheckConstraint(condition=models.Q(('published_at__isnull', True), models.Q(('failure', ''), ('finished_at__isnull', False), models.Q(('convention', ''), _negated=True), models.Q(('data_digest', ''), _negated=True)), _connector='OR'), name='index_run_published_is_whole')],
                },
            ),
            migrations.CreateModel(
                name='ImportedScore',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('first_date', models.DateField(verbose_name='起')),
                    ('until_date', models.DateField(verbose_name='止（不含）')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='更正原因')),
                    ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='satisfaction.importedscore')),
                    ('file_name', models.CharField(max_length=120, verbose_name='文件')),
                    ('file_digest', models.CharField(max_length=64)),
                    ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('imported_at', models.DateTimeField(verbose_name='导入时间')),
                    ('source', models.CharField(choices=[('regulator', '监管机构'), ('group', '集团公司'), ('third_party', '第三方机构'), ('own', '自有调查'), ('channel', '渠道评价')], max_length=12, verbose_name='来源')),
                    ('publisher', models.CharField(max_length=80, verbose_name='发布单位')),
                    ('wave', models.CharField(max_length=40, verbose_name='期次')),
                    ('rival', models.CharField(blank=True, max_length=40, verbose_name='竞争对手')),
                    ('element', models.CharField(blank=True, max_length=24, verbose_name='感知要素')),
                    ('value', models.FloatField(verbose_name='得分')),
                    ('lowest', models.FloatField(verbose_name='最低分')),
                    ('highest', models.FloatField(verbose_name='最高分')),
                    ('n', models.PositiveIntegerField(verbose_name='样本量')),
                    ('margin', models.FloatField(blank=True, null=True, verbose_name='误差范围')),
                    ('method', models.CharField(max_length=120, verbose_name='调查方法')),
                ],
                options={
                    'verbose_name': '外部得分',
                    'abstract': False,
                    'indexes': [models.Index(fields=['unit', 'element', 'rival', '-until_date'], name='score_unit_element_rival')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('until_date__gt', models.F('first_date'))), name='importedscore_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('replaces__isnull', True)), models.Q(('replaces__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='importedscore_correction_says_why'), models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('source', 'publisher', 'wave', 'unit', 'rival', 'element'), name='score_said_once'), models.CheckConstraint(condition=models.Q(('source__in', ['regulator', 'group', 'third_party', 'own', 'channel'])), name='score_source_known'), models.CheckConstraint(condition=models.Q(models.Q(('publisher', ''), _negated=True), models.Q(('wave', ''), _negated=True), models.Q(('method', ''), _negated=True), ('n__gte', 1)), name='score_says_where_from'), models.CheckConstraint(condition=models.Q(('highest__gt', models.F('lowest')), ('value__gte', models.F('lowest')), ('value__lte', models.F('highest'))), name='score_lies_on_its_scale'), models.CheckConstraint(condition=models.Q(('margin__isnull', True), ('margin__gte', 0), _connector='OR'), name='score_margin_not_negative')],
                },
            ),
            migrations.CreateModel(
                name='YearTarget',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                    ('element', models.CharField(blank=True, max_length=24, verbose_name='感知要素')),
                    ('value', models.FloatField(verbose_name='目标值')),
                    ('reason', models.CharField(max_length=200, verbose_name='目标依据')),
                    ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='satisfaction.yeartarget')),
                    ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('set_at', models.DateTimeField(verbose_name='设定时间')),
                ],
                options={
                    'verbose_name': '年度目标',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('unit', 'year', 'element'), name='target_set_once'), models.CheckConstraint(condition=models.Q(('value__gte', 0), ('value__lte', 100)), name='target_on_hundred'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='target_has_reason'), models.CheckConstraint(condition=models.Q(('year__gte', 2000), ('year__lte', 2100)), name='target_year_plausible')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='PlanTask',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                    ('element', models.CharField(blank=True, max_length=24, verbose_name='针对哪个要素')),
                    ('title', models.CharField(max_length=120, verbose_name='做什么')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='负责人')),
                    ('due_date', models.DateField(verbose_name='完成期限')),
                    ('state', models.CharField(choices=[('open', '进行中'), ('done', '已完成'), ('dropped', '不再进行')], default='open', max_length=8, verbose_name='状态')),
                    ('outcome', models.CharField(blank=True, max_length=200, verbose_name='结果')),
                    ('version', models.PositiveIntegerField(default=1)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='建立时间')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                ],
                options={
                    'verbose_name': '应对任务',
                    'indexes': [models.Index(fields=['unit', 'year', 'due_date'], name='plan_task_unit_year')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='plan_task_is_named'), models.CheckConstraint(condition=models.Q(('year__gte', 2000), ('year__lte', 2100)), name='plan_task_year_plausible'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'done', 'dropped'])), name='plan_task_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('outcome', ''), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('ended_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='plan_task_end_says_what_came'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('made_at')), _connector='OR'), name='plan_task_ends_after_start')],
                },
            ),
            migrations.CreateModel(
                name='ElementTree',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(unique=True, verbose_name='版本')),
                    ('elements', models.JSONField(verbose_name='要素')),
                    ('note', models.CharField(max_length=200, verbose_name='改了什么')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ],
                options={
                    'verbose_name': '要素结构',
                    'constraints': [models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='tree_says_what_changed')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='DriverTag',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='driver_tag', to='cases.case')),
                    ('response', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='driver_tag', to='surveys.response')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('driver', models.CharField(choices=[('personal_need', '个人需要'), ('past_experience', '以往经历'), ('impression', '印象'), ('word_of_mouth', '口头传播'), ('education', '教育程度'), ('habit', '习惯')], max_length=16, verbose_name='期望来源')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='标注时间')),
                ],
                options={
                    'verbose_name': '期望来源',
                    'indexes': [models.Index(fields=['unit', 'at'], name='driver_tag_unit_at')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('response__isnull', True)), models.Q(('case__isnull', True), ('response__isnull', False)), _connector='OR'), name='driver_tag_has_one_subject'), models.CheckConstraint(condition=models.Q(('driver__in', ['personal_need', 'past_experience', 'impression', 'word_of_mouth', 'education', 'habit'])), name='driver_tag_known')],
                },
            ),
            migrations.CreateModel(
                name='Need',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, verbose_name='需求')),
                    ('key', models.CharField(max_length=120, unique=True)),
                    ('state', models.CharField(choices=[('heard', '已听到'), ('backlog', '待评估'), ('planned', '已立项'), ('declined', '暂不做')], max_length=12, verbose_name='状态')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='首次听到')),
                    ('raised_at', models.DateTimeField(blank=True, null=True, verbose_name='列入时间')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='决定时间')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='理由')),
                    ('improvement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='cases.improvement')),
                ],
                options={
                    'verbose_name': '客户需求',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('key', ''), _negated=True)), name='need_is_named'), models.CheckConstraint(condition=models.Q(('state__in', ['heard', 'backlog', 'planned', 'declined'])), name='need_state_known'), models.CheckConstraint(condition=models.Q(('state', 'heard'), ('raised_at__isnull', False), _connector='OR'), name='need_raised_before_decided'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'planned'), _negated=True), ('improvement__isnull', False), _connector='OR'), name='need_planned_has_improvement'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='need_declined_says_why')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='NeedMention',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='satisfaction.need')),
                    ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('source', models.CharField(choices=[('need', '客户的个性化需求'), ('case', '案件'), ('survey', '调查中的原话')], max_length=8, verbose_name='从哪里听到')),
                    ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                    ('response', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.response')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='登记时间')),
                ],
                options={
                    'verbose_name': '需求提出',
                    'constraints': [models.UniqueConstraint(fields=('need', 'customer'), name='need_mention_once_a_customer'), models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('response__isnull', True), ('source', 'case')), models.Q(('case__isnull', True), ('response__isnull', False), ('source', 'survey')), models.Q(('case__isnull', True), ('response__isnull', True), ('source', 'need')), _connector='OR'), name='need_mention_has_its_source')],
                    'indexes': [],
                },
            ),
        ]),
    ]

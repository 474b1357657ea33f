# SPDX-License-Identifier: Apache-2.0
"""The tables of the house as they stood before the first release, and a log that the database refuses to change."""

import amends.apps.core.rules.organisation
import amends.apps.core.rules.roles
import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from amends.apps.core.models.creating import CreateTables
from amends.apps.core.models.log import append_only_sql


def refuse_changes(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in append_only_sql(schema_editor.connection.vendor):
            cursor.execute(statement)


def allow_changes(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for verb in ("UPDATE", "DELETE"):
            on = " ON core_event" if schema_editor.connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS core_event_no_{verb}{on}")


class Migration(migrations.Migration):

    replaces = [('core', '0001_initial'), ('core', '0002_log_is_append_only'), ('core', '0003_desk'), ('core', '0004_tokens_expire'), ('core', '0005_desk'), ('core', '0006_desk'), ('core', '0007_texts')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Unit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=32, unique=True, verbose_name='机构编码')),
                    ('name', models.CharField(max_length=80, verbose_name='机构名称')),
                    ('kind', models.CharField(choices=[(amends.apps.core.rules.organisation.UnitKind['GROUP'], '集团'), (amends.apps.core.rules.organisation.UnitKind['PROVINCE'], '省公司'), (amends.apps.core.rules.organisation.UnitKind['CITY'], '地市'), (amends.apps.core.rules.organisation.UnitKind['DISTRICT'], '区县'), (amends.apps.core.rules.organisation.UnitKind['HALL'], '营业厅'), (amends.apps.core.rules.organisation.UnitKind['TEAM'], '班组')], max_length=16, verbose_name='层级')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='core.unit')),
                    ('number', models.PositiveIntegerField(db_index=True)),
                    ('last', models.PositiveIntegerField()),
                ],
                options={
                    'verbose_name': '机构',
                    'ordering': ('number',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', models.F('number'))), name='unit_span_not_empty'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'group'), ('parent__isnull', True)), models.Q(models.Q(('kind', 'group'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='unit_only_group_has_no_parent'), models.CheckConstraint(condition=models.Q(('kind__in', [amends.apps.core.rules.organisation.UnitKind['GROUP'], amends.apps.core.rules.organisation.UnitKind['PROVINCE'], amends.apps.core.rules.organisation.UnitKind['CITY'], amends.apps.core.rules.organisation.UnitKind['DISTRICT'], amends.apps.core.rules.organisation.UnitKind['HALL'], amends.apps.core.rules.organisation.UnitKind['TEAM']])), name='unit_kind_known')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('name', models.CharField(max_length=40, verbose_name='姓名')),
                    ('role', models.CharField(choices=[(amends.apps.core.rules.roles.Role['HOTLINE_AGENT'], '话务员'), (amends.apps.core.rules.roles.Role['HALL_CLERK'], '营业员'), (amends.apps.core.rules.roles.Role['COMPLAINT_OFFICER'], '投诉专员'), (amends.apps.core.rules.roles.Role['TEAM_LEADER'], '班组长'), (amends.apps.core.rules.roles.Role['CITY_MANAGER'], '地市投诉主管'), (amends.apps.core.rules.roles.Role['PROVINCE_MANAGER'], '省公司审批人'), (amends.apps.core.rules.roles.Role['COMPLIANCE_LEAD'], '合规负责人'), (amends.apps.core.rules.roles.Role['PR_LEAD'], '公共关系负责人'), (amends.apps.core.rules.roles.Role['QA_REVIEWER'], '质检员'), (amends.apps.core.rules.roles.Role['ANALYST'], '满意度分析员'), (amends.apps.core.rules.roles.Role['RECOVERY_MANAGER'], '修复管理负责人'), (amends.apps.core.rules.roles.Role['TRAINER'], '培训师'), (amends.apps.core.rules.roles.Role['ADMINISTRATOR'], '系统管理员')], max_length=24, verbose_name='角色')),
                    ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='core.unit', verbose_name='机构')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': '人员',
                    'constraints': [models.CheckConstraint(condition=models.Q(('role__in', [amends.apps.core.rules.roles.Role['HOTLINE_AGENT'], amends.apps.core.rules.roles.Role['HALL_CLERK'], amends.apps.core.rules.roles.Role['COMPLAINT_OFFICER'], amends.apps.core.rules.roles.Role['TEAM_LEADER'], amends.apps.core.rules.roles.Role['CITY_MANAGER'], amends.apps.core.rules.roles.Role['PROVINCE_MANAGER'], amends.apps.core.rules.roles.Role['COMPLIANCE_LEAD'], amends.apps.core.rules.roles.Role['PR_LEAD'], amends.apps.core.rules.roles.Role['QA_REVIEWER'], amends.apps.core.rules.roles.Role['ANALYST'], amends.apps.core.rules.roles.Role['RECOVERY_MANAGER'], amends.apps.core.rules.roles.Role['TRAINER'], amends.apps.core.rules.roles.Role['ADMINISTRATOR']])), name='user_role_known'), models.CheckConstraint(condition=models.Q(('unit__isnull', False), ('role', amends.apps.core.rules.roles.Role['ADMINISTRATOR']), _connector='OR'), name='user_has_unit')],
                    'indexes': [],
                },
                managers=[
                    ('objects', django.contrib.auth.models.UserManager()),
                ],
            ),
            migrations.CreateModel(
                name='ApiToken',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
                    ('name', models.CharField(max_length=80, verbose_name='用途')),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('rights', models.JSONField(default=list, verbose_name='权限范围')),
                    ('issued_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='有效期至')),
                    ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='最近使用')),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'verbose_name': '接口令牌',
                    'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__isnull', True), ('expires_at__gt', models.F('issued_at')), _connector='OR'), name='token_expires_after_issue')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='IdempotentRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('principal', models.CharField(max_length=32)),
                    ('key', models.CharField(max_length=128)),
                    ('target', models.CharField(max_length=240)),
                    ('digest', models.CharField(max_length=64)),
                    ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('headers', models.JSONField(default=dict)),
                    ('body', models.TextField(blank=True)),
                    ('created_at', models.DateTimeField(db_index=True)),
                ],
                options={
                    'verbose_name': '已应答的接口请求',
                    'constraints': [models.UniqueConstraint(fields=('principal', 'key', 'target'), name='idempotent_key_once'), models.CheckConstraint(condition=models.Q(('status__isnull', True), ('status__range', (200, 299)), _connector='OR'), name='idempotent_only_work_done'), models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='idempotent_key_not_empty')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='JobRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('job', models.CharField(max_length=64, verbose_name='任务')),
                    ('key', models.CharField(blank=True, max_length=160, null=True, unique=True)),
                    ('arguments', models.JSONField(default=dict, verbose_name='参数')),
                    ('state', models.CharField(choices=[('queued', '排队中'), ('running', '进行中'), ('done', '已完成'), ('failed', '失败')], default='queued', max_length=8, verbose_name='状态')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('queued_at', models.DateTimeField(verbose_name='排队时间')),
                    ('not_before', models.DateTimeField()),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('worker', models.CharField(blank=True, max_length=64)),
                    ('lease_until', models.DateTimeField(blank=True, null=True)),
                    ('started_at', models.DateTimeField(blank=True, null=True)),
                    ('heartbeat_at', models.DateTimeField(blank=True, null=True)),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                    ('done', models.PositiveBigIntegerField(default=0)),
                    ('total', models.PositiveBigIntegerField(default=0)),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                    ('result', models.JSONField(default=dict, verbose_name='结果')),
                    ('error', models.TextField(blank=True, verbose_name='错误')),
                ],
                options={
                    'verbose_name': '任务运行',
                    'ordering': ('-id',),
                    'indexes': [models.Index(fields=['state', 'not_before'], name='job_state_not_before')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'running'), _negated=True), models.Q(('lease_until__isnull', False), ('started_at__isnull', False)), _connector='OR'), name='job_running_has_lease'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', False), ('state__in', ['done', 'failed'])), models.Q(('finished_at__isnull', True), ('state__in', ['queued', 'running'])), _connector='OR'), name='job_finished_at_matches_state')],
                },
            ),
            migrations.CreateModel(
                name='Event',
                fields=[
                    ('sequence', models.BigIntegerField(primary_key=True, serialize=False)),
                    ('at', models.DateTimeField(verbose_name='时间')),
                    ('kind', models.CharField(max_length=48, verbose_name='事件')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to=settings.AUTH_USER_MODEL)),
                    ('subject', models.CharField(db_index=True, max_length=80, verbose_name='对象')),
                    ('about', models.CharField(blank=True, max_length=64, verbose_name='客户编号')),
                    ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('payload', models.JSONField(default=dict, verbose_name='内容')),
                    ('previous', models.CharField(max_length=64)),
                    ('hash', models.CharField(max_length=64)),
                ],
                options={
                    'verbose_name': '事件',
                    'ordering': ('sequence',),
                    'indexes': [models.Index(fields=['about', '-at'], name='event_about_at'), models.Index(fields=['kind', '-at'], name='event_kind_at')],
                    'constraints': [],
                },
            ),
            migrations.CreateModel(
                name='LogHead',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('count', models.BigIntegerField(default=0)),
                    ('hash', models.CharField(max_length=64)),
                    ('targets_mark', models.CharField(blank=True, max_length=32)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='log_head_is_one_row')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('channel', models.CharField(choices=[('notice', '站内提醒'), ('email', '电子邮件'), ('sms', '短信')], max_length=8)),
                    ('to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to=settings.AUTH_USER_MODEL)),
                    ('address', models.EmailField(blank=True, max_length=254)),
                    ('subject', models.CharField(max_length=160)),
                    ('body', models.TextField(blank=True)),
                    ('link', models.CharField(blank=True, max_length=200)),
                    ('filled_by', models.CharField(blank=True, max_length=32)),
                    ('key', models.CharField(blank=True, max_length=160, null=True, unique=True)),
                    ('created_at', models.DateTimeField()),
                    ('not_before', models.DateTimeField()),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('read_at', models.DateTimeField(blank=True, null=True)),
                    ('given_up_at', models.DateTimeField(blank=True, null=True)),
                    ('error', models.CharField(blank=True, max_length=200)),
                ],
                options={
                    'verbose_name': '消息',
                    'ordering': ('-id',),
                    'indexes': [models.Index(fields=['sent_at', 'given_up_at', 'not_before'], name='message_to_send'), models.Index(fields=['to', 'read_at'], name='message_to_read')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('channel', 'notice'), ('to__isnull', False)), models.Q(('channel', 'email'), models.Q(models.Q(('address', ''), _negated=True), models.Q(('filled_by', ''), _negated=True), _connector='OR')), models.Q(('address', ''), ('channel', 'sms'), models.Q(('filled_by', ''), _negated=True)), _connector='OR'), name='message_has_reader'), models.CheckConstraint(condition=models.Q(('filled_by', ''), ('key__isnull', False), _connector='OR'), name='message_filled_by_its_key')],
                },
            ),
            migrations.CreateModel(
                name='WebhookTarget',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, verbose_name='名称')),
                    ('url', models.CharField(max_length=500, verbose_name='接收地址')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('kinds', models.JSONField(default=list, verbose_name='事件')),
                    ('secret', models.BinaryField()),
                    ('old_secret', models.BinaryField(default=b'')),
                    ('old_secret_until', models.DateTimeField(blank=True, null=True)),
                    ('created_at', models.DateTimeField()),
                    ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('failures', models.PositiveIntegerField(default=0, verbose_name='连续失败')),
                    ('failing_since', models.DateTimeField(blank=True, null=True)),
                    ('rests_until', models.DateTimeField(blank=True, null=True)),
                    ('succeeded_at', models.DateTimeField(blank=True, null=True, verbose_name='最近成功')),
                    ('switched_off_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ],
                options={
                    'verbose_name': '事件推送目标',
                    'ordering': ('name', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('failing_since__isnull', True), ('failures', 0)), models.Q(('failing_since__isnull', False), ('failures__gt', 0)), _connector='OR'), name='webhook_failing_since_matches_failures'), models.CheckConstraint(condition=models.Q(models.Q(('url', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='webhook_has_name_and_url')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='WebhookDelivery',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('target', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='core.webhooktarget')),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.event')),
                    ('payload', models.JSONField(default=dict)),
                    ('queued_at', models.DateTimeField()),
                    ('not_before', models.DateTimeField()),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('status_code', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('error', models.CharField(blank=True, max_length=200)),
                    ('given_up_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'verbose_name': '事件推送',
                    'ordering': ('-queued_at', 'id'),
                    'indexes': [models.Index(condition=models.Q(('given_up_at__isnull', True), ('sent_at__isnull', True)), fields=['not_before'], name='webhook_to_send'), models.Index(fields=['target', '-queued_at'], name='webhook_of_target'), models.Index(fields=['queued_at'], name='webhook_queued_at')],
                    'constraints': [models.UniqueConstraint(fields=('target', 'event'), name='webhook_event_told_once'), models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('given_up_at__isnull', True), _connector='OR'), name='webhook_sent_or_given_up')],
                },
            ),
        ]),
        migrations.RunPython(refuse_changes, allow_changes),
    ]

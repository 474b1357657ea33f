# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amends.apps.core.models.creating import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_squashed_0007_texts'),
        ('customers', '0001_initial'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Questionnaire',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=24, unique=True, verbose_name='编号')),
                    ('name', models.CharField(max_length=80, verbose_name='名称')),
                    ('purpose', models.CharField(max_length=200, verbose_name='用途')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ],
                options={
                    'verbose_name': '问卷',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='questionnaire_is_named'), models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='questionnaire_has_purpose')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='QuestionnaireVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='surveys.questionnaire')),
                    ('number', models.PositiveIntegerField(verbose_name='版本')),
                    ('state', models.CharField(choices=[('draft', '草稿'), ('published', '已发布'), ('retired', '已停用')], max_length=12, verbose_name='状态')),
                    ('content', models.JSONField(verbose_name='内容')),
                    ('digest', models.CharField(blank=True, max_length=64)),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='改了什么')),
                    ('edits', models.PositiveIntegerField(default=1)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='建立时间')),
                    ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                ],
                options={
                    'verbose_name': '问卷版本',
                    'constraints': [models.UniqueConstraint(fields=('questionnaire', 'number'), name='version_numbered_once'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('questionnaire',), name='version_one_draft'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'retired'])), name='version_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('digest', ''), ('published_at__isnull', True), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('published_at__isnull', False), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='version_published_with_digest')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Item',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='surveys.questionnaireversion')),
                    ('order', models.PositiveIntegerField()),
                    ('code', models.CharField(max_length=64, verbose_name='题号')),
                    ('kind', models.CharField(max_length=16, verbose_name='题型')),
                    ('title', models.CharField(max_length=300, verbose_name='题目')),
                    ('element', models.CharField(blank=True, max_length=24, verbose_name='感知要素')),
                    ('construct', models.CharField(blank=True, max_length=24, verbose_name='构念')),
                    ('touchpoint', models.CharField(blank=True, max_length=24, verbose_name='触点')),
                    ('dimension', models.CharField(blank=True, max_length=24, verbose_name='维度')),
                    ('measure', models.CharField(blank=True, max_length=16, verbose_name='测什么')),
                    ('minimum', models.FloatField(blank=True, null=True)),
                    ('maximum', models.FloatField(blank=True, null=True)),
                    ('choices', models.JSONField(default=list)),
                    ('before', models.CharField(blank=True, max_length=64, verbose_name='对应上一版的题')),
                    ('mapping', models.CharField(blank=True, choices=[('same', '同一题'), ('reworded', '措辞有改，可比'), ('changed', '有变，不可比')], max_length=8, verbose_name='可比性')),
                    ('mapping_note', models.CharField(blank=True, max_length=120, verbose_name='对应说明')),
                ],
                options={
                    'verbose_name': '题目',
                    'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='item_once_a_version'), models.CheckConstraint(condition=models.Q(models.Q(('maximum__isnull', True), ('minimum__isnull', True)), ('maximum__gt', models.F('minimum')), _connector='OR'), name='item_scale_has_room'), models.CheckConstraint(condition=models.Q(models.Q(('before', ''), ('mapping', '')), models.Q(models.Q(('before', ''), _negated=True), ('mapping__in', ['same', 'reworded', 'changed'])), _connector='OR'), name='item_mapping_says_how')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='SurveyWave',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, verbose_name='名称')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waves', to='surveys.questionnaireversion')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('trigger', models.CharField(choices=[('sample', '抽样'), ('case_closed', '结案之后'), ('promise_kept', '承诺兑现之后'), ('open_link', '公开链接或二维码')], max_length=16, verbose_name='问谁')),
                    ('way', models.CharField(choices=[('sms', '短信'), ('email', '邮件'), ('hotline', '电话访问'), ('link', '链接'), ('qr', '二维码')], max_length=8, verbose_name='怎么问')),
                    ('state', models.CharField(choices=[('planned', '筹备'), ('drawn', '已抽样'), ('open', '进行中'), ('paused', '已暂停'), ('closed', '已结束'), ('cancelled', '已取消')], max_length=12, verbose_name='状态')),
                    ('design', models.JSONField(default=dict, verbose_name='抽样设计')),
                    ('frame', models.JSONField(default=dict, verbose_name='抽样框')),
                    ('words', models.JSONField(default=dict, verbose_name='邀请语')),
                    ('starts_at', models.DateTimeField(verbose_name='开始')),
                    ('ends_at', models.DateTimeField(verbose_name='结束')),
                    ('changes', models.PositiveIntegerField(default=1)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='建立时间')),
                    ('drawn_at', models.DateTimeField(blank=True, null=True, verbose_name='抽样时间')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                ],
                options={
                    'verbose_name': '调查期次',
                    'indexes': [models.Index(fields=['unit', 'state', '-starts_at'], name='wave_unit_state_start')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='wave_is_named'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='wave_ends_after_start'), models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'drawn', 'open', 'paused', 'closed', 'cancelled'])), name='wave_state_known'), models.CheckConstraint(condition=models.Q(('trigger__in', ['sample', 'case_closed', 'promise_kept', 'open_link'])), name='wave_trigger_known'), models.CheckConstraint(condition=models.Q(('way__in', ['sms', 'email', 'hotline', 'link', 'qr'])), name='wave_way_known'), models.CheckConstraint(condition=models.Q(models.Q(('trigger', 'sample'), _negated=True), ('state__in', ['planned', 'cancelled']), ('drawn_at__isnull', False), _connector='OR'), name='wave_sample_is_drawn')],
                },
            ),
            migrations.CreateModel(
                name='Stratum',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='strata', to='surveys.surveywave')),
                    ('label', models.CharField(max_length=160, verbose_name='层')),
                    ('values', models.JSONField(default=dict)),
                    ('population', models.PositiveIntegerField(verbose_name='总体')),
                    ('allocated', models.PositiveIntegerField(verbose_name='应答目标')),
                    ('drawn', models.PositiveIntegerField(verbose_name='抽出')),
                ],
                options={
                    'verbose_name': '层',
                    'constraints': [models.UniqueConstraint(fields=('wave', 'label'), name='stratum_once_a_wave'), models.CheckConstraint(condition=models.Q(('drawn__lte', models.F('population'))), name='stratum_drawn_within')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='surveys.surveywave')),
                    ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('stratum', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='surveys.stratum')),
                    ('position', models.PositiveIntegerField(default=0)),
                    ('weight', models.FloatField(default=1.0)),
                    ('about', models.CharField(blank=True, max_length=80)),
                    ('salt', models.CharField(max_length=32)),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('state', models.CharField(choices=[('reserve', '备选'), ('waiting', '待邀请'), ('sent', '已邀请'), ('opened', '已打开'), ('started', '答了一部分'), ('completed', '已完成'), ('screened_out', '不合条件'), ('refused', '不愿作答'), ('unreachable', '联系不上'), ('expired', '过期未答')], max_length=16)),
                    ('invited_at', models.DateTimeField(blank=True, null=True)),
                    ('next_at', models.DateTimeField(blank=True, null=True)),
                    ('reminders', models.PositiveSmallIntegerField(default=0)),
                    ('calls', models.PositiveSmallIntegerField(default=0)),
                    ('expires_at', models.DateTimeField()),
                    ('opened_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='surveys.invitation')),
                ],
                options={
                    'verbose_name': '邀请',
                    'indexes': [models.Index(fields=['wave', 'state', 'next_at'], name='invitation_wave_state_next'), models.Index(fields=['customer', '-invited_at'], name='invitation_customer_invited'), models.Index(fields=['stratum', 'state', 'position'], name='invitation_stratum_state')],
                    'constraints': [models.UniqueConstraint(fields=('wave', 'customer', 'about'), name='invitation_once_a_wave'), models.CheckConstraint(condition=models.Q(('state__in', ['reserve', 'waiting', 'sent', 'opened', 'started', 'completed', 'screened_out', 'refused', 'unreachable', 'expired'])), name='invitation_state_known'), models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='invitation_weight_positive'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['completed', 'expired', 'refused', 'screened_out', 'unreachable'])), models.Q(models.Q(('state__in', ['completed', 'expired', 'refused', 'screened_out', 'unreachable']), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='invitation_end_has_time')],
                },
            ),
            migrations.CreateModel(
                name='OpenLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='surveys.surveywave')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('code', models.CharField(max_length=24, unique=True)),
                    ('place', models.CharField(max_length=80, verbose_name='放在哪里')),
                    ('touchpoint', models.CharField(blank=True, max_length=24, verbose_name='触点')),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'verbose_name': '公开链接',
                    'constraints': [models.CheckConstraint(condition=models.Q(('place', ''), _negated=True), name='open_link_has_place')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Response',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='surveys.surveywave')),
                    ('invitation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='response', to='surveys.invitation')),
                    ('link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='surveys.openlink')),
                    ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='customers.customer')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('way', models.CharField(choices=[('sms', '短信'), ('email', '邮件'), ('hotline', '电话访问'), ('link', '链接'), ('qr', '二维码')], max_length=8)),
                    ('language', models.CharField(default='zh-cn', max_length=8)),
                    ('answers', models.JSONField(default=dict)),
                    ('page', models.PositiveSmallIntegerField(default=0)),
                    ('started_at', models.DateTimeField(verbose_name='开始作答')),
                    ('saved_at', models.DateTimeField(verbose_name='最近保存')),
                    ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='提交时间')),
                    ('complete', models.BooleanField(default=False)),
                    ('seconds', models.PositiveIntegerField(default=0, verbose_name='用时（秒）')),
                    ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('session', models.CharField(max_length=64, null=True, unique=True)),
                    ('device', models.CharField(blank=True, max_length=64)),
                    ('network', models.CharField(blank=True, max_length=64)),
                    ('flags', models.JSONField(default=list)),
                    ('low', models.JSONField(default=list)),
                    ('is_low', models.BooleanField(default=False)),
                    ('followed_at', models.DateTimeField(blank=True, null=True)),
                    ('weight', models.FloatField(default=1.0)),
                ],
                options={
                    'verbose_name': '答卷',
                    'indexes': [models.Index(fields=['wave', 'complete', 'submitted_at'], name='response_wave_complete'), models.Index(fields=['unit', '-submitted_at'], name='response_unit_submitted'), models.Index(fields=['customer', '-submitted_at'], name='response_customer_submitted'), models.Index(fields=['wave', 'device'], name='response_wave_device'), models.Index(condition=models.Q(('followed_at__isnull', True), ('is_low', True)), fields=['submitted_at'], name='response_low_waiting')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('invitation__isnull', False), ('link__isnull', True)), models.Q(('invitation__isnull', True), ('link__isnull', False)), _connector='OR'), name='response_came_one_way'), models.CheckConstraint(condition=models.Q(('invitation__isnull', True), ('customer__isnull', False), _connector='OR'), name='response_invited_has_customer'), models.CheckConstraint(condition=models.Q(('way__in', ['sms', 'email', 'hotline', 'link', 'qr'])), name='response_way_known'), models.CheckConstraint(condition=models.Q(('complete', False), ('submitted_at__isnull', False), _connector='OR'), name='response_complete_submitted'), models.CheckConstraint(condition=models.Q(('is_low', False), ('submitted_at__isnull', False), _connector='OR'), name='response_low_submitted'), models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='response_weight_positive')],
                },
            ),
            migrations.CreateModel(
                name='Answer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='surveys.response')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='surveys.item')),
                    ('number', models.FloatField(blank=True, null=True)),
                    ('chosen', models.JSONField(default=list)),
                    ('words', models.TextField(blank=True)),
                    ('not_applicable', models.BooleanField(default=False)),
                ],
                options={
                    'verbose_name': '答案',
                    'indexes': [models.Index(fields=['item', 'number'], name='answer_item_number')],
                    'constraints': [models.UniqueConstraint(fields=('response', 'item'), name='answer_once_a_response'), models.CheckConstraint(condition=models.Q(('not_applicable', False), models.Q(('number__isnull', True), ('words', '')), _connector='OR'), name='answer_not_applicable_is_empty')],
                },
            ),
        ]),
    ]

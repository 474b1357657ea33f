# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0006_desk'),
        ('customers', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Stratum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=160, verbose_name='层')),
                ('values', models.JSONField(default=dict)),
                ('population', models.PositiveIntegerField(verbose_name='总体')),
                ('allocated', models.PositiveIntegerField(verbose_name='应答目标')),
                ('drawn', models.PositiveIntegerField(verbose_name='抽出')),
            ],
            options={
                'verbose_name': '层',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
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
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='surveys.invitation')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                ('stratum', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='surveys.stratum')),
            ],
            options={
                'verbose_name': '邀请',
            },
        ),
        migrations.CreateModel(
            name='OpenLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True)),
                ('place', models.CharField(max_length=80, verbose_name='放在哪里')),
                ('touchpoint', models.CharField(blank=True, max_length=24, verbose_name='触点')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
            ],
            options={
                'verbose_name': '公开链接',
            },
        ),
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=24, unique=True, verbose_name='编号')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('purpose', models.CharField(max_length=200, verbose_name='用途')),
                ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
            ],
            options={
                'verbose_name': '问卷',
            },
        ),
        migrations.CreateModel(
            name='QuestionnaireVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='版本')),
                ('state', models.CharField(choices=[('draft', '草稿'), ('published', '已发布'), ('retired', '已停用')], max_length=12, verbose_name='状态')),
                ('content', models.JSONField(verbose_name='内容')),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='改了什么')),
                ('edits', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='surveys.questionnaire')),
            ],
            options={
                'verbose_name': '问卷版本',
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
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
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='surveys.questionnaireversion')),
            ],
            options={
                'verbose_name': '题目',
            },
        ),
        migrations.CreateModel(
            name='Response',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('sms', '短信'), ('email', '邮件'), ('hotline', '电话访问'), ('link', '链接'), ('qr', '二维码')], max_length=8)),
                ('language', models.CharField(default='zh-cn', max_length=8)),
                ('answers', models.JSONField(default=dict)),
                ('page', models.PositiveSmallIntegerField(default=0)),
                ('started_at', models.DateTimeField(verbose_name='开始作答')),
                ('saved_at', models.DateTimeField(verbose_name='最近保存')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='提交时间')),
                ('complete', models.BooleanField(default=False)),
                ('seconds', models.PositiveIntegerField(default=0, verbose_name='用时（秒）')),
                ('session', models.CharField(max_length=64, null=True, unique=True)),
                ('device', models.CharField(blank=True, max_length=64)),
                ('network', models.CharField(blank=True, max_length=64)),
                ('flags', models.JSONField(default=list)),
                ('low', models.JSONField(default=list)),
                ('is_low', models.BooleanField(default=False)),
                ('followed_at', models.DateTimeField(blank=True, null=True)),
                ('weight', models.FloatField(default=1.0)),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='customers.customer')),
                ('invitation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='response', to='surveys.invitation')),
                ('link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='surveys.openlink')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
            ],
            options={
                'verbose_name': '答卷',
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.FloatField(blank=True, null=True)),
                ('chosen', models.JSONField(default=list)),
                ('words', models.TextField(blank=True)),
                ('not_applicable', models.BooleanField(default=False)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='surveys.item')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='surveys.response')),
            ],
            options={
                'verbose_name': '答案',
            },
        ),
        migrations.CreateModel(
            name='SurveyWave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('trigger', models.CharField(choices=[('sample', '抽样'), ('case_closed', '结案之后'), ('promise_kept', '承诺兑现之后'), ('open_link', '公开链接或二维码')], max_length=16, verbose_name='问谁')),
                ('way', models.CharField(choices=[('sms', '短信'), ('email', '邮件'), ('hotline', '电话访问'), ('link', '链接'), ('qr', '二维码')], max_length=8, verbose_name='怎么问')),
                ('state', models.CharField(choices=[('planned', '筹备'), ('drawn', '已抽样'), ('open', '进行中'), ('paused', '已暂停'), ('closed', '已结束'), ('cancelled', '已取消')], max_length=12, verbose_name='状态')),
                ('design', models.JSONField(default=dict, verbose_name='抽样设计')),
                ('frame', models.JSONField(default=dict, verbose_name='抽样框')),
                ('words', models.JSONField(default=dict, verbose_name='邀请语')),
                ('starts_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('changes', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ('drawn_at', models.DateTimeField(blank=True, null=True, verbose_name='抽样时间')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waves', to='surveys.questionnaireversion')),
            ],
            options={
                'verbose_name': '调查期次',
            },
        ),
        migrations.AddField(
            model_name='stratum',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='strata', to='surveys.surveywave'),
        ),
        migrations.AddField(
            model_name='response',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='surveys.surveywave'),
        ),
        migrations.AddField(
            model_name='openlink',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='surveys.surveywave'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='surveys.surveywave'),
        ),
        migrations.AddConstraint(
            model_name='questionnaire',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='questionnaire_is_named'),
        ),
        migrations.AddConstraint(
            model_name='questionnaire',
            constraint=models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='questionnaire_has_purpose'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireversion',
            constraint=models.UniqueConstraint(fields=('questionnaire', 'number'), name='version_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('questionnaire',), name='version_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireversion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'retired'])), name='version_state_known'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('digest', ''), ('published_at__isnull', True), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('published_at__isnull', False), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='version_published_with_digest'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.UniqueConstraint(fields=('version', 'code'), name='item_once_a_version'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('maximum__isnull', True), ('minimum__isnull', True)), ('maximum__gt', models.F('minimum')), _connector='OR'), name='item_scale_has_room'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('before', ''), ('mapping', '')), models.Q(models.Q(('before', ''), _negated=True), ('mapping__in', ['same', 'reworded', 'changed'])), _connector='OR'), name='item_mapping_says_how'),
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(fields=['item', 'number'], name='answer_item_number'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('response', 'item'), name='answer_once_a_response'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(('not_applicable', False), models.Q(('number__isnull', True), ('words', '')), _connector='OR'), name='answer_not_applicable_is_empty'),
        ),
        migrations.AddIndex(
            model_name='surveywave',
            index=models.Index(fields=['unit', 'state', '-starts_at'], name='wave_unit_state_start'),
        ),
        migrations.AddConstraint(
            model_name='surveywave',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='wave_is_named'),
        ),
        migrations.AddConstraint(
            model_name='surveywave',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='wave_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='surveywave',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'drawn', 'open', 'paused', 'closed', 'cancelled'])), name='wave_state_known'),
        ),
        migrations.AddConstraint(
            model_name='surveywave',
            constraint=models.CheckConstraint(condition=models.Q(('trigger__in', ['sample', 'case_closed', 'promise_kept', 'open_link'])), name='wave_trigger_known'),
        ),
        migrations.AddConstraint(
            model_name='surveywave',
            constraint=models.CheckConstraint(condition=models.Q(('way__in', ['sms', 'email', 'hotline', 'link', 'qr'])), name='wave_way_known'),
        ),
        migrations.AddConstraint(
            model_name='surveywave',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('trigger', 'sample'), _negated=True), ('state__in', ['planned', 'cancelled']), ('drawn_at__isnull', False), _connector='OR'), name='wave_sample_is_drawn'),
        ),
        migrations.AddConstraint(
            model_name='stratum',
            constraint=models.UniqueConstraint(fields=('wave', 'label'), name='stratum_once_a_wave'),
        ),
        migrations.AddConstraint(
            model_name='stratum',
            constraint=models.CheckConstraint(condition=models.Q(('drawn__lte', models.F('population'))), name='stratum_drawn_within'),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(fields=['wave', 'complete', 'submitted_at'], name='response_wave_complete'),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(fields=['unit', '-submitted_at'], name='response_unit_submitted'),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(fields=['customer', '-submitted_at'], name='response_customer_submitted'),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(fields=['wave', 'device'], name='response_wave_device'),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(condition=models.Q(('followed_at__isnull', True), ('is_low', True)), fields=['submitted_at'], name='response_low_waiting'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('invitation__isnull', False), ('link__isnull', True)), models.Q(('invitation__isnull', True), ('link__isnull', False)), _connector='OR'), name='response_came_one_way'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.CheckConstraint(condition=models.Q(('invitation__isnull', True), ('customer__isnull', False), _connector='OR'), name='response_invited_has_customer'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.CheckConstraint(condition=models.Q(('way__in', ['sms', 'email', 'hotline', 'link', 'qr'])), name='response_way_known'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.CheckConstraint(condition=models.Q(('complete', False), ('submitted_at__isnull', False), _connector='OR'), name='response_complete_submitted'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.CheckConstraint(condition=models.Q(('is_low', False), ('submitted_at__isnull', False), _connector='OR'), name='response_low_submitted'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='response_weight_positive'),
        ),
        migrations.AddConstraint(
            model_name='openlink',
            constraint=models.CheckConstraint(condition=models.Q(('place', ''), _negated=True), name='open_link_has_place'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['wave', 'state', 'next_at'], name='invitation_wave_state_next'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['customer', '-invited_at'], name='invitation_customer_invited'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['stratum', 'state', 'position'], name='invitation_stratum_state'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('wave', 'customer', 'about'), name='invitation_once_a_wave'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['reserve', 'waiting', 'sent', 'opened', 'started', 'completed', 'screened_out', 'refused', 'unreachable', 'expired'])), name='invitation_state_known'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='invitation_weight_positive'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['completed', 'expired', 'refused', 'screened_out', 'unreachable'])), models.Q(models.Q(('state__in', ['completed', 'expired', 'refused', 'screened_out', 'unreachable']), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='invitation_end_has_time'),
        ),
    ]

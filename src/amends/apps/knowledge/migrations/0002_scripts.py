# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amends.apps.core.models.creating import CreateTables


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0001_articles'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Term',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='版本')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('review_date', models.DateField(blank=True, null=True, verbose_name='复审日期')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='改了什么')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='提交时间')),
                    ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='批准时间')),
                    ('retired_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                    ('retired_reason', models.CharField(blank=True, max_length=200, verbose_name='停用原因')),
                    ('code', models.CharField(max_length=20, verbose_name='编码')),
                    ('term', models.CharField(max_length=40, verbose_name='统一用语')),
                    ('variants', models.JSONField(default=list, verbose_name='不再使用的说法')),
                    ('fine', models.JSONField(default=list, verbose_name='含有这些字但不算错的说法')),
                    ('plain', models.CharField(max_length=200, verbose_name='通俗解释')),
                    ('topic', models.CharField(blank=True, max_length=12, verbose_name='对应投诉分类')),
                ],
                options={
                    'verbose_name': '统一用语',
                    'constraints': [models.UniqueConstraint(fields=('unit', 'code', 'number'), name='term_version_once'), models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='term_numbered'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='term_approved_by_whom'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('made_by')), _negated=True), _connector='OR'), name='term_four_eyes'), models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', True), ('retired_by__isnull', True), ('retired_reason', '')), models.Q(('retired_at__isnull', False), ('retired_by__isnull', False), models.Q(('retired_reason', ''), _negated=True)), _connector='OR'), name='term_retired_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('term', ''), _negated=True), models.Q(('plain', ''), _negated=True), models.Q(('code', ''), _negated=True)), name='term_says')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Wording',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='版本')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('review_date', models.DateField(blank=True, null=True, verbose_name='复审日期')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='改了什么')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='提交时间')),
                    ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='批准时间')),
                    ('retired_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                    ('retired_reason', models.CharField(blank=True, max_length=200, verbose_name='停用原因')),
                    ('key', models.CharField(max_length=40, verbose_name='编码')),
                    ('channel', models.CharField(choices=[('hotline', '热线'), ('hall', '营业厅'), ('sms', '短信'), ('app', 'App'), ('email', '电子邮件'), ('letter', '书面'), ('chat', '在线客服')], max_length=8, verbose_name='渠道')),
                    ('language', models.CharField(choices=[('zh', '中文'), ('en', '英文')], default='zh', max_length=2, verbose_name='语言')),
                    ('group', models.CharField(choices=[('opening', '开头'), ('regret', '先致歉'), ('restate', '复述确认'), ('listen', '听的时候回应'), ('wait', '等候和保持'), ('liability', '承认责任'), ('closing', '收尾'), ('reply', '现成答复'), ('frame', '答复框架'), ('receipt', '自动回执'), ('notice', '告知')], max_length=10, verbose_name='用在哪里')),
                    ('title', models.CharField(max_length=60, verbose_name='名称')),
                    ('text', models.TextField(verbose_name='说法')),
                    ('is_liability', models.BooleanField(default=False, verbose_name='承认是我们的责任')),
                ],
                options={
                    'verbose_name': '口径',
                    'constraints': [models.UniqueConstraint(fields=('unit', 'key', 'channel', 'language', 'number'), name='wording_version_once'), models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='wording_numbered'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='wording_approved_by_whom'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('made_by')), _negated=True), _connector='OR'), name='wording_four_eyes'), models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', True), ('retired_by__isnull', True), ('retired_reason', '')), models.Q(('retired_at__isnull', False), ('retired_by__isnull', False), models.Q(('retired_reason', ''), _negated=True)), _connector='OR'), name='wording_retired_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('title', ''), _negated=True), models.Q(('key', ''), _negated=True)), name='wording_says'), models.CheckConstraint(condition=models.Q(('channel__in', ['hotline', 'hall', 'sms', 'app', 'email', 'letter', 'chat'])), name='wording_channel_known'), models.CheckConstraint(condition=models.Q(('language__in', ['zh', 'en'])), name='wording_language_known'), models.CheckConstraint(condition=models.Q(('group__in', ['opening', 'regret', 'restate', 'listen', 'wait', 'liability', 'closing', 'reply', 'frame', 'receipt', 'notice'])), name='wording_group_known')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Script',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='版本')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('review_date', models.DateField(blank=True, null=True, verbose_name='复审日期')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='改了什么')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='提交时间')),
                    ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='批准时间')),
                    ('retired_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                    ('retired_reason', models.CharField(blank=True, max_length=200, verbose_name='停用原因')),
                    ('code', models.CharField(max_length=40, verbose_name='编码')),
                    ('name', models.CharField(max_length=80, verbose_name='名称')),
                    ('kind', models.CharField(choices=[('service', '服务'), ('selling', '主动推荐'), ('explain', '解释'), ('discrepancy', '宣传与实际不一致')], max_length=12, verbose_name='种类')),
                    ('channel', models.CharField(choices=[('hotline', '热线'), ('hall', '营业厅'), ('sms', '短信'), ('app', 'App'), ('email', '电子邮件'), ('letter', '书面'), ('chat', '在线客服')], max_length=8, verbose_name='渠道')),
                    ('subject', models.CharField(blank=True, max_length=40, verbose_name='为哪个业务或活动')),
                    ('customers', models.CharField(blank=True, max_length=200, verbose_name='适合哪些客户')),
                    ('parts', models.JSONField(default=dict, verbose_name='各部分')),
                    ('key_messages', models.JSONField(default=list, verbose_name='要让客户记住的')),
                ],
                options={
                    'verbose_name': '话术',
                    'constraints': [models.UniqueConstraint(fields=('unit', 'code', 'number'), name='script_version_once'), models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='script_numbered'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='script_approved_by_whom'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('made_by')), _negated=True), _connector='OR'), name='script_four_eyes'), models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', True), ('retired_by__isnull', True), ('retired_reason', '')), models.Q(('retired_at__isnull', False), ('retired_by__isnull', False), models.Q(('retired_reason', ''), _negated=True)), _connector='OR'), name='script_retired_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('code', ''), _negated=True)), name='script_is_named'), models.CheckConstraint(condition=models.Q(('kind__in', ['service', 'selling', 'explain', 'discrepancy'])), name='script_kind_known'), models.CheckConstraint(condition=models.Q(('channel__in', ['hotline', 'hall', 'sms', 'app', 'email', 'letter', 'chat'])), name='script_channel_known'), models.CheckConstraint(condition=models.Q(('parts__need_check__isnull', False)), name='script_asks_for_the_need'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'selling'), _negated=True), models.Q(('parts__consent__isnull', False), ('parts__suitability__isnull', False), models.Q(('subject', ''), _negated=True)), _connector='OR'), name='script_sells_what_suits_with_consent')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='ScriptExample',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('script', models.CharField(max_length=40, verbose_name='话术')),
                    ('title', models.CharField(max_length=80, verbose_name='标题')),
                    ('story', models.TextField(verbose_name='经过')),
                    ('went_well', models.BooleanField(default=True, verbose_name='做得好')),
                    ('case', models.CharField(blank=True, max_length=40, verbose_name='案件编号')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'verbose_name': '话术案例',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('story', ''), _negated=True)), name='script_example_tells'), models.UniqueConstraint(fields=('unit', 'script', 'title'), name='script_example_titled_once')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='WordingReview',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('month_date', models.DateField(verbose_name='月份')),
                    ('due', models.PositiveSmallIntegerField(verbose_name='到期的')),
                    ('differing', models.PositiveSmallIntegerField(verbose_name='说法不一的')),
                    ('result', models.CharField(max_length=400, verbose_name='结果')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'verbose_name': '用语梳理',
                    'constraints': [models.CheckConstraint(condition=models.Q(('result', ''), _negated=True), name='wording_review_has_a_result'), models.CheckConstraint(condition=models.Q(('month_date__day', 1)), name='wording_review_of_a_month')],
                    'indexes': [],
                },
            ),
        ]),
    ]

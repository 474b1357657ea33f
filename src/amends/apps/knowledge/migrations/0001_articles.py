# SPDX-License-Identifier: Apache-2.0
"""Articles, notices and briefs, and the index that the words of articles are looked up in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amends.apps.core.models.creating import CreateTables
from amends.apps.knowledge.models.search import search_index_sql


def make_index(apps, schema_editor):
    for statement in search_index_sql(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def remove_index(apps, schema_editor):
    for statement in search_index_sql(schema_editor.connection.vendor, remove=True):
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0009_assist'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Article',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=12, unique=True, verbose_name='编号')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('title', models.CharField(max_length=120, verbose_name='标题')),
                    ('topic', models.CharField(blank=True, max_length=12, verbose_name='投诉分类')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('review_date', models.DateField(verbose_name='复审日期')),
                    ('source_channel', models.CharField(choices=[('product', '产品与市场'), ('billing', '计费'), ('network', '网络'), ('hotline', '热线'), ('hall', '营业厅'), ('online', '网上渠道'), ('regulator', '监管'), ('case', '投诉案件'), ('survey', '调查')], max_length=12, verbose_name='资料来源')),
                    ('lesson_of', models.CharField(blank=True, max_length=40, verbose_name='从哪个案件来')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='起草时间')),
                    ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                    ('retired_reason', models.CharField(blank=True, max_length=200, verbose_name='停用原因')),
                ],
                options={
                    'verbose_name': '知识',
                    'indexes': [models.Index(fields=['unit', 'review_date'], name='article_unit_review')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('code', ''), _negated=True)), name='article_is_titled'), models.CheckConstraint(condition=models.Q(('source_channel__in', ['product', 'billing', 'network', 'hotline', 'hall', 'online', 'regulator', 'case', 'survey'])), name='article_source_known'), models.UniqueConstraint(condition=models.Q(('lesson_of', ''), _negated=True), fields=('lesson_of',), name='article_one_lesson_a_case'), models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', True), ('retired_reason', '')), models.Q(('retired_at__isnull', False), models.Q(('retired_reason', ''), _negated=True)), _connector='OR'), name='article_retired_for_a_reason')],
                },
            ),
            migrations.CreateModel(
                name='ArticleVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='knowledge.article')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='版本')),
                    ('state', models.CharField(choices=[('technical', '原始资料'), ('plain', '已口语化'), ('approved', '已批准')], max_length=10, verbose_name='状态')),
                    ('title', models.CharField(max_length=120, verbose_name='标题')),
                    ('material', models.TextField(blank=True, verbose_name='原始资料')),
                    ('short', models.CharField(blank=True, max_length=200, verbose_name='一句话答案')),
                    ('body', models.TextField(blank=True, verbose_name='详细说明')),
                    ('points', models.JSONField(default=list, verbose_name='要点')),
                    ('says', models.JSONField(default=dict, verbose_name='各渠道说法')),
                    ('starts_date', models.DateField(blank=True, null=True, verbose_name='生效日期')),
                    ('last_date', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='改了什么')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='提交时间')),
                    ('plain_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('plain_at', models.DateTimeField(blank=True, null=True, verbose_name='改写时间')),
                    ('returned_reason', models.CharField(blank=True, max_length=200, verbose_name='退回原因')),
                    ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='批准时间')),
                    ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='被新版本代替')),
                ],
                options={
                    'verbose_name': '知识版本',
                    'indexes': [models.Index(fields=['state', 'approved_at'], name='article_version_approved')],
                    'constraints': [models.UniqueConstraint(fields=('article', 'number'), name='article_version_once'), models.UniqueConstraint(condition=models.Q(('state', 'approved'), _negated=True), fields=('article',), name='article_one_draft'), models.CheckConstraint(condition=models.Q(('state__in', ['technical', 'plain', 'approved'])), name='article_version_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'technical'), _negated=True), models.Q(('material', ''), _negated=True), _connector='OR'), name='article_technical_has_material'), models.CheckConstraint(condition=models.Q(('state', 'technical'), models.Q(('plain_at__isnull', False), ('plain_by__isnull', False), ('starts_date__isnull', False), models.Q(('short', ''), _negated=True), models.Q(('body', ''), _negated=True)), _connector='OR'), name='article_plain_says_it'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('state', 'approved')), models.Q(models.Q(('state', 'approved'), _negated=True), ('approved_at__isnull', True), ('approved_by__isnull', True)), _connector='OR'), name='article_approved_by_whom'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(models.Q(('approved_by', models.F('made_by')), _negated=True), models.Q(('approved_by', models.F('plain_by')), _negated=True)), _connector='OR'), name='article_four_eyes'), models.CheckConstraint(condition=models.Q(('last_date__isnull', True), ('last_date__gte', models.F('starts_date')), _connector='OR'), name='article_ends_after_start')],
                },
            ),
            migrations.CreateModel(
                name='ArticleFeedback',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='knowledge.article')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('kind', models.CharField(choices=[('useless', '没用'), ('outdated', '过期'), ('unclear', '看不懂')], max_length=8, verbose_name='意见')),
                    ('words', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='时间')),
                    ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='处理时间')),
                    ('answer', models.CharField(blank=True, max_length=200, verbose_name='处理结果')),
                ],
                options={
                    'verbose_name': '知识反馈',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at__isnull', True)), fields=('article', 'by', 'kind'), name='article_feedback_open_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['useless', 'outdated', 'unclear'])), name='article_feedback_known'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='article_feedback_settled_with_words')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='KnowledgeUse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='knowledge.article')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('kind', models.CharField(choices=[('case', '案件'), ('script', '话术'), ('campaign', '活动'), ('quiz', '测验')], max_length=8, verbose_name='用在哪里')),
                    ('reference', models.CharField(max_length=40, verbose_name='编号')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='时间')),
                ],
                options={
                    'verbose_name': '知识的使用',
                    'indexes': [models.Index(fields=['kind', 'reference'], name='knowledge_use_reference')],
                    'constraints': [models.UniqueConstraint(fields=('article', 'kind', 'reference'), name='knowledge_use_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['case', 'script', 'campaign', 'quiz']), models.Q(('reference', ''), _negated=True)), name='knowledge_use_of_something')],
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('subject', models.CharField(blank=True, max_length=40, verbose_name='活动或业务编码')),
                    ('title', models.CharField(max_length=120, verbose_name='标题')),
                    ('text', models.TextField(verbose_name='内容')),
                    ('article', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='knowledge.article')),
                    ('channels', models.JSONField(default=list, verbose_name='通知哪些岗位')),
                    ('effective_date', models.DateField(verbose_name='何时起对客户生效')),
                    ('due_date', models.DateField(verbose_name='最晚何时读完')),
                    ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('published_at', models.DateTimeField(verbose_name='发布时间')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='撤回时间')),
                    ('withdrawn_reason', models.CharField(blank=True, max_length=200, verbose_name='撤回原因')),
                ],
                options={
                    'verbose_name': '事前通知',
                    'indexes': [models.Index(fields=['subject'], name='notice_subject')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('text', ''), _negated=True)), name='notice_says'), models.CheckConstraint(condition=models.Q(('channels', []), _negated=True), name='notice_goes_to_somebody'), models.CheckConstraint(condition=models.Q(('due_date__lte', models.F('effective_date'))), name='notice_read_before_start'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_reason', '')), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='notice_withdrawn_for_a_reason')],
                },
            ),
            migrations.CreateModel(
                name='NoticePlace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='knowledge.notice')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                ],
                options={
                    'verbose_name': '通知到的机构',
                    'constraints': [models.UniqueConstraint(fields=('notice', 'unit'), name='notice_place_once')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='NoticeReading',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='knowledge.notice')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='时间')),
                ],
                options={
                    'verbose_name': '已读回执',
                    'constraints': [models.UniqueConstraint(fields=('notice', 'by'), name='notice_read_once')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='MorningBrief',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('since_at', models.DateTimeField(verbose_name='从什么时候起')),
                    ('held_at', models.DateTimeField(verbose_name='开会时间')),
                    ('held_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('articles', models.JSONField(default=list, verbose_name='讲到的知识')),
                    ('notices', models.JSONField(default=list, verbose_name='讲到的通知')),
                    ('words', models.CharField(blank=True, max_length=400, verbose_name='会上记下的')),
                    ('attended', models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '晨会',
                    'indexes': [models.Index(fields=['unit', '-held_at'], name='brief_unit_held')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('held_at__gt', models.F('since_at'))), name='brief_after_the_last')],
                },
            ),
            migrations.CreateModel(
                name='VoiceSource',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('name', models.CharField(max_length=80, verbose_name='来源')),
                    ('kind', models.CharField(choices=[('market', '市场调查'), ('satisfaction', '满意度调查'), ('sampling', '抽样反馈'), ('internal', '内部职能'), ('external', '外部机构')], max_length=12, verbose_name='种类')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('cadence_days', models.PositiveSmallIntegerField(verbose_name='多少天更新一次')),
                    ('follows', models.CharField(blank=True, max_length=60, verbose_name='随什么自动更新')),
                    ('made_at', models.DateTimeField(verbose_name='登记时间')),
                    ('refreshed_at', models.DateTimeField(blank=True, null=True, verbose_name='最近更新')),
                    ('refreshed_note', models.CharField(blank=True, max_length=200, verbose_name='最近一次是什么')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ],
                options={
                    'verbose_name': '声音来源',
                    'constraints': [models.UniqueConstraint(fields=('unit', 'name'), name='voice_source_named_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['market', 'satisfaction', 'sampling', 'internal', 'external'])), name='voice_source_known'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), ('cadence_days__gte', 1)), name='voice_source_has_cadence')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='ArticleText',
                fields=[
                    ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='searched', serialize=False, to='knowledge.articleversion')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('topic', models.CharField(blank=True, max_length=12, verbose_name='投诉分类')),
                    ('title', models.CharField(max_length=250, verbose_name='标题')),
                    ('text', models.TextField(verbose_name='检索文本')),
                    ('starts_date', models.DateField(verbose_name='生效日期')),
                    ('last_date', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                    ('review_date', models.DateField(verbose_name='复审日期')),
                ],
                options={
                    'verbose_name': '知识检索文本',
                    'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='article_text_says')],
                    'indexes': [],
                },
            ),
        ]),
        migrations.RunPython(make_index, remove_index),
    ]

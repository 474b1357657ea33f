# SPDX-License-Identifier: Apache-2.0
"""The tables of learning."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amends.apps.core.models.creating import CreateTables


class Migration(migrations.Migration):

    dependencies = [
        ("training", "0001_playing"),
        ("core", "0009_assist"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='SkillLook',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('skill', models.CharField(max_length=16, verbose_name='技能')),
                    ('level', models.PositiveSmallIntegerField(verbose_name='水平')),
                    ('seen', models.CharField(max_length=200, verbose_name='看到了什么')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='时间')),
                ],
                options={
                    'verbose_name': '技能评定',
                    'indexes': [models.Index(fields=['person', 'skill', '-id'], name='skill_look_newest')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('level__lte', 4)), name='skill_look_level_known'), models.CheckConstraint(condition=models.Q(('seen', ''), _negated=True), name='skill_look_says_what'), models.CheckConstraint(condition=models.Q(('by', models.F('person')), _negated=True), name='skill_look_by_another')],
                },
            ),
            migrations.CreateModel(
                name='Certificate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('code', models.CharField(max_length=24, verbose_name='证书')),
                    ('starts_date', models.DateField(verbose_name='从')),
                    ('ends_date', models.DateField(verbose_name='到')),
                    ('shown', models.JSONField(default=dict)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='颁发时间')),
                    ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时间')),
                    ('revoked_why', models.CharField(blank=True, max_length=200, verbose_name='撤销原因')),
                ],
                options={
                    'verbose_name': '证书',
                    'indexes': [models.Index(fields=['person', 'code', '-id'], name='certificate_newest')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_date__gte', models.F('starts_date'))), name='certificate_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_why', '')), models.Q(('revoked_at__isnull', False), models.Q(('revoked_why', ''), _negated=True)), _connector='OR'), name='certificate_revoked_for_a_reason')],
                },
            ),
            migrations.CreateModel(
                name='Practice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('mode', models.CharField(choices=[('courteous', '礼貌待客'), ('selling', '技巧推荐'), ('personalised', '个性化沟通')], max_length=16, verbose_name='沟通模式')),
                    ('skill', models.CharField(max_length=16, verbose_name='技能')),
                    ('done_date', models.DateField(verbose_name='日期')),
                    ('passed', models.BooleanField(verbose_name='做到了')),
                    ('note', models.CharField(max_length=200, verbose_name='看到了什么')),
                    ('watched_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='登记时间')),
                ],
                options={
                    'verbose_name': '练习',
                    'indexes': [models.Index(fields=['person', '-done_date'], name='practice_of_person')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('mode__in', ['courteous', 'selling', 'personalised'])), name='practice_mode_known'), models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='practice_says_what'), models.CheckConstraint(condition=models.Q(('watched_by', models.F('person')), _negated=True), name='practice_seen_by_another')],
                },
            ),
            migrations.CreateModel(
                name='LibraryMark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('card', models.CharField(max_length=24, verbose_name='卡片')),
                    ('at', models.DateTimeField(verbose_name='时间')),
                ],
                options={
                    'verbose_name': '学过的卡片',
                    'constraints': [models.UniqueConstraint(fields=('person', 'card'), name='library_mark_once'), models.CheckConstraint(condition=models.Q(('card', ''), _negated=True), name='library_mark_of_a_card')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Quiz',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=40, unique=True, verbose_name='编码')),
                    ('title', models.CharField(max_length=80, verbose_name='名称')),
                    ('subject', models.CharField(max_length=60, verbose_name='关于')),
                    ('skill', models.CharField(blank=True, max_length=16, verbose_name='技能')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('ask', models.PositiveSmallIntegerField(verbose_name='每次几题')),
                    ('pass_share', models.FloatField(verbose_name='通过线')),
                    ('retry_hours', models.PositiveSmallIntegerField(verbose_name='几小时后可以重考')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='建立时间')),
                    ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='开放时间')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ],
                options={
                    'verbose_name': '测验',
                    'indexes': [models.Index(fields=['subject', 'unit'], name='quiz_subject')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('title', ''), _negated=True), models.Q(('subject', ''), _negated=True)), name='quiz_is_named'), models.CheckConstraint(condition=models.Q(('ask__gte', 1)), name='quiz_asks_something'), models.CheckConstraint(condition=models.Q(('pass_share__gt', 0), ('pass_share__lte', 1)), name='quiz_pass_share_in_range'), models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('opened_at__isnull', False), _connector='OR'), name='quiz_closed_was_open')],
                },
            ),
            migrations.CreateModel(
                name='Question',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('quiz', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='training.quiz')),
                    ('kind', models.CharField(choices=[('single', '单选'), ('multiple', '多选'), ('true_false', '判断'), ('number', '数字'), ('teach_back', '用自己的话讲')], max_length=12, verbose_name='题型')),
                    ('words', models.CharField(max_length=400, verbose_name='题目')),
                    ('options', models.JSONField(default=list, verbose_name='选项')),
                    ('answer', models.JSONField(verbose_name='答案')),
                    ('source', models.CharField(blank=True, max_length=80, verbose_name='出处')),
                    ('why', models.CharField(blank=True, max_length=400, verbose_name='讲解')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='出题时间')),
                    ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='批准时间')),
                    ('dropped_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ],
                options={
                    'verbose_name': '题目',
                    'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='question_has_words'), models.CheckConstraint(condition=models.Q(('kind__in', ['single', 'multiple', 'true_false', 'number', 'teach_back'])), name='question_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='question_approved_by_whom')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Attempt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('quiz', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='training.quiz')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('asked', models.JSONField(default=list)),
                    ('begun_at', models.DateTimeField(verbose_name='开始')),
                    ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='交卷')),
                    ('right', models.PositiveSmallIntegerField(default=0, verbose_name='答对')),
                    ('passed', models.BooleanField(default=False, verbose_name='通过')),
                ],
                options={
                    'verbose_name': '答卷',
                    'indexes': [models.Index(fields=['quiz', 'person', '-id'], name='attempt_newest')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True)), fields=('quiz', 'person'), name='attempt_one_at_a_time'), models.CheckConstraint(condition=models.Q(('passed', False), ('finished_at__isnull', False), _connector='OR'), name='attempt_passed_is_finished'), models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('finished_at__gte', models.F('begun_at')), _connector='OR'), name='attempt_ends_after_begin')],
                },
            ),
            migrations.CreateModel(
                name='Answer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='training.attempt')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='training.question')),
                    ('given', models.JSONField(verbose_name='作答')),
                    ('is_right', models.BooleanField(verbose_name='正确')),
                    ('missed', models.JSONField(default=list)),
                    ('at', models.DateTimeField(verbose_name='时间')),
                ],
                options={
                    'verbose_name': '作答',
                    'constraints': [models.UniqueConstraint(fields=('attempt', 'question'), name='answer_once_a_question')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Cascade',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=40, unique=True, verbose_name='编码')),
                    ('title', models.CharField(max_length=80, verbose_name='名称')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('quiz', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.quiz', verbose_name='测验')),
                    ('materials', models.TextField(blank=True, verbose_name='材料')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='建立时间')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                ],
                options={
                    'verbose_name': '逐级培训',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('title', ''), _negated=True)), name='cascade_is_named')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Session',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('cascade', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='training.cascade')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('group', models.CharField(choices=[('leaders', '班组长'), ('team', '班组')], max_length=8, verbose_name='对谁')),
                    ('held_at', models.DateTimeField(verbose_name='时间')),
                    ('minutes', models.PositiveSmallIntegerField(verbose_name='分钟')),
                    ('place', models.CharField(max_length=80, verbose_name='地点')),
                    ('trainer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_at', models.DateTimeField(verbose_name='安排时间')),
                ],
                options={
                    'verbose_name': '培训场次',
                    'indexes': [models.Index(fields=['unit', 'held_at'], name='session_calendar')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('group__in', ['leaders', 'team'])), name='session_group_known'), models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 600)), name='session_minutes_plausible'), models.CheckConstraint(condition=models.Q(('place', ''), _negated=True), name='session_has_a_place')],
                },
            ),
            migrations.CreateModel(
                name='Attendance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='training.session')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='登记时间')),
                ],
                options={
                    'verbose_name': '到场',
                    'constraints': [models.UniqueConstraint(fields=('session', 'person'), name='attendance_once')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Reflection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('title', models.CharField(max_length=80, verbose_name='题目')),
                    ('setting', models.TextField(verbose_name='当时的情形')),
                    ('customer_did', models.TextField(verbose_name='客户做了什么')),
                    ('we_did', models.TextField(verbose_name='我做了什么')),
                    ('outcome', models.TextField(verbose_name='结果怎样')),
                    ('judgement', models.TextField(blank=True, verbose_name='我的判断')),
                    ('written_at', models.DateTimeField(verbose_name='写下的时间')),
                    ('offered_at', models.DateTimeField(blank=True, null=True, verbose_name='提交分享')),
                    ('shown', models.JSONField(default=dict)),
                    ('looked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('shared_at', models.DateTimeField(blank=True, null=True, verbose_name='分享时间')),
                ],
                options={
                    'verbose_name': '服务反思',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('setting', ''), _negated=True), models.Q(('customer_did', ''), _negated=True), models.Q(('we_did', ''), _negated=True), models.Q(('outcome', ''), _negated=True)), name='reflection_four_fields'), models.CheckConstraint(condition=models.Q(models.Q(('looked_by__isnull', True), ('shared_at__isnull', True)), models.Q(('looked_by__isnull', False), ('offered_at__isnull', False), ('shared_at__isnull', False), models.Q(('looked_by', models.F('author')), _negated=True)), _connector='OR'), name='reflection_shared_after_a_second_look')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Pledge',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('unit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('words', models.CharField(max_length=200, verbose_name='服务誓言')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='时间')),
                ],
                options={
                    'verbose_name': '服务誓言',
                    'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='pledge_says_something')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Trial',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=40, unique=True, verbose_name='编码')),
                    ('title', models.CharField(max_length=80, verbose_name='名称')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                    ('design', models.CharField(choices=[('stepped', '随机分批开始'), ('compared', '与未培训的班组比较')], max_length=12, verbose_name='办法')),
                    ('outcome', models.CharField(max_length=16, verbose_name='结果')),
                    ('starts_date', models.DateField(verbose_name='第一批开始')),
                    ('step_days', models.PositiveSmallIntegerField(verbose_name='每批间隔（天）')),
                    ('steps', models.PositiveSmallIntegerField(verbose_name='批数')),
                    ('seed', models.CharField(max_length=64)),
                    ('drawn_date', models.DateField(verbose_name='抽签日期')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': '培训效果',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', ''), _negated=True), models.Q(('title', ''), _negated=True)), name='trial_is_named'), models.CheckConstraint(condition=models.Q(('design__in', ['stepped', 'compared'])), name='trial_design_known'), models.CheckConstraint(condition=models.Q(('step_days__gte', 7), ('steps__gte', 1)), name='trial_steps_of_a_week_or_more'), models.CheckConstraint(condition=models.Q(models.Q(('design', 'compared'), ('steps', 1)), models.Q(('design', 'stepped'), ('steps__gte', 2), models.Q(('seed', ''), _negated=True)), _connector='OR'), name='trial_stepped_was_drawn'), models.CheckConstraint(condition=models.Q(('design', 'compared'), ('drawn_date__lt', models.F('starts_date')), _connector='OR'), name='trial_drawn_before_start')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='TrialTeam',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('trial', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='training.trial')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit')),
                    ('step', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='批次')),
                    ('people', models.JSONField(default=list)),
                ],
                options={
                    'verbose_name': '培训批次',
                    'constraints': [models.UniqueConstraint(fields=('trial', 'unit'), name='trial_team_once'), models.CheckConstraint(condition=models.Q(('step__isnull', True), ('step__gte', 1), _connector='OR'), name='trial_team_step_from_one')],
                    'indexes': [],
                },
            ),
        ]),
    ]

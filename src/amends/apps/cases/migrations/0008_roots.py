# SPDX-License-Identifier: Apache-2.0
"""The root of a complaint, the review of a changed procedure."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_attachments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProcedureReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(max_length=400, verbose_name='为什么改')),
                ('expected', models.CharField(max_length=400, verbose_name='预期的效果')),
                ('measured', models.JSONField(default=dict, verbose_name='旧版本的效果')),
                ('at', models.DateTimeField(verbose_name='评审时间')),
            ],
            options={
                'verbose_name': '规程评审',
            },
        ),
        migrations.AddField(
            model_name='improvement',
            name='domain',
            field=models.CharField(blank=True, max_length=24, verbose_name='根因所在环节'),
        ),
        migrations.AddField(
            model_name='intake',
            name='campaign',
            field=models.CharField(blank=True, max_length=80, verbose_name='涉及活动'),
        ),
        migrations.AddField(
            model_name='intake',
            name='gap_code',
            field=models.CharField(blank=True, max_length=1, verbose_name='属于哪一个服务差距'),
        ),
        migrations.AddField(
            model_name='intake',
            name='root_branch',
            field=models.CharField(blank=True, max_length=24, verbose_name='具体起因'),
        ),
        migrations.AddField(
            model_name='intake',
            name='root_domain',
            field=models.CharField(blank=True, max_length=24, verbose_name='根因所在环节'),
        ),
        migrations.AddField(
            model_name='intake',
            name='root_family',
            field=models.CharField(blank=True, choices=[('product', '产品'), ('manner', '过程与方式'), ('awareness', '服务意识')], max_length=12, verbose_name='根因类别'),
        ),
        migrations.AddField(
            model_name='pinnedprocedure',
            name='accepted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='评审通过时间'),
        ),
        migrations.AddConstraint(
            model_name='intake',
            constraint=models.CheckConstraint(condition=models.Q(('root_family__in', ['', 'product', 'manner', 'awareness'])), name='intake_family_known'),
        ),
        migrations.AddConstraint(
            model_name='intake',
            constraint=models.CheckConstraint(condition=models.Q(('gap_code__in', ['', '1', '2', '3', '4'])), name='intake_gap_1_to_4'),
        ),
        migrations.AddField(
            model_name='procedurereview',
            name='before',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.pinnedprocedure'),
        ),
        migrations.AddField(
            model_name='procedurereview',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='评审人'),
        ),
        migrations.AddField(
            model_name='procedurereview',
            name='procedure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='cases.pinnedprocedure'),
        ),
        migrations.AddConstraint(
            model_name='procedurereview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('why', ''), _negated=True), models.Q(('expected', ''), _negated=True)), name='procedure_review_says_why'),
        ),
        migrations.AddConstraint(
            model_name='procedurereview',
            constraint=models.CheckConstraint(condition=models.Q(('procedure', models.F('before')), _negated=True), name='procedure_review_changes_it'),
        ),
    ]

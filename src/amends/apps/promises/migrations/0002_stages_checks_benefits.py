import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0001_initial'),
        ('promises', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='promise',
            name='check_amount',
            field=models.BigIntegerField(blank=True, null=True, verbose_name='应见数额'),
        ),
        migrations.AddField(
            model_name='promise',
            name='check_kind',
            field=models.CharField(choices=[('none', '不用数据核对'), ('bill_credit', '账单减免'), ('refund_paid', '退费到账'), ('usage_bonus', '赠送流量'), ('call_made', '外呼记录')], default='none', max_length=12, verbose_name='用什么核对'),
        ),
        migrations.AddField(
            model_name='promise',
            name='enable_warned_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='promise',
            name='enabled_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='落实时间'),
        ),
        migrations.AddField(
            model_name='promise',
            name='enabled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='promise',
            name='enabled_note',
            field=models.TextField(blank=True, verbose_name='落实情况'),
        ),
        migrations.AddField(
            model_name='promise',
            name='enabler_owner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='配合部门负责人'),
        ),
        migrations.AddField(
            model_name='promise',
            name='fact_found',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='promise',
            name='fact_found_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='promise',
            name='fact_missing_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='promise',
            name='fact_month',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='promise',
            name='fact_seen_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='promise',
            name='fact_told_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='promise',
            name='followed_late_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='promise',
            name='origin',
            field=models.CharField(choices=[('spoken', '当场答应'), ('remedy', '案件补救'), ('campaign', '营销活动'), ('sale', '办理业务'), ('standing', '公开承诺'), ('rule', '优惠规则')], default='spoken', max_length=12, verbose_name='来源'),
        ),
        migrations.AddField(
            model_name='promise',
            name='reference',
            field=models.CharField(blank=True, db_index=True, max_length=40, verbose_name='来源编号'),
        ),
        migrations.AddField(
            model_name='promise',
            name='source',
            field=models.CharField(blank=True, max_length=80, null=True, unique=True),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['spoken', 'remedy', 'campaign', 'sale', 'standing', 'rule'])), name='promise_origin_known'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin__in', ['campaign', 'rule', 'standing']), _negated=True), models.Q(('reference', ''), _negated=True), _connector='OR'), name='promise_origin_is_named'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('enabled_at__isnull', True), ('enabled_by__isnull', True), ('enabled_note', '')), models.Q(('enabled_at__isnull', False), ('enabled_by__isnull', False), models.Q(('enabled_note', ''), _negated=True)), _connector='OR'), name='promise_enabled_with_note'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('check_amount__gt', 0), ('check_amount__isnull', False), ('check_kind__in', ['bill_credit', 'refund_paid', 'usage_bonus'])), models.Q(('check_amount__isnull', True), ('check_kind__in', ['call_made', 'none'])), _connector='OR'), name='promise_check_has_amount'),
        ),
        migrations.AddConstraint(
            model_name='promise',
            constraint=models.CheckConstraint(condition=models.Q(('fact_seen_at__isnull', True), ('fact_missing_at__isnull', True), _connector='OR'), name='promise_fact_seen_or_missing'),
        ),
        migrations.CreateModel(
            name='BenefitRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=32, unique=True, verbose_name='编码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('words', models.TextField(verbose_name='对客户的说法')),
                ('amount', models.BigIntegerField(verbose_name='金额（分）')),
                ('due_days', models.PositiveSmallIntegerField(verbose_name='几天内到账')),
                ('basis', models.CharField(choices=[('reading', '当天的读数'), ('tenure', '在网年限')], max_length=8, verbose_name='条件')),
                ('reading', models.CharField(blank=True, max_length=20, verbose_name='读数名称')),
                ('comparison', models.CharField(blank=True, choices=[('above', '高于'), ('at_least', '不低于'), ('below', '低于'), ('at_most', '不高于')], max_length=8, verbose_name='比较')),
                ('threshold', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='界限')),
                ('tenure_years', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='在网满几年')),
                ('segment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.segment', verbose_name='客户分群')),
                ('most', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='每位客户最多几次')),
                ('start_date', models.DateField(verbose_name='开始日期')),
                ('end_date', models.DateField(verbose_name='结束日期')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('defined_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('defined_at', models.DateTimeField(verbose_name='定义时间')),
                ('stopped_at', models.DateTimeField(blank=True, null=True, verbose_name='停用时间')),
                ('stopped_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '优惠规则',
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='benefit_rule_gives_something'), models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='benefit_rule_has_words'), models.CheckConstraint(condition=models.Q(('end_date__gte', models.F('start_date'))), name='benefit_rule_period_not_empty'), models.CheckConstraint(condition=models.Q(models.Q(('basis', 'reading'), ('threshold__isnull', False), models.Q(('reading', ''), _negated=True), ('comparison__in', ['above', 'at_least', 'below', 'at_most'])), models.Q(('basis', 'tenure'), ('comparison', ''), ('reading', ''), ('tenure_years__isnull', False), ('threshold__isnull', True)), _connector='OR'), name='benefit_rule_has_condition'), models.CheckConstraint(condition=models.Q(models.Q(('stopped_at__isnull', True), ('stopped_by__isnull', True)), models.Q(('stopped_at__isnull', False), ('stopped_by__isnull', False)), _connector='OR'), name='benefit_rule_stopped_by_somebody')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='DailyReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.unit', verbose_name='机构')),
                ('name', models.CharField(max_length=20, verbose_name='读数名称')),
                ('day', models.DateField(verbose_name='日期')),
                ('value', models.DecimalField(decimal_places=2, max_digits=9, verbose_name='读数')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(verbose_name='录入时间')),
            ],
            options={
                'verbose_name': '当天读数',
                'constraints': [models.UniqueConstraint(fields=('name', 'day', 'unit'), name='daily_reading_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='daily_reading_has_name')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='BenefitGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='promises.benefitrule')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('day', models.DateField(verbose_name='日期')),
                ('promise', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='promises.promise')),
            ],
            options={
                'verbose_name': '按规则给予的优惠',
                'indexes': [models.Index(fields=['rule', 'customer'], name='benefit_grant_of_customer')],
                'constraints': [models.UniqueConstraint(fields=('rule', 'day', 'customer'), name='benefit_granted_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='PromiseReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('promise', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='review', to='promises.promise')),
                ('reader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='由谁复核')),
                ('opened_at', models.DateTimeField(verbose_name='提出时间')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='复核时间')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('finding', models.TextField(blank=True, verbose_name='复核结论')),
            ],
            options={
                'verbose_name': '未兑现承诺的复核',
                'indexes': [models.Index(fields=['done_at', 'opened_at'], name='promise_review_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('done_by__isnull', True), ('finding', '')), models.Q(('done_at__isnull', False), ('done_by__isnull', False), models.Q(('finding', ''), _negated=True)), _connector='OR'), name='promise_review_done_with_finding')],
            },
        ),
    ]

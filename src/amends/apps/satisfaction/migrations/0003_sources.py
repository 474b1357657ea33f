# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_desk"),
        ("satisfaction", "0002_gaps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportedScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_date", models.DateField(verbose_name="起")),
                ("until_date", models.DateField(verbose_name="止（不含）")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                ("file_name", models.CharField(max_length=120, verbose_name="文件")),
                ("file_digest", models.CharField(max_length=64)),
                ("imported_at", models.DateTimeField(verbose_name="导入时间")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("regulator", "监管机构"),
                            ("group", "集团公司"),
                            ("third_party", "第三方机构"),
                            ("own", "自有调查"),
                            ("channel", "渠道评价"),
                        ],
                        max_length=12,
                        verbose_name="来源",
                    ),
                ),
                ("publisher", models.CharField(max_length=80, verbose_name="发布单位")),
                ("wave", models.CharField(max_length=40, verbose_name="期次")),
                ("rival", models.CharField(blank=True, max_length=40, verbose_name="竞争对手")),
                ("element", models.CharField(blank=True, max_length=24, verbose_name="感知要素")),
                ("value", models.FloatField(verbose_name="得分")),
                ("lowest", models.FloatField(verbose_name="最低分")),
                ("highest", models.FloatField(verbose_name="最高分")),
                ("n", models.PositiveIntegerField(verbose_name="样本量")),
                ("margin", models.FloatField(blank=True, null=True, verbose_name="误差范围")),
                ("method", models.CharField(max_length=120, verbose_name="调查方法")),
                (
                    "imported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="satisfaction.importedscore",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.unit",
                        verbose_name="机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "外部得分",
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["unit", "element", "rival", "-until_date"], name="score_unit_element_rival"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_date__gt", models.F("first_date"))),
                        name="importedscore_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("replaces__isnull", True)),
                            models.Q(("replaces__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="importedscore_correction_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)),
                        fields=("source", "publisher", "wave", "unit", "rival", "element"),
                        name="score_said_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["regulator", "group", "third_party", "own", "channel"])
                        ),
                        name="score_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("publisher", ""), _negated=True),
                            models.Q(("wave", ""), _negated=True),
                            models.Q(("method", ""), _negated=True),
                            ("n__gte", 1),
                        ),
                        name="score_says_where_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("highest__gt", models.F("lowest")),
                            ("value__gte", models.F("lowest")),
                            ("value__lte", models.F("highest")),
                        ),
                        name="score_lies_on_its_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("margin__isnull", True), ("margin__gte", 0), _connector="OR"),
                        name="score_margin_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("element", models.CharField(blank=True, max_length=24, verbose_name="针对哪个要素")),
                ("title", models.CharField(max_length=120, verbose_name="做什么")),
                ("due_date", models.DateField(verbose_name="完成期限")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "进行中"), ("done", "已完成"), ("dropped", "不再进行")],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=200, verbose_name="结果")),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField(verbose_name="建立时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="负责人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.unit",
                        verbose_name="机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "应对任务",
                "indexes": [models.Index(fields=["unit", "year", "due_date"], name="plan_task_unit_year")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="plan_task_is_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                        name="plan_task_year_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "done", "dropped"])),
                        name="plan_task_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("outcome", ""), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("ended_at__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="plan_task_end_says_what_came",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("made_at")),
                            _connector="OR",
                        ),
                        name="plan_task_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TechnicalReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_date", models.DateField(verbose_name="起")),
                ("until_date", models.DateField(verbose_name="止（不含）")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                ("file_name", models.CharField(max_length=120, verbose_name="文件")),
                ("file_digest", models.CharField(max_length=64)),
                ("imported_at", models.DateTimeField(verbose_name="导入时间")),
                ("topic", models.CharField(max_length=24, verbose_name="质量主题")),
                ("code", models.CharField(max_length=40, verbose_name="指标编码")),
                ("value", models.FloatField(verbose_name="实测值")),
                ("threshold", models.FloatField(verbose_name="门限")),
                (
                    "direction",
                    models.CharField(
                        choices=[("lower", "越低越好"), ("higher", "越高越好")],
                        max_length=8,
                        verbose_name="方向",
                    ),
                ),
                (
                    "imported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="satisfaction.technicalreading",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.unit",
                        verbose_name="机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "技术指标",
                "abstract": False,
                "indexes": [models.Index(fields=["unit", "code", "-until_date"], name="reading_unit_code")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_date__gt", models.F("first_date"))),
                        name="technicalreading_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("replaces__isnull", True)),
                            models.Q(("replaces__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="technicalreading_correction_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)),
                        fields=("code", "unit", "first_date", "until_date"),
                        name="reading_said_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["lower", "higher"])),
                        name="reading_direction_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code", ""), _negated=True), models.Q(("topic", ""), _negated=True)
                        ),
                        name="reading_is_named",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearTarget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("element", models.CharField(blank=True, max_length=24, verbose_name="感知要素")),
                ("value", models.FloatField(verbose_name="目标值")),
                ("reason", models.CharField(max_length=200, verbose_name="目标依据")),
                ("set_at", models.DateTimeField(verbose_name="设定时间")),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="satisfaction.yeartarget",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.unit",
                        verbose_name="机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度目标",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)),
                        fields=("unit", "year", "element"),
                        name="target_set_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0), ("value__lte", 100)), name="target_on_hundred"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="target_has_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                        name="target_year_plausible",
                    ),
                ],
            },
        ),
    ]

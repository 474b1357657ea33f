# SPDX-License-Identifier: Apache-2.0

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recovery", "0002_waves"),
    ]

    operations = [
        migrations.CreateModel(
            name="WaveEffect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("outcome", models.CharField(max_length=24, verbose_name="结果指标")),
                ("segment_kind", models.CharField(blank=True, max_length=16, verbose_name="分组方式")),
                ("segment", models.CharField(blank=True, max_length=64, verbose_name="分组")),
                ("as_of", models.DateField(verbose_name="数据截止")),
                ("figures", models.JSONField(verbose_name="数字")),
                ("computed_at", models.DateTimeField(verbose_name="计算时间")),
                ("final", models.BooleanField(default=False, verbose_name="观察已结束")),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="effects",
                        to="recovery.recoverywave",
                        verbose_name="修复波次",
                    ),
                ),
            ],
            options={
                "verbose_name": "波次效果",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("wave", "outcome", "segment_kind", "segment", "as_of"),
                        name="wave_effect_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome", ""), _negated=True), name="wave_effect_has_outcome"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("segment", ""), ("segment_kind", "")),
                            models.Q(
                                models.Q(("segment_kind", ""), _negated=True),
                                models.Q(("segment", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="wave_effect_segment_is_paired",
                    ),
                ],
            },
        ),
    ]

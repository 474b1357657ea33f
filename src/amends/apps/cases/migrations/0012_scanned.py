# SPDX-License-Identifier: Apache-2.0
"""When a scanner found no virus in a file, and files refused because it found one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_sweeps"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="attachment",
            name="attachment_refusal_known",
        ),
        migrations.AddField(
            model_name="attachment",
            name="scanned_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="查毒时间"),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="refused",
            field=models.CharField(
                blank=True,
                choices=[
                    ("kind", "这种文件不收"),
                    ("empty", "文件是空的"),
                    ("torn", "邮件太长，文件没有收全"),
                    ("too_large", "文件太大"),
                    ("too_many", "附件太多"),
                    ("no_room", "这个案件的附件已经太多"),
                    ("infected", "查出病毒"),
                ],
                max_length=12,
                verbose_name="没有收的原因",
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("refused", ""), ("scanned_at__isnull", True)),
                fields=["id"],
                name="attachment_unscanned",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "refused__in",
                        ["", "empty", "infected", "kind", "no_room", "too_large", "too_many", "torn"],
                    )
                ),
                name="attachment_refusal_known",
            ),
        ),
    ]

# SPDX-License-Identifier: Apache-2.0
"""Files that come with mails are kept: a row for each, with its digest, or with why it was not."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_clocks"),
        ("core", "0006_desk"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("kind", models.CharField(blank=True, max_length=8, verbose_name="种类")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="字节数")),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "refused",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("kind", "这种文件不收"),
                            ("empty", "文件是空的"),
                            ("torn", "邮件太长，文件没有收全"),
                            ("too_large", "文件太大"),
                            ("too_many", "附件太多"),
                            ("no_room", "这个案件的附件已经太多"),
                        ],
                        max_length=12,
                        verbose_name="没有收的原因",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "来信附件",
                "ordering": ("mail", "number"),
            },
        ),
        migrations.AddField(
            model_name="mail",
            name="attached_kept",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="已收附件"),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(("attached_kept__lte", models.F("attached"))),
                name="mail_kept_of_what_was_attached",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="mail",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="cases.mail"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(fields=("mail", "number"), name="attachment_once_a_place"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("refused__in", ["", "empty", "kind", "no_room", "too_large", "too_many", "torn"])
                ),
                name="attachment_refusal_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "",
                            "amr",
                            "csv",
                            "docx",
                            "gif",
                            "jpeg",
                            "m4a",
                            "mp3",
                            "pdf",
                            "png",
                            "txt",
                            "wav",
                            "webp",
                            "xlsx",
                        ],
                    )
                ),
                name="attachment_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("refused", ""),
                        models.Q(("digest", ""), _negated=True),
                        models.Q(("kind", ""), _negated=True),
                        ("size__gt", 0),
                    ),
                    models.Q(models.Q(("refused", ""), _negated=True), ("digest", "")),
                    _connector="OR",
                ),
                name="attachment_is_kept_or_says_why",
            ),
        ),
    ]

# SPDX-License-Identifier: Apache-2.0
"""Takes away indexes that every new case had to write and no page reads: another begins with the same column, or nobody
ever asks by it. The tables stay as they are: a million cases lose them at once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

UNREAD = (
    ("cases_case", "customer_id"),
    ("cases_case", "first_receiver_id"),
    ("cases_case", "next_owner_id"),
    ("cases_case", "owner_id"),
    ("cases_case", "pending_owner_id"),
    ("cases_case", "sign_off_asked_by_id"),
    ("cases_case", "signed_off_by_id"),
    ("cases_case", "unit_id"),
    ("cases_clockevent", "by_id"),
    ("cases_intake", "by_id"),
    ("cases_link", "by_id"),
    ("cases_link", "case_id"),
    ("cases_timer", "case_id"),
    ("cases_transition", "by_id"),
)


def drop(apps, editor):
    for table, column in UNREAD:
        editor.execute(f"DROP INDEX IF EXISTS {_name(editor, table, column)}")


def restore(apps, editor):
    for table, column in UNREAD:
        editor.execute(f"CREATE INDEX {_name(editor, table, column)} ON {table} ({column})")


def _name(editor, table, column):
    return editor.quote_name(editor._create_index_name(table, [column]))


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_scanned"),
        ("core", "0009_assist"),
        ("customers", "0002_mail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop, restore),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="case",
                    name="customer",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="customers.customer",
                        verbose_name="客户",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="first_receiver",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="首问人",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="next_owner",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="下一步负责人",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="owner",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="责任人",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="pending_owner",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="待接收人",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="sign_off_asked_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="signed_off_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="unit",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.unit",
                        verbose_name="机构",
                    ),
                ),
                migrations.AlterField(
                    model_name="clockevent",
                    name="by",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="intake",
                    name="by",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="link",
                    name="by",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="link",
                    name="case",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="cases.case",
                    ),
                ),
                migrations.AlterField(
                    model_name="timer",
                    name="case",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="timers",
                        to="cases.case",
                    ),
                ),
                migrations.AlterField(
                    model_name="transition",
                    name="by",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]

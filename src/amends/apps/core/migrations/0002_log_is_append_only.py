# SPDX-License-Identifier: Apache-2.0
"""The database itself refuses to change or remove a row of the event log."""

from django.db import migrations

from amends.apps.core.models.log import append_only_sql


def refuse_changes(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for statement in append_only_sql(schema_editor.connection.vendor):
            cursor.execute(statement)


def allow_changes(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for verb in ("UPDATE", "DELETE"):
            on = " ON core_event" if schema_editor.connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS core_event_no_{verb}{on}")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(refuse_changes, allow_changes)]

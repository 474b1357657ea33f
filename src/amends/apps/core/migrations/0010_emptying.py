# SPDX-License-Identifier: Apache-2.0

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from amends.apps.core.models.log import append_only_sql
from amends.apps.core.models.redacting import emptying_sql


def _let_through(_apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in emptying_sql(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def _refuse_all(_apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS core_event_no_UPDATE")
    for statement in append_only_sql(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("core", "0009_assist")]

    operations = [migrations.RunPython(_let_through, _refuse_all)]

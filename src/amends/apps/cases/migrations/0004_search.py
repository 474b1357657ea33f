# SPDX-License-Identifier: Apache-2.0
"""The index that words of cases are looked up in, one for each kind of database, filled from the cases there are."""

from django.db import migrations

from amends.apps.cases.models.search import search_index_sql
from amends.apps.cases.rules.search import blocks_of, document, kept_tokens


def make_index(apps, schema_editor):
    for statement in search_index_sql(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def remove_index(apps, schema_editor):
    for statement in search_index_sql(schema_editor.connection.vendor, remove=True):
        schema_editor.execute(statement)


def fill(apps, schema_editor):
    model = apps.get_model
    above = {
        unit.pk: [each.pk for each in units if each.number <= unit.number <= each.last]
        for units in [list(model("core", "Unit").objects.order_by("number"))]
        for unit in units
    }
    more = {}
    for name, column in (("Step", "note"), ("Contact", "note"), ("Transition", "reason")):
        for case, text in model("cases", name).objects.exclude(**{column: ""}).values_list("case_id", column):
            more.setdefault(case, []).append(text)
    for case in model("cases", "Case").objects.iterator(chunk_size=2000):
        own = [case.title, case.story, *map(str, case.reasons), case.findings, case.plan, case.next_text, case.close_reason]
        text = document([*own, *more.get(case.pk, ())])
        _keep(model("cases", "CaseText"), schema_editor.connection, case.pk, text, " ".join(f"u{key}" for key in above[case.unit_id]))


def _keep(texts, connection, key, text, units):
    texts.objects.create(case_id=key, text=text, units=units)
    tokens = kept_tokens(text, units)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE cases_casetext SET tokens = array_to_tsvector(%s) WHERE case_id = %s",
                [[*tokens, *blocks_of(key)], key],
            )
        else:
            cursor.execute("INSERT INTO cases_search (rowid, tokens) VALUES (%s, %s)", [key, " ".join(tokens)])


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_received")]
    operations = [
        migrations.RunPython(make_index, remove_index),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

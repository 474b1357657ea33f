# SPDX-License-Identifier: Apache-2.0

from django.conf import settings
from django.db import migrations, models

WRITTEN = ("knowledge.article_drafted", "knowledge.article_rewritten")


def name_writers(apps, _editor):
    """Of versions that wait for approval only the first writer and the last were kept; the log knows the others."""
    events = apps.get_model("core", "Event").objects.filter(kind__in=WRITTEN, by__isnull=False)
    drafts = apps.get_model("knowledge", "ArticleVersion").objects.exclude(state="approved")
    for version in drafts.iterator():
        logged = events.filter(subject=f"knowledge.article:{version.article_id}").values_list("by", "payload")
        said = {by for by, payload in logged if payload.get("number") == version.number}
        version.writers.add(*({version.made_by_id, version.plain_by_id, *said} - {None}))


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0003_notice_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="articleversion",
            name="writers",
            field=models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(name_writers, migrations.RunPython.noop),
    ]

# SPDX-License-Identifier: Apache-2.0

from django.conf import settings
from django.db import migrations, models

WRITTEN = ("quality.standard_drafted", "quality.standard_edited")


def name_writers(apps, _editor):
    """Of drafts only the first writer and the last were kept; the log knows the others."""
    events = apps.get_model("core", "Event").objects.filter(kind__in=WRITTEN, by__isnull=False)
    drafts = apps.get_model("quality", "DesignVersion").objects.filter(published_at__isnull=True)
    for version in drafts.iterator():
        said = set(events.filter(subject=f"quality.designversion:{version.pk}").values_list("by", flat=True))
        version.writers.add(*({version.made_by_id, version.edited_by_id, *said} - {None}))


class Migration(migrations.Migration):
    dependencies = [
        ("quality", "0003_comparing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="designversion",
            name="writers",
            field=models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(name_writers, migrations.RunPython.noop),
    ]

# SPDX-License-Identifier: Apache-2.0
"""Cases opened before the desk had its columns: what they came by, and when they were received."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    rows = apps.get_model("cases", "Case").objects
    rows.update(received_at=F("opened_at"), active_at=F("opened_at"))
    rows.exclude(origin__in=["recovery", "survey", "promise"]).update(
        channel="CH-HOTLINE", request_type="complaint"
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_desk")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

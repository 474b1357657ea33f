# SPDX-License-Identifier: Apache-2.0
"""An index of what waits for a person to accept it: without it SQLite read all open cases for one's own list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_squashed_0009_fill_roots")]
    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("pending_owner__isnull", False)),
                fields=["pending_owner", "is_open", "soonest_at", "id", "unit"],
                name="case_pending_soonest",
            ),
        ),
    ]

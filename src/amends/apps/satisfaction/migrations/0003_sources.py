# SPDX-License-Identifier: Apache-2.0

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("satisfaction", "0002_gaps")]

    operations: list[object] = []

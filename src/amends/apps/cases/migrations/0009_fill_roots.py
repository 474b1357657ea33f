# SPDX-License-Identifier: Apache-2.0
"""Complaints that ended before have a root, too; what was pinned before is in force; gaps have their own column."""

from django.db import migrations
from django.db.models import F

VOICED = ("complaint", "appeal", "hall", "media")
NO_ROOT = ("merged", "ineligible")
AT_ONCE = 500
COLUMNS = ["facts", "gap_code", "root_family", "root_domain"]


def fill(apps, schema_editor):
    """Gaps out of the facts for all; family, domain and gap as proposed for complaints that have ended."""
    apps.get_model("cases", "PinnedProcedure")._base_manager.filter(accepted_at=None).update(
        accepted_at=F("pinned_at")
    )
    intakes = apps.get_model("cases", "Intake")._base_manager
    changed = []
    for intake in intakes.select_related("case").iterator(chunk_size=AT_ONCE):
        if moved(intake) | proposed(intake):
            changed.append(intake)
        if len(changed) >= AT_ONCE:
            intakes.bulk_update(changed, COLUMNS)
            changed.clear()
    intakes.bulk_update(changed, COLUMNS)


def moved(intake):
    gap = str(intake.facts.pop("gap_code", "") or "")
    intake.gap_code = gap if gap in {"1", "2", "3", "4"} else ""
    return bool(gap)


def proposed(intake):
    from amends.apps.cases.queries.rooting import roots
    from amends.apps.cases.rules.rooting import Root

    case = intake.case
    if case.is_open or case.origin not in VOICED or case.state in NO_ROOT:
        return False
    if case.request_type not in {"", "complaint"}:
        return False
    root = roots().proposed(cause=intake.cause, topic=case.taxonomy, kind=case.recovery_class)
    root = Root(gap=intake.gap_code).filled(root)
    intake.root_family, intake.root_domain, intake.gap_code = root.family, root.domain, root.gap
    return True


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0008_roots"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

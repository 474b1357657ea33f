# SPDX-License-Identifier: Apache-2.0
"""The examples of what a share of defects means: those of the pack as the operator changed them, and its own."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from django.utils.translation import get_language

from amends.apps.reports.models import DefectExample
from amends.apps.reports.rules.defects import Example
from amends.packs import load


def defect_examples() -> list[Example]:
    """The examples to show, those of the pack first. One query."""
    own = {each.key: each for each in DefectExample.objects.all()}
    rows = cast(Sequence[Mapping[str, Any]], load("cited_parameters")["defect_examples"])
    packed = [_changed(row, own.pop(row["key"], None)) for row in rows]
    added = [_own(each) for each in own.values() if not each.dropped]
    return [each for each in packed if each is not None] + added


def _changed(row: Mapping[str, Any], own: DefectExample | None) -> Example | None:
    if own is not None:
        return None if own.dropped else _own(own)
    said = "en" if (get_language() or "").startswith("en") else "zh"
    name, counted, assumption = (str(row[f"{part}_{said}"]) for part in ("name", "counted", "assumption"))
    return Example(row["key"], name, Decimal(str(row["base"])), counted, assumption, row["row"])


def _own(row: DefectExample) -> Example:
    return Example(row.key, row.name, row.base, row.counted, row.assumption, own=True)

# SPDX-License-Identifier: Apache-2.0
"""Change the examples of what a share of defects means."""

from datetime import datetime
from decimal import Decimal
from secrets import token_hex

from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right
from amends.apps.reports.actions.measuring import FigureRefused, NotYours
from amends.apps.reports.models import DefectExample
from amends.apps.reports.rules.defects import Example


class AssumptionMissing(FigureRefused):
    """An example without what it assumes misleads."""

    sentence = _("请写明名称、总量和假设；总量要大于 0")


def new_key() -> str:
    """A key that no example has."""
    return f"own-{token_hex(6)}"


def keep_example(*, example: Example, by: User, at: datetime) -> DefectExample:
    """Add an example, or change the one with its key. Raises `NotYours`, `AssumptionMissing`."""
    if not by.may(Right.MANAGE_RECOVERY):
        raise NotYours
    name, assumption = example.name.strip(), example.assumption.strip()
    if not name or not assumption or example.base <= 0:
        raise AssumptionMissing
    columns: dict[str, str | Decimal | bool] = {
        "name": name,
        "base": example.base,
        "counted": example.counted.strip(),
        "assumption": assumption,
    }
    return _kept(example.key, columns | {"dropped": False}, by, at)


def drop_example(*, example: Example, by: User, at: datetime) -> DefectExample:
    """Take an example off the list; one of the pack may be put back by changing it. Raises `NotYours`."""
    if not by.may(Right.MANAGE_RECOVERY):
        raise NotYours
    columns: dict[str, str | Decimal | bool] = {
        "name": example.name,
        "base": example.base,
        "counted": example.counted,
        "assumption": example.assumption,
        "dropped": True,
    }
    return _kept(example.key, columns, by, at)


def _kept(key: str, columns: dict[str, str | Decimal | bool], by: User, at: datetime) -> DefectExample:
    with writing(by=by, at=at) as log:
        changed = {**columns, "changed_by": by, "changed_at": at}
        made, _new = DefectExample.objects.update_or_create(key=key, defaults=changed)
        log(EventKind.EXAMPLE_CHANGED, made, dropped=made.dropped)
    return made

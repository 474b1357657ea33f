# SPDX-License-Identifier: Apache-2.0
"""Verbs on the definitions of segments."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.customers.models import Segment
from amends.apps.customers.rules.segments import Dimension, conditions


class CodeTaken(ValueError):
    """Another segment has that code."""

    def __str__(self) -> str:
        return _("这个编码已经用过了")


class OutsideScope(PermissionError):
    """A definition was to be made for a unit that the person does not look after."""

    def __str__(self) -> str:
        return _("机构不在您的范围内")


def define_segment(
    *,
    code: str,
    name: str,
    dimension: Dimension,
    definition: Sequence[Mapping[str, object]],
    unit: Unit,
    by: User,
    at: datetime,
) -> Segment:
    """Define a group of customers of `unit`. Raises `ConditionNotUnderstood`, `CodeTaken`, `OutsideScope`."""
    conditions(definition)
    if not by.scope.covers(unit.number):
        raise OutsideScope
    if Segment.objects.unscoped("codes are unique over all units").filter(code=code).exists():
        raise CodeTaken
    with writing(by=by, at=at) as log:
        segment = Segment.objects.create(
            code=code,
            name=name,
            dimension=dimension,
            conditions=[dict(each) for each in definition],
            unit=unit,
            defined_at=at,
            by=by,
        )
        log(EventKind.SEGMENT_DEFINED, segment, unit=unit, code=code, dimension=str(dimension))
    return segment


def retire_segment(*, segment: Segment, by: User, at: datetime) -> None:
    """Take a definition out of use; pressing twice retires it once. Raises `OutsideScope`."""
    if not by.scope.covers(segment.unit.number):
        raise OutsideScope
    if segment.retired_at:
        return
    segment.retired_at = at
    with writing(by=by, at=at) as log:
        segment.save(update_fields=["retired_at"])
        log(EventKind.SEGMENT_RETIRED, segment, unit=segment.unit, code=segment.code)

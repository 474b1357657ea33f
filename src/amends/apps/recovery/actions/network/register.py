# SPDX-License-Identifier: Apache-2.0
"""Verbs on network actions: enter one, say that it is done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.recovery.models import ActionSite, HotSpot, NetworkAction, Site
from amends.apps.recovery.queries.network.content import templates


class ActionRefused(ValueError):
    """What was said of an action cannot be; `field` says which part."""

    def __init__(self, field: str, sentence: object) -> None:
        super().__init__(str(sentence))
        self.field = field


@dataclass(frozen=True, slots=True)
class Entry:
    """What an action is: `template` by code, at which sites, for which hot spot, whose, from when, at what cost."""

    title: str
    template: str
    unit: Unit
    sites: Collection[Site]
    owner: User
    planned_date: date
    spot: HotSpot | None = None
    cost_fen: int | None = None
    note: str = ""


def plan_action(*, entry: Entry, by: User, at: datetime) -> NetworkAction:
    """Enter an action in the register. Raises `ActionRefused`."""
    _check(entry, by)
    with writing(by=by, at=at) as log:
        row = NetworkAction.objects.create(
            title=entry.title.strip(), template=entry.template, unit=entry.unit, spot=entry.spot,
            owner=entry.owner, planned_date=entry.planned_date, cost_fen=entry.cost_fen, note=entry.note.strip(),
            made_by=by, made_at=at,
        )  # fmt: skip
        ActionSite.objects.bulk_create(ActionSite(action=row, site=each) for each in entry.sites)
        log(
            EventKind.NETWORK_ACTION_PLANNED,
            row,
            unit=row.unit,
            template=row.template,
            sites=len(entry.sites),
        )
    return row


def finish_action(
    *, action: NetworkAction, done_date: date, cost_fen: int | None, by: User, at: datetime, today: date
) -> NetworkAction:
    """Say on which day the work was done. Raises `ActionRefused`."""
    with writing(by=by, at=at) as log:
        row = locked(action, by)
        if row.done_date is not None:
            raise ActionRefused("done_date", _("这项举措已经登记过完成"))
        if not row.planned_date <= done_date <= today:
            raise ActionRefused("done_date", _("完成日期要在开工之后，不晚于今天"))
        row.done_date = done_date
        row.cost_fen = row.cost_fen if cost_fen is None else cost_fen
        row.save(update_fields=["done_date", "cost_fen"])
        log(EventKind.NETWORK_ACTION_DONE, row, unit=row.unit, date=done_date.isoformat())
    return row


def locked(action: NetworkAction, by: User) -> NetworkAction:
    """The action as it is now, locked. Raises `ActionRefused` where the person's units do not hold it."""
    rows = NetworkAction.objects.within(by.scope).select_related("unit", "wave")
    row = rows.select_for_update(no_key=True, of=("self",)).filter(pk=action.pk).first()
    if row is None:
        raise ActionRefused("", _("这项举措不在您的机构范围内"))
    return row


def _check(entry: Entry, by: User) -> None:
    if not entry.title.strip():
        raise ActionRefused("title", _("请给这项举措起个名称"))
    if entry.template not in templates():
        raise ActionRefused("template", _("没有这个举措模板"))
    if not entry.sites and entry.spot is None:
        raise ActionRefused("sites", _("请至少写一个站点，或从热点页面登记"))
    if not by.scope.covers(entry.unit.number):
        raise ActionRefused("unit", _("只能登记自己机构之内的举措"))

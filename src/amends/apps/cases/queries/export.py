# SPDX-License-Identifier: Apache-2.0
"""The rows of a list as they leave for a file: what the list shows and a little more, names and numbers masked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from amends.apps.cases.models import Case
from amends.apps.cases.models.desk_words import PRIORITIES, REQUEST_TYPES, SPECIALS
from amends.apps.cases.models.words import CLASSES, ORIGINS, STATES, next_said
from amends.apps.cases.queries.desk_keys import Listed, listed, looking
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.queries.registry import registry
from amends.apps.cases.rules.desk import Choice, Sort
from amends.apps.core.models import User

BATCH = 1_000
MOST_ROWS = 100_000
MOST_AT_ONCE = 5_000  # more are written by a job
_FIELDS = (
    "pk",
    "number",
    "state",
    "priority",
    "request_type",
    "taxonomy",
    "recovery_class",
    "special",
    "origin",
    "channel",
    "title",
    "customer__code",
    "customer__name_shown",
    "customer__number_shown",
    "customer__region",
    "customer__value_tier",
    "unit__name",
    "owner__name",
    "next_kind",
    "next_text",
    "next_owner__name",
    "received_at",
    "opened_at",
    "soonest_at",
    "handled_at",
    "closed_at",
    "transfers",
    "urged",
    "reopened",
)
Cell = str | int | datetime | None


def header() -> list[str]:
    """What the columns are called."""
    first = [_("编号"), _("状态"), _("优先级"), _("诉求类型"), _("一级分类"), _("二级分类"), _("三级分类")]
    about = [_("修复类别"), _("特殊人物"), _("来源"), _("渠道"), _("事由")]
    whom = [_("客户编号"), _("客户"), _("号码"), _("地区"), _("价值等级"), _("机构"), _("责任人")]
    what = [_("下一步"), _("下一步负责人")]
    when = [_("收到时间"), _("开立时间"), _("最近时限"), _("办理完毕时间"), _("结案时间")]
    return [*first, *about, *whom, *what, *when, _("移交次数"), _("催办次数"), _("重开次数")]


def length(person: User, choice: Choice, *, at: datetime, most: int = MOST_ROWS) -> int:
    """How many rows a list has, counted up to `most` + 1. Two queries."""
    return len(_chosen(person, choice, at).keys(most + 1))


def export_rows(
    person: User, choice: Choice, *, at: datetime, most: int = MOST_ROWS
) -> Iterator[list[list[Cell]]]:
    """The rows of a list in its order (by weight: by limit), in batches: two queries each."""
    chosen, after, left = _chosen(person, choice, at), "", most
    while left > 0:
        keys = chosen.keys(min(BATCH, left), after)
        found = Case.objects.within(person.scope).filter(pk__in=keys).values(*_FIELDS)
        by_key = {row["pk"]: row for row in found}
        rows = [by_key[key] for key in keys if key in by_key]
        if rows:
            yield [_cells(row) for row in rows]
        if len(keys) < BATCH or not rows:
            return
        left -= len(keys)
        after = _key(rows[-1], chosen)


def _chosen(person: User, choice: Choice, at: datetime) -> Listed:
    by_limit = replace(choice, sort=Sort.DUE) if choice.sort is Sort.WEIGHT else choice
    return listed(looking(person), by_limit, at=at)


def _key(row: dict[str, Any], chosen: Listed) -> str:
    column = chosen.order.column
    return f"~{row['pk']}" if column == "id" else f"{row[column].isoformat()}~{row['pk']}"


def _cells(row: dict[str, Any]) -> list[Cell]:
    leaf = taxonomy().leaves.get(row["taxonomy"])
    channel = registry().channels.get(row["channel"])
    return [
        row["number"],
        str(STATES[row["state"]]),
        f"{row['priority'].upper()} {PRIORITIES[row['priority']]}",
        str(REQUEST_TYPES.get(row["request_type"], "")),
        *((leaf.level1, leaf.level2, leaf.name) if leaf else ("", "", row["taxonomy"])),
        str(CLASSES[row["recovery_class"]]),
        str(SPECIALS.get(row["special"], "")),
        str(ORIGINS[row["origin"]]),
        _(channel.name) if channel else row["channel"],
        row["title"],
        *(
            row[f"customer__{name}"]
            for name in ("code", "name_shown", "number_shown", "region", "value_tier")
        ),
        row["unit__name"],
        row["owner__name"],
        next_said(row["next_kind"], row["next_text"]),
        row["next_owner__name"] or "",
        *(_local(row[f"{name}_at"]) for name in ("received", "opened", "soonest", "handled", "closed")),
        *(row[name] for name in ("transfers", "urged", "reopened")),
    ]


def _local(moment: datetime | None) -> datetime | None:
    """On the operator's clock, as a sheet has it."""
    return localtime(moment).replace(tzinfo=None, microsecond=0) if moment else None

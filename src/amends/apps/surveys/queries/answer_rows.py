# SPDX-License-Identifier: Apache-2.0
"""The complete answers of a wave for a file, read in batches; nobody's name or number is in them."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from amends.apps.core.rules.organisation import Scope
from amends.apps.surveys.models import Answer, Item, Response, SurveyWave
from amends.apps.surveys.rules.answer_columns import Column, columns

WHY = "of a wave that was found"
BATCH = 500
MOST_ROWS = 300_000
Plain = str | float | datetime | None


def base_columns() -> tuple[tuple[str, str], ...]:
    """The columns before the items: name and label."""
    return (
        ("response", _("答卷")),
        ("unit", _("机构")),
        ("way", _("方式")),
        ("place", _("放在哪里")),
        ("touchpoint", _("触点")),
        ("language", _("语言")),
        ("started_at", _("开始作答")),
        ("submitted_at", _("提交时间")),
        ("seconds", _("用时（秒）")),
        ("weight", _("权重")),
        ("low", _("低分（1 是，0 否）")),
        ("flags", _("存疑")),
    )


def item_columns(wave: SurveyWave) -> tuple[Column, ...]:
    """The columns of the questions. Two queries."""
    items = Item.objects.unscoped(WHY).filter(version=wave.version_id).order_by("order")
    words = Answer.objects.unscoped(WHY).filter(response__wave=wave).exclude(words="").order_by()
    worded = set(words.values_list("item__code", flat=True).distinct())
    return columns(items, worded=worded, na=_("不适用"), yes=_("是"), no=_("否"))


def how_many(wave: SurveyWave, scope: Scope) -> int:
    """How many complete answers the scope holds, counted no further than one beyond `MOST_ROWS`. One query."""
    return Response.objects.within(scope).filter(wave=wave, complete=True).order_by()[: MOST_ROWS + 1].count()


def answer_rows(wave: SurveyWave, scope: Scope) -> Iterator[tuple[list[Plain], Mapping[str, Answer]]]:
    """Each complete response of the units in scope: its own cells, and its answers by the code of the item. Two queries
    a batch."""
    rows = Response.objects.within(scope).filter(wave=wave, complete=True).select_related("unit", "link")
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk").defer("answers")[:BATCH]):
        last = batch[-1].pk
        given: dict[int, dict[str, Answer]] = {row.pk: {} for row in batch}
        answers = Answer.objects.unscoped("of responses within the scope").filter(response__in=list(given))
        for answer in answers.select_related("item"):
            given[answer.response_id][answer.item.code] = answer
        for row in batch:
            yield _own(row), given[row.pk]


def _own(row: Response) -> list[Plain]:
    return [
        float(row.pk),
        row.unit.name,
        str(row.get_way_display()),
        row.link.place if row.link else "",
        row.link.touchpoint if row.link else "",
        row.language,
        _local(row.started_at),
        _local(row.submitted_at),
        float(row.seconds),
        row.weight,
        float(row.is_low),
        " ".join(row.flags),
    ]


def _local(moment: datetime | None) -> datetime | None:
    return localtime(moment).replace(tzinfo=None, microsecond=0) if moment else None

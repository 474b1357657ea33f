# SPDX-License-Identifier: Apache-2.0
"""Questionnaires, versions and items as tables."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.apps.surveys.forms.parts import MEASURE_WORDS, TYPES
from amends.apps.surveys.models import Item, Questionnaire, QuestionnaireVersion
from amends.apps.surveys.models.questionnaires import MAPPINGS, STATES, UNSEEN
from amends.apps.surveys.queries.questionnaires import Listed
from amends.apps.surveys.rules.words import MappingKind, VersionState
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

STATE_TONES = {VersionState.DRAFT: "warning", VersionState.PUBLISHED: "success", VersionState.RETIRED: "info"}
MAPPING_TONES = {MappingKind.SAME: "success", MappingKind.REWORDED: "primary", MappingKind.CHANGED: "error"}
DASH = "—"


def questionnaire_table(rows: Iterable[Listed]) -> Table:
    """The list of questionnaires."""
    columns = [
        Column(_("名称"), lead=True, kind="wrap"),
        Column(_("编号")),
        Column(_("机构"), late=True),
        Column(_("在用版本"), kind="number"),
        Column(_("题数"), kind="number"),
        Column(_("期次"), kind="number"),
        Column(_("草稿")),
    ]
    return Table(_("问卷"), columns, [_listed(each) for each in rows])


def _listed(each: Listed) -> Row:
    found = each.questionnaire
    draft = tag(_("第 %(number)s 版草稿") % {"number": each.draft}, "warning") if each.draft else DASH
    cells = [
        found.name, found.code, found.unit.name, each.published or DASH, each.items or DASH, each.waves, draft,
    ]  # fmt: skip
    return Row(cells, url=reverse("surveys:questionnaire", args=[found.code]), key=found.code)


def version_table(found: Questionnaire, rows: Sequence[tuple[QuestionnaireVersion, int]]) -> Table:
    """The versions of one questionnaire."""
    columns = [
        Column(_("版本"), lead=True),
        Column(_("状态")),
        Column(_("改了什么"), kind="wrap"),
        Column(_("最近保存"), late=True),
        Column(_("发布")),
        Column(_("期次"), kind="number"),
    ]
    return Table(_("版本"), columns, [_version(found, each, waves) for each, waves in rows])


def _version(found: Questionnaire, each: QuestionnaireVersion, waves: int) -> Row:
    state = VersionState(each.state)
    saved = format_html("{} {}", each.made_by.name if each.made_by else "", moment(each.made_at))
    who = each.published_by.name if each.published_by else ""
    published: str | SafeString = (
        format_html("{} {}", who, moment(each.published_at)) if each.published_at else DASH
    )
    cells = [
        _("第 %(number)s 版") % {"number": each.number}, tag(STATES[state], STATE_TONES[state]), each.note or DASH,
        saved, published, waves,
    ]  # fmt: skip
    return Row(cells, url=reverse("surveys:version", args=[found.code, each.number]), key=str(each.number))


def item_table(items: Sequence[Item], before: Sequence[Item]) -> Table:
    """The items of a published version, each with what it continues."""
    columns = [
        Column(_("题号"), lead=True),
        Column(_("题目"), kind="wrap"),
        Column(_("题型"), late=True),
        Column(_("测什么")),
        Column(_("要素或维度"), late=True),
        Column(_("上一版"), kind="wrap"),
        Column(_("可比性")),
    ]
    old = {each.code: each for each in before}
    return Table(
        _("题目"), columns, [_item(each, old.get(each.before), compared=bool(before)) for each in items]
    )


def _item(item: Item, old: Item | None, *, compared: bool) -> Row:
    cells = [
        item.code, item.title, TYPES.get(item.kind, item.kind), MEASURE_WORDS.get(item.measure, DASH),
        item.element or item.dimension or item.construct or DASH, _continued(item, old), _mapped(item, compared),
    ]  # fmt: skip
    return Row(cells, key=item.code)


def _continued(item: Item, old: Item | None) -> str | SafeString:
    if old is None:
        return DASH
    changed = "" if old.title == item.title else old.title
    return format_html('{} <span class="dim">{}</span>', old.code, changed)


def _mapped(item: Item, compared: bool) -> str | SafeString:
    if not item.before:
        return tag(_("新题"), "info") if compared else DASH
    kind = MappingKind(item.mapping)
    note = _(UNSEEN) if item.mapping_note == UNSEEN else item.mapping_note
    return format_html("{} <span class='dim small'>{}</span>", tag(MAPPINGS[kind], MAPPING_TONES[kind]), note)

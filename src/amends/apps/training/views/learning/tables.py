# SPDX-License-Identifier: Apache-2.0
"""Quizzes, people, sessions and certificates, as rows of tables."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.apps.core.models import User
from amends.apps.training.actions.quizzes.taking import may_begin_at
from amends.apps.training.models.learning import Cascade, Question, Quiz, Session, Trial
from amends.apps.training.queries.certificates import Held, certificate_subjects
from amends.apps.training.queries.practice import Progress, Task
from amends.apps.training.queries.quizzes.finding import Offer
from amends.apps.training.queries.skills import Line, model
from amends.apps.training.rules.items import Item
from amends.apps.training.rules.skills import Standing
from amends.apps.training.views.learning.words import ADVICE, HOLDING, SOURCES
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment


def percent(share: float | None) -> str:
    """A share as people read it; a dash where there is none."""
    return "—" if share is None else f"{100 * share:.0f}%"


def offer_table(offers: Iterable[Offer], now: datetime) -> list[dict[str, object]]:
    """The quizzes that one may take, each with what can be done now."""
    return [_offer(each, now) for each in offers]


def quiz_table(quizzes: Iterable[Quiz]) -> Table:
    """Every quiz, for those who make them."""
    columns = (
        Column(_("测验"), lead=True), Column(_("关于")), Column(_("状态")), Column(_("机构"), late=True),
        Column(_("每次几题"), kind="number"), Column(_("通过线"), kind="number"),
    )  # fmt: skip
    rows = [
        Row((each.title, _about(each.subject), quiz_tag(each), each.unit, each.ask, percent(each.pass_share)),
            url=reverse("training:quiz", args=[each.code]))
        for each in quizzes
    ]  # fmt: skip
    return Table(_("测验"), columns, rows)


def _about(subject: str) -> str:
    asked = certificate_subjects().get(subject)
    return asked.name if asked else subject


def quiz_tag(quiz: Quiz) -> SafeString:
    """Where a quiz stands."""
    if quiz.is_open:
        return tag(_("开放"), "success")
    return tag(_("已停用")) if quiz.closed_at else tag(_("出题中"), "warning")


def question_table(questions: Iterable[Question], items: Mapping[int, Item], *, may_edit: bool) -> Table:
    """The questions of a quiz, and what they are worth."""
    columns = (
        Column(_("题目"), kind="wrap", lead=True), Column(_("题型")), Column(_("状态")),
        Column(_("作答人数"), kind="number"), Column(_("答对"), kind="number"),
        Column(_("区分度"), kind="number"), Column(_("建议"), late=True),
    )  # fmt: skip
    rows = [_question(each, items.get(each.pk), may_edit) for each in questions]
    return Table(_("题目"), columns, rows)


def people_table(people: Iterable[User]) -> Table:
    """People who have not passed."""
    columns = (Column(_("姓名"), lead=True), Column(_("角色")), Column(_("机构")))
    rows = [Row((each, each.get_role_display(), each.unit or "")) for each in people]
    return Table(_("还没有通过的人"), columns, rows)


def matrix_table(lines: Iterable[Line]) -> Table:
    """Person by skill, in the order of the organisation: it is for talking, not for ranking."""
    held = model()
    columns = (
        Column(_("姓名"), lead=True), *(Column(name, kind="number") for name in held.names.values()),
    )  # fmt: skip
    rows = [
        Row((each.person, *(level_cell(each.standings[code]) for code in held.names)),
            url=reverse("training:person", args=[each.person.username]))
        for each in lines
    ]  # fmt: skip
    return Table(_("技能"), columns, rows, fold=False)


def level_cell(standing: Standing) -> object:
    """A level with its source; a dash where there is nothing to go by."""
    if standing.source is None:
        return "—"
    words = format_html("{} · n={}", SOURCES[standing.source], standing.n)
    return format_html('{} <span class="dim small">{}</span>', standing.level, words)


def standing_table(standings: Mapping[str, Standing], codes: Sequence[str]) -> Table:
    """Where one person stands, with how it is known."""
    columns = (
        Column(_("技能"), lead=True), Column(_("水平")), Column(_("依据")), Column(_("几条"), kind="number"),
        Column(_("最近一次")),
    )  # fmt: skip
    return Table(_("水平"), columns, [_standing(standings[code]) for code in codes])


def progress_table(rows: Iterable[Progress], names: Mapping[str, object]) -> Table:
    """Sessions done and how many came off, by mode."""
    columns = (
        Column(_("沟通模式"), lead=True), Column(_("练习次数"), kind="number"),
        Column(_("做到"), kind="number"), Column(_("通过率"), kind="number"), Column(_("下一步"), kind="wrap"),
    )  # fmt: skip
    cells = [
        Row((names[each.mode], each.done, each.passed, percent(each.share), each.next_step)) for each in rows
    ]
    return Table(_("按沟通模式"), columns, cells)


def task_table(tasks: Iterable[Task]) -> Table:
    """What to practise."""
    columns = (
        Column(_("练什么"), lead=True), Column(_("质检发现"), kind="number"),
        Column(_("已练 / 建议"), kind="number"), Column(_("状态")),
    )  # fmt: skip
    names = model().names
    rows = [
        Row((names.get(each.skill, each.skill), each.found, f"{each.practised} / {each.target}",
             tag(_("练过了"), "success") if each.is_done else tag(_("待练"), "warning")))
        for each in tasks
    ]  # fmt: skip
    return Table(_("练习计划"), columns, rows)


def certificate_table(held: Iterable[Held], *, with_person: bool) -> Table:
    """Certificates and how they stand."""
    first = (
        (Column(_("姓名"), lead=True), Column(_("证书"))) if with_person else (Column(_("证书"), lead=True),)
    )
    columns = (*first, Column(_("状态")), Column(_("有效到")), Column(_("机构"), late=True))
    return Table(_("证书"), columns, [_certificate(each, with_person) for each in held])


def cascade_table(cascades: Iterable[Cascade]) -> Table:
    """Plans of training."""
    columns = (
        Column(_("培训"), lead=True),
        Column(_("测验")),
        Column(_("机构")),
        Column(_("建立时间"), late=True),
    )
    rows = [
        Row((each.title, each.quiz.title, each.unit, moment(each.made_at)),
            url=reverse("training:cascade", args=[each.code]))
        for each in cascades
    ]  # fmt: skip
    return Table(_("逐级培训"), columns, rows)


def session_table(sessions: Iterable[Session]) -> Table:
    """Sessions by time."""
    columns = (
        Column(_("时间"), lead=True), Column(_("对谁")), Column(_("机构")), Column(_("地点")), Column(_("培训师")),
        Column(_("分钟"), kind="number"), Column(_("到场"), kind="number"),
    )  # fmt: skip
    rows = [
        Row((moment(each.held_at), each.get_group_display(), each.unit, each.place, each.trainer, each.minutes,
             getattr(each, "there", 0)), url=reverse("training:session", args=[each.pk]))
        for each in sessions
    ]  # fmt: skip
    return Table(_("培训场次"), columns, rows)


def trial_table(trials: Iterable[Trial]) -> Table:
    """Trials of trainings."""
    columns = (Column(_("培训"), lead=True), Column(_("办法")), Column(_("第一批开始")), Column(_("机构")))
    rows = [
        Row((each.title, each.get_design_display(), each.starts_date, each.unit),
            url=reverse("training:trial", args=[each.code]))
        for each in trials
    ]  # fmt: skip
    return Table(_("培训效果"), columns, rows)


def _offer(each: Offer, now: datetime) -> dict[str, object]:
    until = may_begin_at(each.quiz, each.last)
    goes_on = each.last is not None and each.last.finished_at is None
    shown = until if until is not None and until > now and not each.passed else None
    return {"quiz": each.quiz, "passed": each.passed, "goes_on": goes_on, "until": shown}


def _question(each: Question, item: Item | None, may_edit: bool) -> Row:
    state = tag(_("已批准"), "success") if each.approved_at else tag(_("等人看过"), "warning")
    told = "—" if item is None or item.discrimination is None else f"{item.discrimination:.2f}"
    cells = (
        each.words, each.get_kind_display(), state, item.n if item else 0, percent(item.share if item else None),
        told, ADVICE[item.advice] if item else "",
    )  # fmt: skip
    return Row(cells, url=reverse("training:question", args=[each.pk]) if may_edit else "")


def _standing(each: Standing) -> Row:
    held = model()
    source = SOURCES[each.source] if each.source else "—"
    words = _("%(level)s 级 %(name)s") % {"level": each.level, "name": held.levels[each.level]}
    return Row((held.names[each.skill], words, source, each.n, moment(each.at) if each.at else "—"))


def _certificate(each: Held, with_person: bool) -> Row:
    words, kind = HOLDING[each.holding]
    name = each.kind.name if each.kind else each.row.code
    url = reverse("training:person", args=[each.row.person.username]) if with_person else ""
    first = (each.row.person, name) if with_person else (name,)
    return Row((*first, tag(words, kind), each.row.ends_date, each.row.unit), url=url)

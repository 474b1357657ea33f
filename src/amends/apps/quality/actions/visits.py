# SPDX-License-Identifier: Apache-2.0
"""A mystery visit is taken in, once, however often the page that was filled in sends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amends.apps.cases.actions.texts import kept
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.refusals import NotYours, QualityRefused
from amends.apps.quality.models import MysteryVisit
from amends.apps.quality.queries.checks import checklists
from amends.apps.quality.queries.visits import item_names
from amends.apps.quality.rules.checks import Answer, AnswerMissing, failed_visit_items

CLOCKS_DIFFER = timedelta(minutes=10)  # a phone may be ahead of the server


class VisitIncomplete(QualityRefused):
    """Not every item was answered."""

    def __init__(self, missing: AnswerMissing) -> None:
        names = item_names()
        words = _("、").join(names.get(code, code) for code in missing.codes)
        super().__init__(_("还有没有答复的项目：%(items)s") % {"items": words})


class VisitInFuture(QualityRefused):
    """A visit that has not taken place."""

    def __init__(self) -> None:
        super().__init__(_("走访时间还没有到。"), field="visited_at")


class SideTaken(QualityRefused):
    """That side of the pair was visited already."""

    def __init__(self) -> None:
        super().__init__(_("这个对照组的这一方已经走访过了。"), field="side")


class PairIncomplete(QualityRefused):
    """A pair needs its code and a side."""

    def __init__(self) -> None:
        super().__init__(_("对照走访要写对照组编号，并选是哪一方。"), field="pair")


class KeyTaken(QualityRefused):
    """The key belongs to a visit of somebody else."""

    def __init__(self) -> None:
        super().__init__(_("这份记录已经由别人提交过，请重新打开页面。"))


@dataclass(frozen=True, slots=True)
class Visited:
    """What a visitor noted. `presented` says how the visitor of ours presented themselves, in a pair."""

    unit: Unit
    visited_at: datetime
    answers: Mapping[str, Answer]
    note: str = ""
    pair: str = ""
    side: str = ""
    presented: str = ""


def note_visit(*, visited: Visited, key: str, by: User, at: datetime) -> MysteryVisit:
    """Keep a visit; sent again with the same `key` it is the same visit. Raises `VisitIncomplete`, `VisitInFuture`,
    `PairIncomplete`, `SideTaken`, `KeyTaken`, `NotYours`."""
    sent = _sent(key, by)
    if sent:
        return sent
    _check(visited, by, at)
    failed = _failed(visited)
    try:
        with writing(by=by, at=at) as log, transaction.atomic():
            row = MysteryVisit.objects.create(
                key=key, unit=visited.unit, form_version=checklists().version,
                visited_at=min(visited.visited_at, at), answers=dict(visited.answers), failed=list(failed),
                note=kept(visited.note).strip()[:400], pair=visited.pair, side=visited.side,
                presented=kept(visited.presented).strip()[:40], by=by, sent_at=at,
            )  # fmt: skip
            log(EventKind.HALL_VISITED, row, unit=visited.unit, failed=len(failed), pair=visited.pair)
    except IntegrityError as error:  # it was sent a moment ago, or the side is taken
        sent = _sent(key, by)
        if sent:
            return sent
        raise SideTaken from error
    return row


def _sent(key: str, by: User) -> MysteryVisit | None:
    row = MysteryVisit.objects.unscoped("asked by the key that the page drew").filter(key=key).first()
    if row and row.by_id != by.pk:
        raise KeyTaken
    return row


def _check(visited: Visited, by: User, at: datetime) -> None:
    unit = visited.unit
    if not by.may(Right.INSPECT) or unit.kind != UnitKind.HALL or not by.scope.covers(unit.number):
        raise NotYours
    if visited.visited_at > at + CLOCKS_DIFFER:
        raise VisitInFuture
    if bool(visited.pair) != (visited.side in ("a", "b")):
        raise PairIncomplete


def _failed(visited: Visited) -> tuple[str, ...]:
    try:
        return failed_visit_items(checklists().visit, visited.answers)
    except AnswerMissing as missing:
        raise VisitIncomplete(missing) from missing

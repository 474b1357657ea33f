# SPDX-License-Identifier: Apache-2.0
"""Verbs on checks: a colleague goes through a list before opening, an inspector with a colleague at work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.cases.actions.texts import kept
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.coaching import open_coaching
from amends.apps.quality.actions.refusals import NotYours, QualityRefused
from amends.apps.quality.models import CheckRound
from amends.apps.quality.queries.checks import before_opening, checklists
from amends.apps.quality.rules.checks import AnswerMissing, CheckKind, Checklist, failed_items

COACH_WITHIN = timedelta(days=14)
NO_WAIT = timedelta()
ON_ITS_WAY = timedelta(minutes=2)  # a slow connection is none that was missing
WAITS_AT_MOST = timedelta(days=3)  # how long a check may lie on a phone that has no connection


class ItemsMissing(QualityRefused):
    """Not every item was answered."""

    def __init__(self, missing: AnswerMissing, found: Checklist) -> None:
        names = {each.code: each.name for each in found.items}
        words = _("、").join(names.get(code, code) for code in missing.codes)
        super().__init__(_("还有没有答复的项目：%(items)s") % {"items": words})


class NoSuchList(QualityRefused):
    """There is no list of this code for the person."""

    def __init__(self) -> None:
        super().__init__(_("没有这份检查单，或者它不是给这个岗位的。"))


class DoneAlready(QualityRefused):
    """The list was gone through today."""

    def __init__(self) -> None:
        super().__init__(_("今天已经查过这一份了。"))


class KeyTaken(QualityRefused):
    """The key belongs to a check of somebody else."""

    def __init__(self) -> None:
        super().__init__(_("这份记录已经由别人提交过，请重新打开页面。"))


@dataclass(frozen=True, slots=True)
class Sent:
    """How the page sent a check: the `key` it drew, and how long it `waited` for a connection. A duration, because the
    clock of a phone may be wrong, but it runs."""

    key: str | None = None
    waited: timedelta = NO_WAIT

    def done_at(self, arrived: datetime) -> datetime:
        """When the check was done."""
        return arrived - min(self.waited, WAITS_AT_MOST) if self.waited > ON_ITS_WAY else arrived


AT_ONCE = Sent()


def check_self(
    *,
    checklist: str,
    answers: Mapping[str, bool],
    by: User,
    at: datetime,
    note: str = "",
    sent: Sent = AT_ONCE,
) -> CheckRound:
    """Note that somebody went through a list for themselves, once a day; `in_time` if before opening. What is not in
    order is noted and nothing follows from it; `at` is when it arrived, and `sent` again it is the same check.
    Raises `NoSuchList`, `ItemsMissing`, `DoneAlready`, `KeyTaken`."""
    known = _sent(sent, by)
    if known:
        return known
    found = next((each for each in checklists().daily(by.role) if each.code == checklist), None)
    if found is None or by.unit is None:
        raise NoSuchList
    failed = _failed(found, answers)
    with writing(by=by, at=at) as log:
        try:
            with transaction.atomic():
                row = _kept(
                    CheckKind.SELF, found, answers, failed, person=by, by=by, at=at, note=note, sent=sent
                )
        except IntegrityError as error:
            if row_sent := _sent(sent, by):  # a moment ago
                return row_sent
            raise DoneAlready from error
        log(EventKind.SELF_CHECKED, row, unit=by.unit, list=found.code, failed=len(failed))
    return row


def audit(
    *, person: User, checklist: str, answers: Mapping[str, bool], by: User, at: datetime, note: str = "",
    sent: Sent = AT_ONCE,
) -> CheckRound:  # fmt: skip
    """Note what an inspector found with a colleague. What failed opens a coaching task, one a skill: a prompt for a
    person, no penalty; `at` is when it arrived, and `sent` again it is the same audit. Raises `NoSuchList`,
    `ItemsMissing`, `KeyTaken`, `NotYours` (right, unit, or one's own)."""
    found = checklists().lists.get(checklist)
    if found is None or person.role not in found.roles:
        raise NoSuchList
    if person.unit is None or person.pk == by.pk or not by.may(Right.INSPECT):
        raise NotYours
    if not by.scope.covers(person.unit.number):
        raise NotYours
    failed = _failed(found, answers)
    with writing(by=by, at=at) as log:
        # two presses come one after the other
        User.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
        known = _sent(sent, by)
        row = known or _kept(
            CheckKind.AUDIT, found, answers, failed, person=person, by=by, at=at, note=note, sent=sent
        )
        log(
            EventKind.COLLEAGUE_AUDITED, row, unit=person.unit, list=found.code, failed=len(failed),
            person=person.pk, again=known is not None,
        )  # fmt: skip
        if known is None:
            _coach(found, row, by, at)
    return row


def _sent(sent: Sent, by: User) -> CheckRound | None:
    if sent.key is None:
        return None
    row = CheckRound.objects.unscoped("asked by the key that the page drew").filter(key=sent.key).first()
    if row and row.by_id != by.pk:
        raise KeyTaken
    return row


def _coach(found: Checklist, row: CheckRound, by: User, at: datetime) -> None:
    failed = [each for each in found.items if each.code in row.failed]
    for skill in sorted({each.skill for each in failed}):
        names = _("、").join(each.name for each in failed if each.skill == skill)
        reason = _("%(list)s：%(items)s") % {"list": found.name, "items": names}
        open_coaching(
            person=row.person, skill=skill, reason=reason, source=row, by=by, at=at,
            due_date=timezone.localdate(at + COACH_WITHIN),
        )  # fmt: skip


def _failed(found: Checklist, answers: Mapping[str, bool]) -> tuple[str, ...]:
    try:
        return failed_items(found, answers)
    except AnswerMissing as missing:
        raise ItemsMissing(missing, found) from missing


def _kept(
    kind: CheckKind, found: Checklist, answers: Mapping[str, bool], failed: tuple[str, ...],
    *, person: User, by: User, at: datetime, note: str, sent: Sent,
) -> CheckRound:  # fmt: skip
    done_at = sent.done_at(at)
    assert person.unit is not None  # the callers refuse people of no unit
    return CheckRound.objects.create(
        key=sent.key,
        unit=person.unit,
        kind=kind.value,
        checklist=found.code,
        list_version=checklists().version,
        day=timezone.localdate(done_at),
        person=person,
        answers={each.code: answers[each.code] for each in found.items},
        failed=list(failed),
        in_time=kind is CheckKind.SELF and before_opening(done_at),
        note=kept(note).strip()[:200],
        by=by,
        at=done_at,
        sent_at=at if done_at < at else None,
    )

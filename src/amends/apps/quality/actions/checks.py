# SPDX-License-Identifier: Apache-2.0
"""Verbs on checks: a colleague goes through a list before opening, an inspector with a colleague at work."""

from collections.abc import Mapping
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
PRESSED_AGAIN = timedelta(minutes=10)  # nobody audits the same person with the same list and outcome so soon


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


def check_self(
    *, checklist: str, answers: Mapping[str, bool], by: User, at: datetime, note: str = ""
) -> CheckRound:
    """Note that somebody went through a list for themselves, once a day; `in_time` if before opening. What is not in
    order is noted and nothing follows from it. Raises `NoSuchList`, `ItemsMissing`, `DoneAlready`."""
    found = next((each for each in checklists().daily(by.role) if each.code == checklist), None)
    if found is None or by.unit is None:
        raise NoSuchList
    failed = _failed(found, answers)
    with writing(by=by, at=at) as log:
        try:
            with transaction.atomic():
                row = _kept(CheckKind.SELF, found, answers, failed, person=by, by=by, at=at, note=note)
        except IntegrityError as error:
            raise DoneAlready from error
        log(EventKind.SELF_CHECKED, row, unit=by.unit, list=found.code, failed=len(failed))
    return row


def audit(
    *, person: User, checklist: str, answers: Mapping[str, bool], by: User, at: datetime, note: str = ""
) -> CheckRound:
    """Note what an inspector found with a colleague. What failed opens a coaching task, one a skill: a prompt for a
    person, no penalty. Raises `NoSuchList`, `ItemsMissing`, `NotYours` (right, unit, or one's own)."""
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
        known = _pressed_again(found, answers, person, by, at)
        row = known or _kept(CheckKind.AUDIT, found, answers, failed, person=person, by=by, at=at, note=note)
        log(
            EventKind.COLLEAGUE_AUDITED, row, unit=person.unit, list=found.code, failed=len(failed),
            person=person.pk, again=known is not None,
        )  # fmt: skip
        if known is None:
            _coach(found, row, by, at)
    return row


def _pressed_again(
    found: Checklist, answers: Mapping[str, bool], person: User, by: User, at: datetime
) -> CheckRound | None:
    rows = CheckRound.objects.unscoped("of the person in hand").filter(
        kind=CheckKind.AUDIT.value, person=person, by=by
    )
    same = {each.code: answers[each.code] for each in found.items}
    last = rows.filter(checklist=found.code, at__gt=at - PRESSED_AGAIN).order_by("-at").first()
    return last if last is not None and last.answers == same else None


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
    *, person: User, by: User, at: datetime, note: str,
) -> CheckRound:  # fmt: skip
    assert person.unit is not None  # the callers refuse people of no unit
    return CheckRound.objects.create(
        unit=person.unit,
        kind=kind.value,
        checklist=found.code,
        list_version=checklists().version,
        day=timezone.localdate(at),
        person=person,
        answers={each.code: answers[each.code] for each in found.items},
        failed=list(failed),
        in_time=kind is CheckKind.SELF and before_opening(at),
        note=kept(note).strip()[:200],
        by=by,
        at=at,
    )

# SPDX-License-Identifier: Apache-2.0
"""One press, several verbs: each with its own right and its own refusals, in one transaction, all of them or none."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import IN_SCOPE, CaseChanged, CaseRefused, RightMissing, can_work
from amends.apps.cases.actions.ownership import offer, set_next_action
from amends.apps.cases.actions.pausing import pause, set_priority, supervise
from amends.apps.cases.actions.together import add_note, watch
from amends.apps.cases.models import Case
from amends.apps.cases.queries.limits import policy
from amends.apps.cases.queries.macros import macros
from amends.apps.cases.rules.macros import Do, MacroStep
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User


class MacroUnknown(CaseRefused):
    """There is no such macro."""

    sentence = _("没有这个快捷处理，可能已经停用；请刷新页面")


class MacroRefused(CaseRefused):
    """One step was refused, so none was done."""

    sentence = _("「%(step)s」没有做成：%(why)s 整个快捷处理都没有执行。")


DONE_BY: Mapping[Do, str | Promise] = {
    Do.RAISE: _("改优先级"),
    Do.OFFER: _("放入待领取队列"),
    Do.PAUSE: _("暂停时限"),
    Do.NEXT: _("安排下一步"),
    Do.NOTE: _("写备注"),
    Do.WATCH: _("关注"),
    Do.SUPERVISE: _("督办"),
}
Verb = Callable[[Case, MacroStep, User, datetime], object]


def run_macro(*, case: Case, version: int, key: str, by: User, at: datetime) -> Case:
    """Carry out the steps of a macro on a case, on the version that the person saw, and return it as it is then. A step
    that holds already (the case is as urgent, is watched) changes nothing.

    Raises `MacroUnknown`, `MacroRefused` (which step, and why), `CaseChanged`, `RightMissing`.
    """
    macro = macros().macros.get(key)
    if macro is None:
        raise MacroUnknown
    with writing(by=by, at=at) as log:
        row = _locked(case)
        if row.version != version:
            raise CaseChanged
        if not can_work(by, row):
            raise RightMissing
        for step in macro.steps:
            _do(row, step, by, at)
            row = _locked(case)
        log(
            EventKind.CASE_MACRO_RUN,
            row,
            about=row.customer.code,
            unit=row.unit,
            number=row.number,
            macro=f"{key}@{macros().version}",
            steps=len(macro.steps),
        )
    return row


def _locked(case: Case) -> Case:
    rows = Case.objects.unscoped(IN_SCOPE).select_related("unit", "customer", "owner")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)


def _do(case: Case, step: MacroStep, by: User, at: datetime) -> None:
    try:
        _VERBS[step.do](case, step, by, at)
    except CaseRefused as refusal:
        end = gettext("。")
        why = str(refusal).rstrip(end) + end
        raise MacroRefused(step=DONE_BY[step.do], why=why) from refusal


def _raise(case: Case, step: MacroStep, by: User, at: datetime) -> None:
    """At least as urgent as the step says: a case that is more urgent stays so."""
    ranks = {code: each.rank for code, each in policy().priorities.items()}
    if ranks[step.priority] < ranks[case.priority]:
        set_priority(case=case, version=case.version, priority=step.priority, reason=step.words, by=by, at=at)


def _offer(case: Case, step: MacroStep, by: User, at: datetime) -> None:
    if step.queue is None:
        raise MacroUnknown
    offer(case=case, version=case.version, queue=step.queue, reason=step.words, by=by, at=at)


def _pause(case: Case, step: MacroStep, by: User, at: datetime) -> None:
    until = at + timedelta(hours=step.hours)
    pause(case=case, version=case.version, reason=step.reason, until=until, note=step.words, by=by, at=at)


def _next(case: Case, step: MacroStep, by: User, at: datetime) -> None:
    set_next_action(
        case=case,
        version=case.version,
        text=step.words,
        owner=case.owner,
        due_at=at + timedelta(hours=step.hours),
        by=by,
        at=at,
    )


def _note(case: Case, step: MacroStep, by: User, at: datetime) -> None:
    add_note(case=case, text=step.words, by=by, at=at)


def _watch(case: Case, _step: MacroStep, by: User, at: datetime) -> None:
    watch(case=case, wanted=True, by=by, at=at)


def _supervise(case: Case, step: MacroStep, by: User, at: datetime) -> None:
    supervise(case=case, version=case.version, reason=step.words, by=by, at=at)


_VERBS: Mapping[Do, Verb] = {
    Do.RAISE: _raise,
    Do.OFFER: _offer,
    Do.PAUSE: _pause,
    Do.NEXT: _next,
    Do.NOTE: _note,
    Do.WATCH: _watch,
    Do.SUPERVISE: _supervise,
}

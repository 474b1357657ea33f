# SPDX-License-Identifier: Apache-2.0
"""One verb on many cases: each is changed for itself, on the version that the person saw, or says why not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import (
    CannotWork,
    CaseChanged,
    CaseRefused,
    RightMissing,
    can_work,
)
from amends.apps.cases.actions.joining import join_incident
from amends.apps.cases.actions.macros import run_macro
from amends.apps.cases.actions.ownership import hand_over
from amends.apps.cases.actions.pausing import set_priority
from amends.apps.cases.actions.together import add_note
from amends.apps.cases.models import Case, Watcher
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right

MOST = 200


class TooManyPicked(CaseRefused):
    """More cases than one verb takes."""

    sentence = _("一次最多办理 %(most)s 件")


class NothingPicked(CaseRefused):
    """No case was picked."""

    sentence = _("请先选中案件")


class VerbUnknown(CaseRefused):
    """There is no such verb, or what it needs was not given."""

    sentence = _("请选择要做什么，并填写需要的内容")


class PartMissing(VerbUnknown):
    """What the verb needs was not given: which part."""

    sentence = _("「%(verb)s」还要填写：%(parts)s")


class NobodyNamed(CaseRefused):
    """No colleague, or more than one, has the name that was written."""

    sentence = _("没有叫「%(name)s」的同事，请写姓名或工号")
    several = _("有几位同事都叫「%(name)s」，请写工号")

    def __init__(self, name: str, *, found: int) -> None:
        self.sentence = self.several if found else self.sentence
        super().__init__(name=name)


class IncidentUnknown(CaseRefused):
    """No case in scope has the number that was written."""

    sentence = _("您的机构里没有编号为「%(number)s」的案件")


class NotFound(CaseRefused):
    """A case is not there for this person."""

    sentence = _("您的机构里没有这个案件")


@dataclass(frozen=True, slots=True)
class Picked:
    """A case as the person saw it in the list."""

    number: str
    version: int


@dataclass(frozen=True, slots=True)
class Given:
    """What a verb may need."""

    words: str = ""
    to: User | None = None
    priority: str = ""
    incident: Case | None = None
    macro: str = ""
    risk: str = ""  # why a case goes to a leader before it was tried


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case: done, or the sentence why not."""

    number: str
    refused: str = ""


Apply = Callable[[Case, int, Given, User, datetime], object]


@dataclass(frozen=True, slots=True)
class BulkVerb:
    """A verb on many cases: the right it asks for beside working on them, and what must be given."""

    label: str | Promise
    apply: Apply
    needs: Sequence[str]
    right: Right = Right.WORK_CASES


def do_to_many(*, verb: str, picked: Sequence[Picked], given: Given, by: User, at: datetime) -> list[Outcome]:
    """Do a verb to each case, at most `MOST`; one that is refused keeps none of the others from being done.

    Raises `VerbUnknown`, `PartMissing`, `NothingPicked`, `TooManyPicked`, `RightMissing`: then none is done.
    """
    chosen = VERBS.get(verb)
    if chosen is None:
        raise VerbUnknown
    if missing := [str(PARTS[name]) for name in chosen.needs if not getattr(given, name)]:
        raise PartMissing(verb=chosen.label, parts=gettext("、").join(missing))
    if not picked:
        raise NothingPicked
    if len(picked) > MOST:
        raise TooManyPicked(most=MOST)
    if not by.may(chosen.right):
        raise RightMissing
    cases = _found(picked, by)
    return [_one(chosen, each, cases.get(each.number), given, by=by, at=at) for each in picked]


def _found(picked: Iterable[Picked], by: User) -> dict[str, Case]:
    cases = Case.objects.within(by.scope).select_related("unit", "customer", "owner")
    return {case.number: case for case in cases.filter(number__in=[each.number for each in picked])}


def _one(
    verb: BulkVerb, picked: Picked, case: Case | None, given: Given, *, by: User, at: datetime
) -> Outcome:
    try:
        if case is None:
            raise NotFound
        if case.version != picked.version:
            raise CaseChanged
        verb.apply(case, picked.version, given, by, at)
    except CaseRefused as refusal:
        return Outcome(picked.number, str(refusal))
    return Outcome(picked.number)


def _hand_over(case: Case, version: int, given: Given, by: User, at: datetime) -> object:
    if given.to is None:
        raise VerbUnknown
    return hand_over(
        case=case, version=version, to=given.to, reason=given.words, risk=given.risk, by=by, at=at
    )


def _prioritise(case: Case, version: int, given: Given, by: User, at: datetime) -> object:
    return set_priority(case=case, version=version, priority=given.priority, reason=given.words, by=by, at=at)


def _note(case: Case, _version: int, given: Given, by: User, at: datetime) -> object:
    return add_note(case=case, text=given.words, by=by, at=at)


def _join(case: Case, version: int, given: Given, by: User, at: datetime) -> object:
    if given.incident is None:
        raise VerbUnknown
    return join_incident(case=case, version=version, incident=given.incident, by=by, at=at)


def _run_macro(case: Case, version: int, given: Given, by: User, at: datetime) -> object:
    return run_macro(case=case, version=version, key=given.macro, by=by, at=at)


def _add_watcher(case: Case, _version: int, given: Given, by: User, at: datetime) -> None:
    to = given.to or by
    if not can_work(by, case):
        raise RightMissing
    if not can_work(to, case):
        raise CannotWork(name=to.name)
    with writing(by=by, at=at) as log:
        Watcher.objects.get_or_create(case=case, person=to, defaults={"since": at})
        log(
            EventKind.CASE_WATCHED, case, about=case.customer.code, unit=case.unit, wanted=True, watcher=to.pk
        )


PARTS: Mapping[str, str | Promise] = {
    "to": _("给谁（姓名或工号）"),
    "words": _("原因或备注"),
    "priority": _("优先级"),
    "macro": _("快捷处理"),
    "incident": _("批量事件的编号"),
}
# A line here is all it takes to offer another verb; the form knows the names in `needs`.
VERBS: dict[str, BulkVerb] = {
    "hand_over": BulkVerb(_("移交"), _hand_over, ("to", "words"), Right.ASSIGN_CASES),
    "priority": BulkVerb(_("改优先级"), _prioritise, ("priority", "words")),
    "watch": BulkVerb(_("加关注人"), _add_watcher, ("to",)),
    "note": BulkVerb(_("加备注"), _note, ("words",)),
    "macro": BulkVerb(_("快捷处理"), _run_macro, ("macro",)),
    "incident": BulkVerb(_("归入批量事件"), _join, ("incident",)),
}

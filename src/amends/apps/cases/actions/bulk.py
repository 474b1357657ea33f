# SPDX-License-Identifier: Apache-2.0
"""One verb on many cases: each is changed for itself, on the version that the person saw, or says why not.

What it would do is shown before: each case is done in full and taken back at once, so that nothing is foretold by
rules of its own, and nobody waits for more than one case.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
from amends.apps.cases.models.desk_words import PRIORITIES
from amends.apps.cases.queries.canned import in_language
from amends.apps.cases.queries.limits import policy
from amends.apps.cases.queries.macros import macros
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


class LoweringUnsaid(CaseRefused):
    """Cases were to become less urgent among the others, and nobody said why these may wait longer."""

    sentence = _("其中 %(cases)s 件会降低优先级、放宽时限：请另外写明降低的原因，或者不选这几件")


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
    lowering: str = ""  # why a case may become less urgent


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case: done, from what to what, or the sentence why not."""

    number: str
    refused: str = ""
    before: str = ""
    after: str = ""
    lowers: bool = False
    about: str = ""  # the customer, as lists show them


Apply = Callable[[Case, int, Given, User, datetime], object]
Shows = Callable[[Case, Given], tuple[object, object]]


@dataclass(frozen=True, slots=True)
class BulkVerb:
    """A verb on many cases: what it changes from what to what, the right it asks for beside working on them, and what
    must be given."""

    label: str | Promise
    apply: Apply
    shows: Shows
    needs: Sequence[str]
    right: Right = Right.WORK_CASES


def do_to_many(*, verb: str, picked: Sequence[Picked], given: Given, by: User, at: datetime) -> list[Outcome]:
    """Do a verb to each case, at most `MOST`; one that is refused keeps none of the others from being done.

    Raises `VerbUnknown`, `PartMissing`, `NothingPicked`, `TooManyPicked`, `RightMissing`, `LoweringUnsaid`: then none
    is done.
    """
    chosen, cases = _checked(verb, picked, given, by)
    lowered = [each for each in picked if _would_lower(chosen, each, cases.get(each.number), given, by)]
    if lowered and by.may(Right.ASSIGN_CASES) and not given.lowering.strip():
        raise LoweringUnsaid(cases=len(lowered))
    return [_one(chosen, each, cases.get(each.number), given, by=by, at=at) for each in picked]


def preview(*, verb: str, picked: Sequence[Picked], given: Given, by: User, at: datetime) -> list[Outcome]:
    """What the verb would do to each case as it stands now, and why not to others; nothing is changed, nobody is told.
    A reason for lowering may be missing still. Raises as `do_to_many` does, but for `LoweringUnsaid`."""
    chosen, cases = _checked(verb, picked, given, by)
    supposed = replace(given, lowering=given.lowering or "…")
    return [_tried(chosen, each, cases.get(each.number), supposed, by=by, at=at) for each in picked]


def _checked(verb: str, picked: Sequence[Picked], given: Given, by: User) -> tuple[BulkVerb, dict[str, Case]]:
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
    return chosen, _found(picked, by)


class _TakenBack(Exception):
    """What was done to see what would come of it is undone."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def _tried(
    verb: BulkVerb, picked: Picked, case: Case | None, given: Given, *, by: User, at: datetime
) -> Outcome:
    """A transaction of its own for each: a case is locked only while it is looked at, and what a verb wrote before it
    refused is gone before the next one looks."""
    try:
        with writing(by=by, at=at):
            raise _TakenBack(_one(verb, picked, case, given, by=by, at=at))
    except _TakenBack as undone:
        return undone.outcome


def _would_lower(verb: BulkVerb, picked: Picked, case: Case | None, given: Given, by: User) -> bool:
    """Whether a case would become less urgent; not one that is refused anyway."""
    if case is None or case.version != picked.version or not case.is_open or not can_work(by, case):
        return False
    return _lowers(verb, case, given)


def _lowers(verb: BulkVerb, case: Case, given: Given) -> bool:
    if "priority" not in verb.needs:
        return False
    ranks = {code: each.rank for code, each in policy().priorities.items()}
    now, then = ranks.get(case.priority), ranks.get(given.priority)
    return now is not None and then is not None and then > now  # the policy may have a priority no longer


def _found(picked: Iterable[Picked], by: User) -> dict[str, Case]:
    cases = Case.objects.within(by.scope).select_related("unit", "customer", "owner", "parent")
    return {case.number: case for case in cases.filter(number__in=[each.number for each in picked])}


def _one(
    verb: BulkVerb, picked: Picked, case: Case | None, given: Given, *, by: User, at: datetime
) -> Outcome:
    about = str(case.customer) if case else ""
    try:
        if case is None:
            raise NotFound
        if case.version != picked.version:
            raise CaseChanged
        (before, after), lowers = verb.shows(case, given), _lowers(verb, case, given)
        verb.apply(case, picked.version, given, by, at)
    except CaseRefused as refusal:
        return Outcome(picked.number, str(refusal), about=about)
    return Outcome(picked.number, before=str(before), after=str(after), lowers=lowers, about=about)


def _hand_over(case: Case, version: int, given: Given, by: User, at: datetime) -> object:
    if given.to is None:
        raise VerbUnknown
    return hand_over(
        case=case, version=version, to=given.to, reason=given.words, risk=given.risk, by=by, at=at
    )


def _prioritise(case: Case, version: int, given: Given, by: User, at: datetime) -> object:
    lowers = _lowers(VERBS["priority"], case, given)
    reason = (given.lowering if lowers else "") or given.words
    return set_priority(case=case, version=version, priority=given.priority, reason=reason, by=by, at=at)


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


def _macro_words(given: Given) -> str:
    known = macros().macros.get(given.macro)
    return in_language(known.title, known.title_en) if known else ""


def _who(person: User | None) -> str:
    return person.name if person else ""


PARTS: Mapping[str, str | Promise] = {
    "to": _("给谁（姓名或工号）"),
    "words": _("原因或备注"),
    "priority": _("优先级"),
    "macro": _("快捷处理"),
    "incident": _("批量事件的编号"),
}
# A line here is all it takes to offer another verb; the form knows the names in `needs`.
VERBS: dict[str, BulkVerb] = {
    "hand_over": BulkVerb(
        _("移交"),
        _hand_over,
        lambda case, given: (case.owner.name, gettext("等 %(name)s 接收") % {"name": _who(given.to)}),
        ("to", "words"),
        Right.ASSIGN_CASES,
    ),
    "priority": BulkVerb(
        _("改优先级"),
        _prioritise,
        lambda case, given: (PRIORITIES[case.priority], PRIORITIES.get(given.priority, "")),
        ("priority", "words"),
    ),
    "watch": BulkVerb(_("加关注人"), _add_watcher, lambda _case, given: ("", _who(given.to)), ("to",)),
    "note": BulkVerb(_("加备注"), _note, lambda _case, given: ("", given.words), ("words",)),
    "macro": BulkVerb(_("快捷处理"), _run_macro, lambda _case, given: ("", _macro_words(given)), ("macro",)),
    "incident": BulkVerb(
        _("归入批量事件"),
        _join,
        lambda case, given: (
            case.parent.number if case.parent else "",
            given.incident.number if given.incident else "",
        ),
        ("incident",),
    ),
}

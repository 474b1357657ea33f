# SPDX-License-Identifier: Apache-2.0
"""Cases that belong together: merged into one, linked, gathered under a mass incident."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from amends.apps.cases.actions.carrying import fresh_law_facts, law_facts
from amends.apps.cases.actions.change import IN_SCOPE, CaseRefused, Change, changing, checked_words
from amends.apps.cases.actions.clocks import keep_time
from amends.apps.cases.actions.opening import AnotherOpen, tell
from amends.apps.cases.actions.ownership import refuse_ended
from amends.apps.cases.actions.searching import keep_words
from amends.apps.cases.actions.tasks import add_task
from amends.apps.cases.models import Case, Link, Note, Transition
from amends.apps.cases.models.desk_words import LinkKind, TaskKind
from amends.apps.cases.rules.carrying import carried, taken_back
from amends.apps.cases.rules.clocks import Fact, FactKind
from amends.apps.cases.rules.next_action import A_DAY
from amends.apps.cases.rules.states import PROACTIVE, CaseState
from amends.apps.core.actions.outbox import ours
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.chain import Json


class CannotMerge(CaseRefused):
    """A case was to be merged into itself, into another customer's, into a later one, or into one that ended."""

    sentence = _("只能并入同一位客户更早收到的未结案件：时限从最早的那一次起算")


class NotMerged(CaseRefused):
    """A merge was to be undone where there is none."""

    sentence = _("这个案件没有并入别的案件")


class CannotJoin(CaseRefused):
    """A case was to be gathered under itself, or under a case that belongs to an incident itself."""

    sentence = _("只能归入另一个本身不属于批量事件的未结案件")


class NotLinked(CaseRefused):
    """A link was to be taken back that is not there, or no longer."""

    sentence = _("这两个案件没有关联，或者刚刚已经取消")


class NoSolution(CaseRefused):
    """A solution was to be passed on that nobody wrote."""

    sentence = _("先在这个案件里写下核查结论，再下发")


def merge(*, case: Case, version: int, into: Case, reason: str, by: User, at: datetime) -> Case:
    """Let a case live on in an earlier one of the same customer. It keeps its history and can be taken out again;
    limits of the law that run for a fault or a refund go on in the earlier one from when they began.

    Raises `WordsMissing`, `CannotMerge`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        refuse_ended(row)
        target = _target(into)
        _refuse_merge(row, target)
        _carry(change, target)
        row.merged_into = target
        change.move(CaseState.MERGED, reason)
        change.note(EventKind.CASE_MERGED, into=target.number)
        words = _("并入 %(number)s：%(reason)s"), _("案件 %(number)s 并入了您的案件")
        _tell(change, target, *words, reason=reason, key="merged")
    return row


def _target(into: Case) -> Case:
    rows = Case.objects.unscoped(IN_SCOPE).select_related("customer", "unit", "owner")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=into.pk)


def _carry(change: Change, target: Case) -> None:
    """Before the merged case ends, and its clocks with it."""
    facts = fresh_law_facts(target, law_facts(change.case, at=change.at), at=change.at)
    _keep_law(change, target, carried(facts, number=change.case.number))


def _take_back(change: Change, target: Case) -> None:
    """What a merged case brought along runs where it stands again, and no longer here."""
    there = law_facts(target, at=change.at)
    _keep_law(change, target, taken_back(there, number=change.case.number, at=change.at))


def _keep_law(change: Change, target: Case, facts: Sequence[Fact]) -> None:
    if facts:
        keep_time(target, facts, by=change.by, at=change.at, log=change.log)
        target.save(update_fields=["due_at"])


def _tell(change: Change, target: Case, note: Promise, told: Promise, *, reason: str, key: str) -> None:
    """A note in the case that was merged into, and a notice to its owner."""
    number = change.case.number
    Note.objects.create(
        case=target, text=ours(note, number=number, reason=reason), at=change.at, by=change.by
    )
    keep_words(target)
    tell(target.owner, told, change.case, at=change.at, key=key)


def _refuse_merge(case: Case, target: Case) -> None:
    same = case.customer_id == target.customer_id and case.pk != target.pk
    if not same or not target.is_open or target.received_at > case.received_at:
        raise CannotMerge


def unmerge(*, case: Case, version: int, reason: str, by: User, at: datetime) -> Case:
    """Take a merged case out again: it stands where it stood, its limits count from its first receipt, and those of the
    law that it took along run in the other one no longer.

    Raises `WordsMissing`, `NotMerged`, `AnotherOpen` (a recovery case of its class was opened meanwhile),
    `CaseChanged`, `RightMissing`.
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        if row.merged_into is None:
            raise NotMerged
        _refuse_second(row)
        target = _target(row.merged_into)
        last = (
            Transition.objects.unscoped(IN_SCOPE).filter(case=row, after=CaseState.MERGED).order_by("-pk")[0]
        )
        Transition.objects.create(
            case=row, before=CaseState.MERGED, after=last.before, at=at, by=by, reason=reason
        )
        row.state, row.is_open, row.merged_into = last.before, True, None
        row.closed_at, row.outcome, row.close_reason = None, "", ""
        change.fact(FactKind.REOPENED)
        change.follow()
        change.note(EventKind.CASE_UNMERGED)
        _take_back(change, target)
        words = _("%(number)s 不再并入：%(reason)s"), _("案件 %(number)s 不再并入您的案件")
        _tell(change, target, *words, reason=reason, key="unmerged")
    return row


def _refuse_second(case: Case) -> None:
    others = Case.objects.unscoped("one open case a customer and class").open().filter(origin__in=PROACTIVE)
    another = others.filter(customer=case.customer, recovery_class=case.recovery_class).first()
    if another and case.origin in PROACTIVE:
        raise AnotherOpen(number=another.number)


def link(*, case: Case, version: int, other: Case, kind: LinkKind, by: User, at: datetime) -> Case:
    """Note that a case has to do with another; a link that is there stays one.

    Raises `CannotJoin` (to itself), `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        if case.pk == other.pk:
            raise CannotJoin
        Link.objects.unscoped(IN_SCOPE).get_or_create(
            case=change.case, other=other, kind=kind, defaults={"at": at, "by": by}
        )
        change.note(EventKind.CASE_LINKED, other=other.number, link=str(kind))
    return change.case


def unlink(
    *, case: Case, version: int, other: Case, kind: LinkKind, back: bool = False, by: User, at: datetime
) -> Case:
    """Take back that a case belongs to another in one way; `back`: it was noted on the other that it belongs to this
    one. Whatever else links the two stays. With a repetition goes what makes the case one (nothing else keeps that);
    the log keeps what was taken back, on the case that held it too.

    Raises `NotLinked`, `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        holder, named = (other, change.case) if back else (change.case, other)
        links = Link.objects.unscoped(IN_SCOPE).filter(case=holder, other=named, kind=kind)
        if not links.delete()[0]:
            raise NotLinked
        taken: dict[str, Json] = {"of": holder.number, "link": str(kind)}
        change.note(EventKind.CASE_UNLINKED, other=other.number, **taken)
        if back:
            _note_on(other, change, other=case.number, **taken)
    return change.case


def _note_on(held: Case, change: Change, **payload: Json) -> None:
    about, unit = held.customer.code, held.unit
    change.log(EventKind.CASE_UNLINKED, held, about=about, unit=unit, number=held.number, **payload)


def join_incident(*, case: Case, version: int, incident: Case, by: User, at: datetime) -> Case:
    """Gather a case under a mass incident: it keeps its customer, owner and clocks, and gets the one solution.

    Raises `CannotJoin`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        if case.pk == incident.pk or incident.parent_id or not incident.is_open:
            raise CannotJoin
        if Case.objects.unscoped(IN_SCOPE).filter(parent=change.case).exists():
            raise CannotJoin
        change.case.parent = incident
        change.note(EventKind.CASE_JOINED_INCIDENT, incident=incident.number)
    return change.case


def spread_solution(*, case: Case, version: int, by: User, at: datetime) -> int:
    """Pass the finding and the measures of an incident on to every open case below it: a note and a measure each,
    once, which is their next action where it is the first; each owner is told, and each customer is still asked for
    themselves. Returns how many got it.

    Raises `NoSolution`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        solution = checked_solution(change.case)
        children = Case.objects.unscoped(IN_SCOPE).with_procedure("owner", "unit", "customer")
        theirs = children.open().filter(parent=change.case).order_by("pk")
        below = list(theirs.select_for_update(no_key=True, of=("self",)))
        for child in below:
            _receive(Change(child, change.log, by, at), change.case, solution)
        change.note(EventKind.CASE_SOLUTION_SPREAD, cases=len(below))
    return len(below)


def checked_solution(incident: Case) -> str:
    """What was found out about an incident. Raises `NoSolution` where nothing was."""
    intake = getattr(incident, "intake", None)
    found = incident.findings or str(intake.facts.get("finding", "") if intake else "")
    if not found.strip():
        raise NoSolution
    return found.strip()


def _receive(change: Change, incident: Case, solution: str) -> None:
    child = change.case
    text = ours(_("批量事件 %(number)s 的结论：%(words)s"), number=incident.number, words=solution)
    if not Note.objects.unscoped(IN_SCOPE).filter(case=child, text=text).exists():
        Note.objects.create(case=child, text=text, at=change.at, by=change.by)
    add_task(
        change,
        TaskKind.MEASURE,
        owner=child.owner,
        key=f"incident:{incident.pk}",
        text=gettext_noop("按批量事件的统一方案办理并告诉客户"),
        due_at=change.at + A_DAY,
    )
    change.follow()
    child.version, child.active_at = child.version + 1, change.at
    child.save()
    keep_words(child)
    change.note(EventKind.CASE_SOLUTION_SPREAD, incident=incident.number)
    tell(
        child.owner,
        _("案件 %(number)s 有了统一方案"),
        child,
        at=change.at,
        key=f"incident:{incident.pk}",
    )

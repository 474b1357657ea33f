# SPDX-License-Identifier: Apache-2.0
"""Visits: agreed with purpose and time, confirmed on the day, told of early when they move. Each is a promise."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from amends.apps.cases.actions.change import IN_SCOPE, CaseRefused, Change, changing, checked_words
from amends.apps.cases.actions.effects import refused_by_the_ledger
from amends.apps.cases.actions.ownership import refuse_ended
from amends.apps.cases.actions.tasks import add_task
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Case, Task
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.cases.queries.policy import rules_for
from amends.apps.cases.rules.clocks import FactKind
from amends.apps.cases.rules.contact import Channel
from amends.apps.cases.rules.visits import offered_slots, reminder_at
from amends.apps.core.actions.outbox import ours
from amends.apps.core.models import EventKind, User
from amends.apps.promises.actions.amend import amend_promise
from amends.apps.promises.actions.end import break_promise, keep_promise, withdraw_promise
from amends.apps.promises.actions.make import make_promise
from amends.apps.promises.models import Promise
from amends.apps.promises.rules.origins import Provenance
from amends.apps.promises.rules.terms import Channel as ToldBy
from amends.apps.promises.rules.terms import PromiseKind, Terms


class SlotNotOffered(CaseRefused):
    """A visit at a time that is not offered, without the customer's own wish."""

    sentence = _("不在上门时段：避开刚上班、午休用餐和快下班；客户自己要求的，写明客户的原话")


class VisitOver(CaseRefused):
    """The visit was made or called off already."""

    sentence = _("这次上门已经结束")


def agree_visit(
    *, case: Case, version: int, visit_at: datetime, purpose: str, wish: str = "", by: User, at: datetime
) -> Case:
    """Agree a visit: its purpose and time, a promise in the ledger, a task for the day and one for the last word
    two to three hours before. `wish` is the customer's own, where the time is not one that we offer.

    Raises `WordsMissing`, `SlotNotOffered`, `NotPromised` (the ledger refuses it), `CaseEnded`, `CaseChanged`,
    `RightMissing`.
    """
    purpose, rules = checked_words(purpose), rules_for(case)
    local, windows = visit_at.astimezone(rules.zone), rules.windows
    if not wish.strip() and local not in offered_slots(local.date(), windows[Channel.VISIT], like=local):
        raise SlotNotOffered
    with changing(case, version=version, by=by, at=at) as change, refused_by_the_ledger():
        refuse_ended(change.case)
        came, terms = Provenance(reference=change.case.number), _terms(purpose, visit_at)
        promise = make_promise(customer=change.case.customer, terms=terms, owner=by, by=by, at=at, came=came)
        facts = {"purpose": purpose, "wish": kept(wish), "promise": promise.pk, "confirmed": []}
        task = add_task(
            change, TaskKind.VISIT, owner=by, key=None, text=purpose, facts=facts, due_at=visit_at
        )
        _remind(change, task, visit_at)
        change.fact(FactKind.VISIT_ASKED, arrive_by=visit_at, key=str(task.pk))
        change.note(EventKind.CASE_VISIT_AGREED, visit=task.pk, due_at=visit_at.isoformat())
    return change.case


def _terms(purpose: str, visit_at: datetime) -> Terms:
    words = ours(_("上门：%(purpose)s"), purpose=purpose)
    return Terms(kind=PromiseKind.VISIT, words=words, channel=ToldBy.PHONE, due_at=visit_at)


def _remind(change: Change, task: Task, visit_at: datetime) -> None:
    rules = rules_for(change.case)
    local, windows = visit_at.astimezone(rules.zone), rules.windows[Channel.PHONE]
    Task.objects.unscoped(IN_SCOPE).update_or_create(
        case=change.case,
        key=f"visit_reminder:{task.pk}",
        defaults={
            "kind": TaskKind.VISIT_REMINDER,
            "owner": task.owner,
            "text": gettext_noop("到访前再和客户确认一次"),
            "due_at": max(reminder_at(local, windows), change.at),
            "made_at": change.at,
            "made_by": change.by,
            "done_at": None,
            "done_by": None,
        },
    )


def confirm_visit(*, case: Case, version: int, task: Task, by: User, at: datetime) -> Case:
    """Note that the customer confirmed a visit. Raises `VisitOver`, `CaseChanged`, `RightMissing`."""
    with changing(case, version=version, by=by, at=at) as change:
        row = _open(change, task)
        row.facts = {**row.facts, "confirmed": [*row.facts.get("confirmed", []), at.isoformat()]}
        row.save(update_fields=["facts"])
        change.note(EventKind.CASE_VISIT_CONFIRMED, visit=row.pk)
    return change.case


def move_visit(
    *, case: Case, version: int, task: Task, visit_at: datetime, told: str, by: User, at: datetime
) -> Case:
    """Move a visit. With what the customer was told and agreed to, the promise moves along; without a word to them
    before, it counts as broken, and the new time is a new promise.

    Raises `VisitOver`, `NotPromised`, `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change, refused_by_the_ledger():
        row = _open(change, task)
        promise = _promise(row)
        if told.strip():
            amend_promise(
                promise=promise, version=promise.version, due_at=visit_at, agreement=kept(told), by=by, at=at
            )
        else:
            promise = _break(promise, row, visit_at, by, at)
        row.facts = {**row.facts, "promise": promise.pk, "confirmed": []}
        row.due_at = visit_at
        row.save(update_fields=["facts", "due_at"])
        _remind(change, row, visit_at)
        agreed = "yes" if told.strip() else None
        change.fact(FactKind.VISIT_ASKED, arrive_by=visit_at, key=str(row.pk), agreed=agreed)
        change.note(EventKind.CASE_VISIT_MOVED, visit=row.pk, told=bool(told.strip()))
    return change.case


def _break(promise: Promise, row: Task, visit_at: datetime, by: User, at: datetime) -> Promise:
    follow_up = _terms(str(row.facts["purpose"]), visit_at)
    reason = ours(_("改了上门时间，没有提前告诉客户"))
    made = break_promise(
        promise=promise, version=promise.version, reason=reason, follow_up=follow_up, by=by, at=at
    )
    return made or promise


def arrive(*, case: Case, version: int, task: Task, result: str, by: User, at: datetime) -> Case:
    """Note that we came, and what was done there; the promise, where it still stands, is kept by it.

    Raises `WordsMissing`, `VisitOver`, `NotPromised`, `CaseChanged`, `RightMissing`.
    """
    result = checked_words(result)
    with changing(case, version=version, by=by, at=at) as change, refused_by_the_ledger():
        row = _open(change, task)
        row.done_at, row.done_by, row.result = at, by, result[:400]
        row.save(update_fields=["done_at", "done_by", "result"])
        _drop_reminder(change, row)
        promise = _promise(row)
        if promise.is_open:
            keep_promise(promise=promise, version=promise.version, proof=result[:200], by=by, at=at)
        change.fact(FactKind.ARRIVED, key=str(row.pk))
        change.note(EventKind.CASE_VISITED, visit=row.pk)
    return change.case


def call_off_visit(*, case: Case, version: int, task: Task, words: str, by: User, at: datetime) -> Case:
    """Call a visit off, in the customer's own words: they release us from the promise of it, and nobody is late.

    Raises `WordsMissing`, `VisitOver`, `NotPromised`, `CaseChanged`, `RightMissing`.
    """
    words = checked_words(words)
    with changing(case, version=version, by=by, at=at) as change, refused_by_the_ledger():
        row = _open(change, task)
        row.done_at, row.done_by, row.result, row.cancelled = at, by, words[:400], True
        row.save(update_fields=["done_at", "done_by", "result", "cancelled"])
        _drop_reminder(change, row)
        promise = _promise(row)
        if promise.is_open:
            withdraw_promise(promise=promise, version=promise.version, words=words, by=by, at=at)
        change.fact(FactKind.VISIT_CALLED_OFF, key=str(row.pk))
        change.note(EventKind.CASE_VISIT_CALLED_OFF, visit=row.pk)
    return change.case


def _drop_reminder(change: Change, row: Task) -> None:
    reminders = Task.objects.unscoped(IN_SCOPE).filter(case=change.case, key=f"visit_reminder:{row.pk}")
    reminders.filter(done_at=None).update(done_at=change.at, done_by=change.by, cancelled=True)


def _open(change: Change, task: Task) -> Task:
    rows = (
        Task.objects.unscoped(IN_SCOPE).select_for_update(no_key=True, of=("self",)).select_related("owner")
    )
    row = rows.filter(pk=task.pk, case=change.case, kind=TaskKind.VISIT, done_at=None).first()
    if row is None:
        raise VisitOver
    return row


def _promise(row: Task) -> Promise:
    return (
        Promise.objects.unscoped(IN_SCOPE)
        .select_related("customer", "unit", "owner")
        .get(pk=row.facts["promise"])
    )

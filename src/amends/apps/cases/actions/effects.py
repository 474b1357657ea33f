# SPDX-License-Identifier: Apache-2.0
"""What follows when one of the twelve steps is recorded: a leader is told, a priority, a promise, tasks, a summary."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final, cast

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CannotWork, CaseRefused, Change, can_work
from amends.apps.cases.actions.faults import note_fault
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.actions.tasks import add_task
from amends.apps.cases.models import Case, ClockEvent, Note
from amends.apps.cases.models.desk_words import NoteKind, Special, TaskKind
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.queries.limits import policy
from amends.apps.cases.queries.standing import channel_at_least, channel_level, intake_of
from amends.apps.cases.rules.clocks import FactKind, priority_of
from amends.apps.cases.rules.fields import Measure, Record
from amends.apps.cases.rules.gates import HIGHEST
from amends.apps.cases.rules.states import Origin
from amends.apps.core.actions.outbox import ours
from amends.apps.core.models import EventKind, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Right, Role
from amends.apps.promises.actions.change import PromiseRefused
from amends.apps.promises.actions.end import keep_promise
from amends.apps.promises.actions.make import make_promise
from amends.apps.promises.models import Promise
from amends.apps.promises.rules.origins import Provenance
from amends.apps.promises.rules.terms import Channel, PromiseKind, Terms

Facts = Mapping[str, object]
_LEDGER = "the promise that this case made"
_JUDGED = "the case is under lock"
RISK = "risk"  # the type of a customer with whom it may come to harm


class PromisedOtherwise(CaseRefused):
    """Another time was promised before: the customer must agree to a new one, in the ledger."""

    sentence = _("已经答应客户 %(due)s 前答复（%(number)s）；要改期，请在承诺台账里登记客户同意")


class NotPromised(CaseRefused):
    """The ledger refuses the promise."""

    sentence = _("%(why)s")


@contextmanager
def refused_by_the_ledger() -> Iterator[None]:
    """What the ledger of promises refuses is refused in its words."""
    try:
        yield
    except PromiseRefused as refusal:
        raise NotPromised(why=refusal.sentence) from refusal


class PersonUnknown(CaseRefused):
    """A measure was given to somebody who is not there."""

    sentence = _("没有这个负责人，请重新选择")


def call_leaders(change: Change, record: Record, _facts: Facts) -> None:
    """The customer is beside themselves: the leaders above the owner are told at once."""
    if record.get("emotion_after") != HIGHEST or not record.get("leader_asked"):
        return
    above = change.case.owner.unit or change.case.unit
    for leader in leaders_above(above, Role.TEAM_LEADER):
        if leader != change.by:
            words = _("案件 %(number)s 的客户情绪激动，请协助安抚")
            tell(leader, words, change.case, at=change.at, key="soothe")


def keep_summary(change: Change, record: Record, _facts: Facts) -> None:
    """What was read back to the customer, and whether they said that it is right."""
    text = str(record["restatement_zh"])
    confirmed = bool(record.get("customer_confirmed"))
    Note.objects.create(
        case=change.case,
        kind=NoteKind.SUMMARY,
        text=text,
        at=change.at,
        by=change.by,
        confirmed=confirmed,
    )


def set_priority(change: Change, _record: Record, facts: Facts) -> None:
    """How soon, from what it does to the customer and what the channel, the topic and the risk ask for. What somebody
    judged before only becomes less urgent by who assigns cases."""
    case, severity, urgency = change.case, str(facts.get("severity", "")), str(facts.get("urgency", ""))
    if not severity or not urgency:
        return
    found = priority_of(
        severity,
        urgency,
        channel_level(case.channel),
        policy=policy(),
        at_least=_asked(case),
        flags=_flags(case, facts),
    )
    ranks = {code: each.rank for code, each in policy().priorities.items()}
    lower = ranks[found] > ranks[case.priority]
    if found == case.priority or (lower and _judged(case) and not change.by.may(Right.ASSIGN_CASES)):
        return
    before, case.priority = case.priority, found
    change.fact(FactKind.PRIORITY_SET, priority=found)
    change.note(EventKind.CASE_PRIORITY_SET, before=before, after=found, by_matrix=True)


def _asked(case: Case) -> list[str]:
    """The least that the topic asks for, and the channel's own rule."""
    leaf, least = taxonomy().leaves.get(case.taxonomy), channel_at_least(case.channel)
    return [each for each in (leaf.priority if leaf else "", least) if each]


def _flags(case: Case, facts: Facts) -> list[str]:
    """The codes of special handling that hold for a case, as the policy's `special_handling` names them."""
    known = {
        "SH-OFFICIAL": case.origin == Origin.APPEAL,
        "SH-RISK": facts.get("handling_type") == RISK,
        "SH-EXPERT": case.special == Special.EXPERT,
        "SH-LEGAL": case.special == Special.LAWYER,
        "SH-MEDIA": case.special == Special.REPORTER,
    }
    return [flag for flag, holds in known.items() if holds]


def _judged(case: Case) -> bool:
    """Whether somebody said how urgent it is since it was received. One query."""
    said = ClockEvent.objects.unscoped(_JUDGED).filter(case=case, kind=FactKind.PRIORITY_SET)
    return said.count() > 1


def promise_answer(change: Change, record: Record, facts: Facts) -> None:
    """The time that the customer was told stands in the ledger of promises; the topic says of which class it is."""
    case = change.case
    case.recovery_class = taxonomy().leaf(case.taxonomy).recovery_class
    note_fault(change, intake_of(case).area)
    set_priority(change, record, facts)
    due = datetime.fromisoformat(str(record["promised_at"]))
    if made := answer_promised(change):
        if made.due_at != due and made.is_open:
            shown = f"{localtime(made.due_at):%m-%d %H:%M}"
            raise PromisedOtherwise(due=shown, number=made.number)
        return
    channel = Channel(str(record.get("promised_channel") or Channel.PHONE))
    shown = f"{localtime(due):%Y-%m-%d %H:%M}"
    words = ours(_("%(due)s 前答复案件 %(number)s 的处理结果"), due=shown, number=case.number)
    _promise(change, words, channel, due)


def _promise(change: Change, words: str, channel: Channel, due: datetime) -> None:
    kind = PromiseKind.WRITTEN_ANSWER if channel is Channel.LETTER else PromiseKind.CALL_BACK
    terms = Terms(kind=kind, words=words, channel=channel, due_at=due)
    case = change.case
    key = promise_key(change)
    with refused_by_the_ledger():
        make_promise(
            customer=case.customer,
            terms=terms,
            by=change.by,
            at=change.at,
            owner=case.owner,
            key=key,
            came=Provenance(reference=case.number),
        )
    change.fact(FactKind.PROMISED, due_at=due, key=key)


def promise_key(change: Change) -> str:
    """What the promise of an answer is called in the ledger: one a round of a case."""
    return f"case:{change.case.pk}:{change.case.reopened}:answer"


def answer_promised(change: Change) -> Promise | None:
    """The promise of an answer in this round. One query."""
    rows = Promise.objects.unscoped(_LEDGER).filter(customer=change.case.customer)
    return rows.filter(key=promise_key(change)).order_by("-pk").first()


def keep_answer_promise(change: Change, contact: int) -> None:
    """The answer was given: the promise of it is kept, with the contact as its proof."""
    made = answer_promised(change)
    if made is None or not made.is_open:
        return
    proof = ours(_("案件 %(number)s 联系记录 %(contact)s"), number=change.case.number, contact=contact)
    with refused_by_the_ledger():
        keep_promise(promise=made, version=made.version, proof=proof, by=change.by, at=change.at)


def add_measures(change: Change, record: Record, _facts: Facts) -> None:
    """Each measure is a task of somebody who may see the case, by its time."""
    items = cast(Sequence[Measure], record.get("action_items") or ())
    people = User.objects.select_related("unit").in_bulk([each["owner"] for each in items])
    for each in items:
        owner = people.get(each["owner"])
        if owner is None or not owner.is_active:
            raise PersonUnknown
        if not can_work(owner, change.case):
            raise CannotWork(name=owner.name)
        due = datetime.fromisoformat(each["due_at"])
        facts = {"aim": each["aim"]} if each["aim"] else {}
        task = add_task(
            change, TaskKind.MEASURE, owner=owner, key=None, text=each["text"], facts=facts, due_at=due
        )
        if owner != change.by:
            words = _("案件 %(number)s 请您办理：")
            tell(owner, words, change.case, at=change.at, key=f"measure{task.pk}", more=each["text"])


AFTER: Final[Mapping[str, Callable[[Change, Record, Facts], None]]] = {
    "soothe": call_leaders,
    "confirm": keep_summary,
    "analyse": set_priority,
    "classify": promise_answer,
    "act": add_measures,
}

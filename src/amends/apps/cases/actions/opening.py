# SPDX-License-Identifier: Apache-2.0
"""Opening a case, and opening it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import (
    CannotWork,
    CaseRefused,
    Change,
    RightMissing,
    can_work,
    changing,
    checked_words,
)
from amends.apps.cases.actions.clocks import keep_time
from amends.apps.cases.actions.pinning import pinned_handling, pinned_playbook
from amends.apps.cases.actions.searching import keep_words
from amends.apps.cases.models import Case, Intake, PinnedProcedure, Transition
from amends.apps.cases.queries.limits import policy
from amends.apps.cases.rules.clocks import Fact, FactKind, fact
from amends.apps.cases.rules.fields import OF_A_ROUND
from amends.apps.cases.rules.states import HANDLING, PROACTIVE, Origin, case_number, way
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.actions.outbox import notify, ours
from amends.apps.core.models import EventKind, User, insert, insert_values, next_key, together
from amends.apps.customers.models import Customer
from amends.kernel.recovery_class import RecoveryClass


class AnotherOpen(CaseRefused):
    """The customer has an open recovery case of this class already."""

    sentence = _("该客户已有同类未结案件 %(number)s，请在那个案件里办理")


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a customer's word reached us, and what it says: what the columns of a case and of its intake hold.

    `facts` are of the twelve steps' fields, by code; `columns` are columns of `Intake`; `clock_facts` what the clocks
    learn beside the receipt. `received_at` is when it reached us, where that was before it was typed in; limits by law
    run from it.
    """

    channel: str = "CH-PROACTIVE"
    request_type: str = ""
    taxonomy: str = ""
    title: str = ""
    priority: str = "p3"
    special: str = ""
    received_at: datetime | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    columns: Mapping[str, object] = field(default_factory=dict)
    clock_facts: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True)
class _Opening:
    arrival: Arrival
    customer: Customer
    origin: Origin
    recovery_class: RecoveryClass
    owner: User
    by: User | None
    at: datetime
    key: str | None

    @property
    def may_be_there(self) -> bool:
        """Whether somebody else may have opened the same case a moment ago."""
        return self.key is not None or self.origin in PROACTIVE


def open_case(
    *,
    customer: Customer,
    origin: Origin,
    recovery_class: RecoveryClass,
    owner: User,
    by: User | None,
    at: datetime,
    key: str | None = None,
    story: str = "",
    reasons: Sequence[str] = (),
    probability: float | None = None,
    arrival: Arrival | None = None,
) -> Case:
    """Open a case, or return the one that is there.

    There is one already where `key` was used before, or where a proactive origin (recovery, survey, promise) finds
    an open case of the customer and class. Whoever opens it (`by`) owns it until `owner` accepts; opened by the
    nightly run (`by=None`), or for oneself, it is `owner`'s at once. What we found ourselves gets the playbook of its
    class pinned to it, what a customer brought the twelve steps, and an intake with what `arrival` says.

    Raises `RightMissing`, `CannotWork` (the owner cannot see or work on it).
    """
    opening = _Opening(arrival or Arrival(), customer, origin, recovery_class, owner, by, at, key)
    if existing := _existing(opening):
        return existing
    try:
        with writing(by=by, at=at) as log, transaction.atomic(savepoint=opening.may_be_there):
            case = _create(opening, story.strip(), [*reasons], probability)
            with together():
                _note(log, case, opening)
    except IntegrityError:  # somebody else opened it a moment ago
        if found := _existing(opening):
            return found
        raise
    return case


def _existing(opening: _Opening) -> Case | None:
    cases = Case.objects.unscoped("one open case a customer and class, whoever opened it")
    if opening.key and (same := cases.filter(key=opening.key).first()):
        return same
    if opening.origin not in PROACTIVE:
        return None
    return cases.open().filter(customer=opening.customer, recovery_class=opening.recovery_class).first()


def _create(opening: _Opening, story: str, reasons: list[str], probability: float | None) -> Case:
    receiver, arrival = opening.by or opening.owner, opening.arrival
    procedure = _procedure(opening)
    case = Case(
        key=opening.key,
        customer=opening.customer,
        unit=opening.customer.unit,
        origin=opening.origin,
        recovery_class=opening.recovery_class,
        story=story,
        reasons=reasons,
        probability=probability,
        procedure=procedure,
        state=way(procedure.code)[0],
        channel=arrival.channel,
        request_type=arrival.request_type,
        taxonomy=arrival.taxonomy,
        title=arrival.title,
        priority=arrival.priority,
        special=arrival.special,
        received_at=arrival.received_at or opening.at,
        active_at=opening.at,
        owner=receiver,
        pending_owner=None if receiver == opening.owner else opening.owner,
        first_receiver=receiver,
        opened_at=opening.at,
    )
    _check_people(case, opening)
    return case


def _check_people(case: Case, opening: _Opening) -> None:
    if opening.by and not can_work(opening.by, case):
        raise RightMissing
    if not can_work(opening.owner, case):
        raise CannotWork(name=opening.owner.name)


def _note(log: Log, case: Case, opening: _Opening) -> None:
    change = Change(case, log, case.owner, opening.at)
    change.follow()
    day, case.pk = localtime(opening.at), next_key(Case)
    case.number = case_number(case.pk, day.year, day.month)
    facts = [*first_facts(opening), *change.facts]
    keep_time(case, facts, by=opening.by, at=opening.at, log=log, fresh=True)
    insert([case])  # once, with all that is known: each change would write twelve indexes anew
    first = {"case_id": case.pk, "before": "", "after": case.state, "at": opening.at}
    insert_values(Transition, [first | {"by_id": opening.by.pk if opening.by else None}])
    if opening.origin not in PROACTIVE:
        given = opening.arrival
        insert([Intake(case=case, facts=dict(given.facts), by=opening.by, **given.columns)])
    keep_words(case, new=True)
    change.note(EventKind.CASE_OPENED, origin=str(case.origin), recovery_class=str(case.recovery_class))
    if case.pending_owner:
        tell(case.pending_owner, _("请接收案件 %(number)s"), case, at=opening.at, key="open")


def first_facts(opening: _Opening) -> list[Fact]:
    """What the clocks of a case begin with: its receipt, how urgent it is, where it is, and an appeal's own limit."""
    given, received = opening.arrival, opening.arrival.received_at or opening.at
    ours = opening.origin in PROACTIVE
    found = [
        fact(
            FactKind.RECEIVED,
            received,
            channel=given.channel,
            recovery="recovery_normal" if ours else None,
            at_once="yes" if policy().is_at_once(given.taxonomy) else None,
        ),
        fact(FactKind.PRIORITY_SET, received, priority=given.priority),
    ]
    if place := given.columns.get("jurisdiction"):
        found.append(fact(FactKind.JURISDICTION_SET, received, jurisdiction=place))
    if opening.origin is Origin.APPEAL:
        found.append(fact(FactKind.APPEALED, received))
    if opening.by:  # a person of ours heard it
        found.append(fact(FactKind.ACKNOWLEDGED, opening.at))
    return [*found, *given.clock_facts]


def _procedure(opening: _Opening) -> PinnedProcedure:
    if opening.origin in PROACTIVE:
        return pinned_playbook(opening.recovery_class, at=opening.at)
    return pinned_handling(at=opening.at)


def tell(person: User, words: str | Promise, case: Case, *, at: datetime, key: str, more: str = "") -> None:
    """Put a notice about a case on a person's home page, once for each `key` and version of the case.

    `words` of the catalogue are said in our language, whichever the one reads who causes the notice. `more` is what
    somebody typed: it follows the words as it is, its beginning only.
    """
    said = words % {"number": case.number} if isinstance(words, str) else ours(words, number=case.number)
    notify(
        to=person,
        subject=said + more[:60],
        at=at,
        link=reverse("cases:page", args=[case.number]),
        key=f"case:{case.pk}:{case.version}:{key}:{person.pk}",
    )


def reopen_case(*, case: Case, version: int, reason: str, by: User, at: datetime) -> Case:
    """Open a case again because the customer came back: a new round through every state, for the same owner.

    Raises `WordsMissing`, `AnotherOpen` (a recovery case of the class is open), `CaseChanged`, `RightMissing`,
    `MoveRefused` (it is open).
    """
    reason = checked_words(reason)
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        _refuse_second(row)
        change.move(way(row.procedure.code)[0], reason)
        row.is_open, row.closed_at, row.outcome, row.close_reason = True, None, "", ""
        row.planned_at = row.handled_at = row.result_told_at = None
        row.sign_off_asked_by = row.signed_off_by = None
        row.outer_channel_told, row.reopened = False, row.reopened + 1
        change.fact(FactKind.REOPENED)
        if row.procedure.code == HANDLING:
            forget_round(row)
        if not can_work(row.owner, row):
            row.owner = by
        change.follow()
        change.note(EventKind.CASE_REOPENED, times=row.reopened)
    return row


def forget_round(case: Case) -> None:
    """Who comes back is heard, calmed, confirmed and answered again; what the rounds before recorded stays in their
    steps. The caller saves the case."""
    intake = Intake.objects.unscoped("the case was found within the person's scope").get(case=case)
    intake.facts = {code: value for code, value in intake.facts.items() if code not in OF_A_ROUND}
    intake.emotion_before = intake.emotion = ""
    intake.save(update_fields=["facts", "emotion_before", "emotion"])
    case.findings = ""


def _refuse_second(case: Case) -> None:
    if case.origin not in PROACTIVE:
        return
    others = Case.objects.unscoped("one open case a customer and class").open().exclude(pk=case.pk)
    another = others.filter(customer=case.customer, recovery_class=case.recovery_class).first()
    if another:
        raise AnotherOpen(number=another.number)

# SPDX-License-Identifier: Apache-2.0
"""A customer's word becomes a case, from whatever channel: once, in somebody's hands, without personal data in it."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.intake_texts import Kept, Spoken, Word, channel_named, kept
from amends.apps.cases.actions.opening import Arrival, open_case, tell
from amends.apps.cases.actions.special import NobodyToReview, flag_special
from amends.apps.cases.models import Case, Contact, Link, Note
from amends.apps.cases.models.desk_words import LinkKind, NoteKind, Special
from amends.apps.cases.queries.intake import intake_words, receiver_for
from amends.apps.cases.queries.registry import holders, registry
from amends.apps.cases.queries.repeats import earlier_cases
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.cases.rules.intake.meaning import COMPLAINT
from amends.apps.cases.rules.repeats import Earlier, first_repeated
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.models import EventKind, User, insert_values, together
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer


class NobodyToTake(CaseRefused):
    """What came in by itself has nobody in the unit or above it who could take it."""

    sentence = _("这个机构没有可以受理案件的人员")


class _Lost(Exception):
    """Somebody else opened the same case a moment ago."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.number)
        self.case = case


def receive(
    *,
    customer: Customer,
    channel: str,
    story: str,
    by: User | None,
    at: datetime,
    request_type: str = COMPLAINT,
    taxonomy: str = "",
    title: str = "",
    special: str = "",
    facts: Mapping[str, object] | None = None,
    columns: Mapping[str, object] | None = None,
    received_at: datetime | None = None,
    regulator_due_at: datetime | None = None,
    owner: User | None = None,
    spoken: Spoken | None = None,
    key: str | None = None,
) -> Case:
    """Open the case of a customer's word, or return the one that is there: for the same `key`, or for the same
    `columns["reference"]` (the number of whoever sent it on) by the same channel.

    `channel` is a code of the registry or a name, also an old one; `taxonomy` a leaf or nothing; `facts` the slots of
    5W2H by code; `columns` are those of `intake_texts.KEPT`. Whoever receives it owns it; what came by itself
    (`by=None`) goes to `owner`, or to who is on duty. Numbers, addresses and, without consent, words on health are
    hidden in all texts. An inquiry that says dissatisfaction is kept as a complaint unless `spoken.overruled` says why
    not. A second complaint about the same topic within the window is linked to the first and counts as a repetition.

    Raises `NothingSaid`, `NotTaken`, `NotYet`, `NobodyToTake`, and what `open_case` raises.
    """
    word = Word(
        channel=channel,
        story=story,
        request_type=request_type,
        taxonomy=taxonomy,
        title=title,
        special=special,
        facts=facts or {},
        columns=columns or {},
        received_at=received_at,
        regulator_due_at=regulator_due_at,
        spoken=spoken or Spoken(),
    )
    return receive_word(customer=customer, word=word, by=by, at=at, owner=owner, key=key)


def receive_word(
    *,
    customer: Customer,
    word: Word,
    by: User | None,
    at: datetime,
    owner: User | None = None,
    key: str | None = None,
) -> Case:
    """As `receive`, of a word that is put together already."""
    reference = str(word.columns.get("reference") or "").strip()
    source = channel_named(word.channel)
    if found := received_before(channel=source.code, reference=reference, key=key):
        return found
    told = kept(word, customer, at=at)
    try:
        return _opened(_Taking(customer, word, told, _owner(customer, owner, by), by, at, key))
    except _Lost as lost:
        return lost.case
    except IntegrityError:
        if found := received_before(channel=source.code, reference=reference, key=key):
            return found
        raise


def received_before(*, channel: str, reference: str, key: str | None) -> Case | None:
    """The case that was opened with this key, or for this number of the channel. Two queries at most."""
    cases = Case.objects.unscoped("the same word is one case, whoever took it")
    cases = cases.select_related("unit", "customer")
    if key and (same := cases.filter(key=key).first()):
        return same
    if not reference:
        return None
    return cases.filter(intake__reference=reference, intake__reference_by=channel).first()


def _owner(customer: Customer, owner: User | None, by: User | None) -> User:
    found = owner or by or receiver_for(customer.unit)
    if found is None:
        raise NobodyToTake
    return found


@dataclass(frozen=True, slots=True)
class _Taking:
    customer: Customer
    word: Word
    told: Kept
    owner: User
    by: User | None
    at: datetime
    key: str | None

    @property
    def earlier(self) -> list[Earlier]:
        """What it may repeat: only a complaint about a known topic can."""
        comparable = self.told.request_type == COMPLAINT and self.told.leaf
        return earlier_cases(self.customer, at=self.at) if comparable else []


def _opened(taking: _Taking) -> Case:
    told, earlier = taking.told, taking.earlier
    with writing(by=taking.by, at=taking.at) as log:
        with nullcontext() if taking.key else together():  # a key that came before is seen at once
            case = _first_opened(log, taking)
            _note_words(log, case, taking.word, told)
            _link(log, case, _first(case, earlier), taking.word.spoken.related)
        _tell(case, told, taking.by, taking.at)
        _flag(case, taking)
    return case


def _first_opened(log: Log, taking: _Taking) -> Case:
    told, before = taking.told, len(log.pending)
    case = open_case(
        customer=taking.customer,
        origin=told.source.origin,
        recovery_class=told.recovery_class,
        owner=taking.owner,
        by=taking.by,
        at=taking.at,
        key=taking.key,
        story=told.story,
        arrival=_arrival(taking.word, told, taking.at),
    )
    if len(log.pending) == before:
        raise _Lost(case)
    return case


def _first(case: Case, earlier: Sequence[Earlier]) -> int | None:
    within = intake_words().repeat_within
    first = first_repeated(earlier, taxonomy=case.taxonomy, at=case.received_at, within=within)
    return first.key if first else None


def _arrival(word: Word, told: Kept, at: datetime) -> Arrival:
    return Arrival(
        channel=told.source.code,
        request_type=told.request_type,
        taxonomy=told.leaf.code if told.leaf else "",
        title=told.title,
        priority=told.priority,
        received_at=word.received_at,
        facts=told.facts,
        columns=told.columns,
        clock_facts=tuple(told.clock_facts(at)),
    )


def _note_words(log: Log, case: Case, word: Word, told: Kept) -> None:
    if told.source.contact and log.by:
        _note_contact(log, case, told)
    if told.summary and log.by:
        Note.objects.create(
            case=case,
            kind=NoteKind.SUMMARY,
            text=told.summary,
            confirmed=bool(word.spoken.confirmed),
            at=log.at,
            by=log.by,
        )
    if told.request_type != word.request_type:
        _log(log, case, EventKind.CASE_RECLASSIFIED, before=word.request_type, after=told.request_type)
    elif told.unhappy and told.overruled and log.by:
        Note.objects.create(case=case, kind=NoteKind.INTERNAL, text=told.overruled, at=log.at, by=log.by)
        _log(log, case, EventKind.CASE_KEPT_AS_ASKED, request_type=told.request_type)


def _note_contact(log: Log, case: Case, told: Kept) -> None:
    made = {"channel": str(told.source.contact), "direction": "inbound", "result": str(ResultCode.REACHED)}
    insert_values(Contact, [{"case_id": case.pk, "at": log.at, "by_id": log.by and log.by.pk, **made}])
    _log(
        log, case, EventKind.CASE_CONTACTED, channel=str(told.source.contact), inbound=True, result="reached"
    )


def _link(log: Log, case: Case, first: int | None, related: Case | None) -> None:
    if first is not None:
        link = {"case_id": case.pk, "other_id": first, "kind": LinkKind.REPEAT.value, "at": log.at}
        insert_values(Link, [link | {"by_id": log.by and log.by.pk}])
        _log(log, case, EventKind.CASE_REPEATED, first=first)
    if related is not None and related.pk != first:
        Link.objects.create(case=case, other=related, kind=LinkKind.RELATED, at=log.at, by=log.by)
        _log(log, case, EventKind.CASE_LINKED, other=related.number)


def _flag(case: Case, taking: _Taking) -> None:
    """A special person's case goes the way of those; where nobody can review it yet, the flag stands all the same."""
    kind, by = taking.word.special, taking.by
    if not kind:
        return
    try:
        if by is None:
            raise NobodyToReview
        reason = taking.word.spoken.special_reason or gettext("受理时客户表明身份")
        with transaction.atomic():
            flag_special(
                case=case, version=case.version, kind=Special(kind), reason=reason, by=by, at=taking.at
            )
        case.refresh_from_db(from_queryset=Case.objects.unscoped("it was just opened"))
    except NobodyToReview:
        Case.objects.unscoped("it was just opened").filter(pk=case.pk).update(special=kind)
        case.special = kind


def _tell(case: Case, told: Kept, by: User | None, at: datetime) -> None:
    roles = registry().told_roles(told.source)
    if told.is_red_line:
        roles = (*roles, Role.TEAM_LEADER)
    if by is None:
        tell(case.owner, _("新来的案件由您受理：%(number)s"), case, at=at, key="received")
    if not roles:
        return
    words = _("红线投诉 %(number)s") if told.is_red_line else _("上级或外部渠道来件 %(number)s")
    for person in holders(roles, case.unit):
        if person.pk not in {case.owner_id, by and by.pk}:
            tell(person, words, case, at=at, key="level")


def _log(log: Log, case: Case, kind: EventKind, **payload: str | int | bool) -> None:
    log(kind, case, about=case.customer.code, unit=case.unit, number=case.number, **payload)

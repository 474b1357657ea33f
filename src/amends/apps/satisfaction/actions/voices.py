# SPDX-License-Identifier: Apache-2.0
"""Noting what customers need and where their expectations come from; deciding on the backlog."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused, RightMissing, WordsMissing
from amends.apps.cases.actions.improvements import Plan, open_improvement
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Case
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer
from amends.apps.satisfaction.models import DriverTag, Need, NeedMention
from amends.apps.satisfaction.queries.gaps.programme import programme
from amends.apps.satisfaction.queries.voices import customers_of, same_personal_needs
from amends.apps.satisfaction.rules.voices import Driver, NeedSource, NeedState, is_raised, need_key
from amends.apps.surveys.models import Response


class NeedDecided(CaseRefused):
    """A need was to be decided that is not in the backlog: too few customers raised it, or somebody decided already."""

    sentence = _("这项需求还没有列入待评估，或者已经有人决定过")


class CustomerUnknown(CaseRefused):
    """An anonymous answer was to count as a customer."""

    sentence = _("匿名的回答不能计入需求：不知道是哪一位客户")


@dataclass(frozen=True, slots=True)
class Said:
    """Where a customer said something: in a case, or in an answer of theirs."""

    case: Case | None = None
    response: Response | None = None

    @property
    def unit(self) -> Unit:
        """Whose customers they are."""
        return self._subject.unit

    @property
    def customer(self) -> Customer:
        """Who said it. Raises `CustomerUnknown`."""
        found = self._subject.customer
        if found is None:
            raise CustomerUnknown
        return found

    @property
    def _subject(self) -> Case | Response:
        found = self.case or self.response
        if found is None:
            raise ValueError("a case or a response is needed")
        return found


def tag_driver(*, said: Said, driver: Driver, by: User, at: datetime) -> DriverTag:
    """Note what the expectation behind a case or an answer mainly comes from; a second tag takes the place of the
    first. Raises `RightMissing`."""
    _refuse(by, said.unit)
    with writing(by=by, at=at) as log:
        subject = {"case": said.case} if said.case else {"response": said.response}
        row, _made = DriverTag.objects.unscoped("of the subject in hand").update_or_create(
            **subject, defaults={"driver": driver, "unit": said.unit, "by": by, "at": at}
        )
        log(EventKind.DRIVER_TAGGED, row, unit=said.unit, driver=str(driver))
    return row


def _refuse(by: User, unit: Unit) -> None:
    if not (by.may(Right.WORK_CASES) or by.may(Right.DESIGN_SURVEYS)) or not by.scope.covers(unit.number):
        raise RightMissing


def mention_need(*, said: Said, words: str, by: User, at: datetime) -> Need:
    """Note that a customer raised a need, under a name that has no personal data; raised by enough customers it stands
    in the backlog from now on. A customer who raised it before does not count twice.

    Raises `WordsMissing`, `CustomerUnknown`, `RightMissing`.
    """
    _refuse(by, said.unit)
    name = kept(words).strip()[:120]
    if not need_key(name):
        raise WordsMissing
    with writing(by=by, at=at) as log:
        need = _need(name, by, at)
        source = NeedSource.CASE if said.case else NeedSource.SURVEY
        _mention(
            log,
            need,
            NeedMention(
                need=need,
                customer=said.customer,
                unit=said.unit,
                source=source,
                case=said.case,
                response=said.response,
                by=by,
                at=at,
            ),
        )
        _raise(log, need, at)
    return need


def _need(name: str, by: User | None, at: datetime) -> Need:
    key = need_key(name)
    found = {"name": name, "state": NeedState.HEARD, "made_by": by, "made_at": at}
    need, _made = Need.objects.get_or_create(key=key, defaults=found)
    return Need.objects.select_for_update(no_key=True, of=("self",)).get(pk=need.pk)


def _mention(log: Log, need: Need, mention: NeedMention) -> bool:
    """Whether it is the customer's first word on this need."""
    try:
        with transaction.atomic():
            mention.save(force_insert=True)
    except IntegrityError:
        log(EventKind.NEED_MENTIONED, need, about=mention.customer.code, unit=mention.unit, again=True)
        return False
    log(EventKind.NEED_MENTIONED, need, about=mention.customer.code, unit=mention.unit, again=False)
    return True


def _raise(log: Log, need: Need, at: datetime) -> None:
    """Put a need that enough customers raised in the backlog."""
    customers = customers_of(need)
    if need.state == NeedState.HEARD and is_raised(customers, programme().needs_at_least):
        need.state, need.raised_at = NeedState.BACKLOG, at
        need.save(update_fields=["state", "raised_at"])
        log(EventKind.NEED_RAISED, need, customers=customers)


def gather_needs(*, at: datetime) -> int:
    """Note the personal needs that enough customers have in the same words, whoever wrote them down. Returns how many
    mentions are new; run again it finds none."""
    found = 0
    for rows in same_personal_needs(programme().needs_at_least).values():
        known = set(
            NeedMention.objects.unscoped("all units")
            .filter(need__key=need_key(rows[0].text))
            .values_list("customer", flat=True)
        )
        if missing := [row for row in rows if row.customer_id not in known]:
            with writing(by=None, at=at) as log:
                need = _need(kept(rows[0].text).strip()[:120], None, at)
                for row in missing:
                    customer, source = row.customer, NeedSource.NEED
                    mention = NeedMention(
                        need=need, customer=customer, unit=customer.unit, source=source, at=at
                    )
                    found += _mention(log, need, mention)
                _raise(log, need, at)
    return found


def plan_need(*, need: Need, plan: Plan, by: User, at: datetime) -> Need:
    """Answer a need of the backlog with an improvement. Raises `NeedDecided`, and what `open_improvement` raises."""
    if by.unit is None:
        raise RightMissing
    with writing(by=by, at=at) as log:
        row = _waiting(need)
        row.improvement = open_improvement(plan=plan, unit=by.unit, by=by, at=at)
        row.state = NeedState.PLANNED
        _decide(log, row, by, at)
    return row


def decline_need(*, need: Need, reason: str, by: User, at: datetime) -> Need:
    """Leave a need of the backlog alone, with the reason. Raises `WordsMissing`, `NeedDecided`, `RightMissing`."""
    reason = kept(reason).strip()
    if not reason:
        raise WordsMissing
    if not by.may(Right.ASSIGN_CASES):
        raise RightMissing
    with writing(by=by, at=at) as log:
        row = _waiting(need)
        row.state, row.reason = NeedState.DECLINED, reason[:200]
        _decide(log, row, by, at)
    return row


def _waiting(need: Need) -> Need:
    row = Need.objects.select_for_update(no_key=True, of=("self",)).get(pk=need.pk)
    if row.state != NeedState.BACKLOG:
        raise NeedDecided
    return row


def _decide(log: Log, row: Need, by: User, at: datetime) -> None:
    row.decided_by, row.decided_at = by, at
    row.save()
    log(EventKind.NEED_DECIDED, row, unit=by.unit, state=str(row.state))

# SPDX-License-Identifier: Apache-2.0
"""Contacts with the customer: each attempt with its result code, inside the rules or with the reason why not."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused, Change, WordsMissing, changing
from amends.apps.cases.actions.following_up import (
    after_contact,
    number_to_fix,
    settle_progress,
    settle_redials,
)
from amends.apps.cases.actions.handling import refuse_unplanned
from amends.apps.cases.actions.ownership import refuse_ended
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Case, Contact
from amends.apps.cases.models.words import OBSTACLES
from amends.apps.cases.queries.policy import is_urgent, rules_for
from amends.apps.cases.rules.clocks import FactKind
from amends.apps.cases.rules.contact import (
    FINAL,
    OF_THE_MOMENT,
    Allowance,
    Channel,
    ContactRules,
    Obstacle,
    ResultCode,
    may_in_emergency,
    may_redial,
    next_allowed,
    obstacle,
)
from amends.apps.cases.rules.states import CaseState
from amends.apps.core.models import EventKind, User


class ContactRefused(CaseRefused):
    """An attempt outside the rules of contact; `obstacle` is the reason, `allowed_at` the next moment for one."""

    sentence = _("%(why)s。%(then)s")

    def __init__(self, against: Obstacle, allowed_at: datetime | None) -> None:
        self.obstacle, self.allowed_at = against, allowed_at
        super().__init__(why=OBSTACLES[against], then=_when(allowed_at))


class ResultImpossible(CaseRefused):
    """A result that this kind of contact cannot have."""

    sentence = _("这种联系方式不会有这个结果，请重新选择")


def _when(allowed_at: datetime | None) -> str:
    if allowed_at is None:
        return gettext("不能再主动联系；客户来电可以照常登记")
    return gettext("最早可以联系的时间：%(at)s") % {"at": f"{localtime(allowed_at):%m-%d %H:%M}"}


_INBOUND = frozenset({ResultCode.REACHED, ResultCode.DROPPED, ResultCode.REFUSED})
_BY_SMS = frozenset({ResultCode.SENT, ResultCode.CALL_FAILED, ResultCode.NUMBER_INVALID})


@dataclass(frozen=True, slots=True)
class ContactMade:
    """A contact as the person tells it: `allowance` and its words where it was outside the rules."""

    result: ResultCode
    channel: Channel = Channel.PHONE
    inbound: bool = False
    note: str = ""
    allowance: Allowance | None = None
    told_result: bool = False
    hung_up_first: bool | None = None

    @property
    def is_possible(self) -> bool:
        """Whether this kind of contact can have this result."""
        if self.inbound:
            return self.result in _INBOUND and self.channel is not Channel.SMS
        if self.channel is Channel.SMS:
            return self.result in _BY_SMS
        return self.result is not ResultCode.SENT


def record_contact(*, case: Case, version: int, made: ContactMade, by: User, at: datetime) -> Case:
    """Note a contact. The first attempt brings a planned case to «contacting», reaching the customer to «fixing».

    Raises `ContactRefused` (outside the rules), `ResultImpossible`, `WordsMissing` (an appointment without its
    words), `NotPlanned`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        add_contact(change, made)
        change.follow()
    return change.case


def add_contact(change: Change, made: ContactMade) -> Contact:
    """Note a contact within a change of the case; raises as `record_contact` does."""
    if not made.is_possible:
        raise ResultImpossible
    if made.inbound:
        refuse_ended(change.case)
    else:
        refuse_unplanned(change)
        _refuse_outside_rules(change, made)
    contact = _create(change, made)
    _move(change, made)
    if made.told_result and made.result is ResultCode.REACHED:
        change.case.result_told_at = change.at
        change.fact(FactKind.REPLIED)
    if made.inbound:
        change.fact(FactKind.CUSTOMER_ANSWERED)
    if made.result is ResultCode.REACHED:
        change.fact(FactKind.CONTACTED)
        settle_progress(change)
    if made.channel is not Channel.SMS:
        settle_redials(change)
        after_contact(change, made.result, rules_for(change.case))
    change.note(
        EventKind.CASE_CONTACTED,
        result=str(made.result),
        channel=str(made.channel),
        inbound=made.inbound,
        allowance=str(made.allowance or ""),
    )
    return contact


def _create(change: Change, made: ContactMade) -> Contact:
    return Contact.objects.create(
        case=change.case,
        round=change.case.reopened,
        at=change.at,
        by=change.by,
        channel=made.channel,
        direction="inbound" if made.inbound else "outbound",
        result=made.result,
        note=kept(made.note),
        allowance="" if made.inbound else made.allowance or "",  # who called us needs none
        hung_up_first=made.hung_up_first,
    )


def _refuse_outside_rules(change: Change, made: ContactMade) -> None:
    rules, attempts = rules_for(change.case), change.attempts()
    quiet = change.case.customer.do_not_contact
    if made.channel is Channel.PHONE and number_to_fix(change.case):
        raise ContactRefused(Obstacle.WRONG_NUMBER, None)
    against = obstacle(change.at, attempts, rules, channel=made.channel, do_not_contact=quiet)
    if made.allowance in {Allowance.APPOINTMENT, Allowance.EMERGENCY} and not made.note.strip():
        raise WordsMissing
    # an exception is about the moment, never about a customer's no
    if made.allowance is Allowance.EMERGENCY:
        against = _in_emergency(change, rules, against)
    elif made.allowance and against not in FINAL:
        redial = made.allowance is Allowance.REDIAL
        against = None
        if redial and not may_redial(change.at, attempts, rules, by=change.by.pk):
            against = Obstacle.NO_REDIAL
    if against:
        raise ContactRefused(against, _allowed(change, made))


def _in_emergency(change: Change, rules: ContactRules, against: Obstacle | None) -> Obstacle | None:
    """What still stands against telling an urgent matter at this hour."""
    if not is_urgent(change.case):
        return Obstacle.NO_EMERGENCY
    return None if against in OF_THE_MOMENT and may_in_emergency(change.at, rules) else against


def _allowed(change: Change, made: ContactMade) -> datetime | None:
    quiet = change.case.customer.do_not_contact
    return next_allowed(
        change.at,
        change.attempts(),
        rules_for(change.case),
        channel=made.channel,
        do_not_contact=quiet,
    )


def _move(change: Change, made: ContactMade) -> None:
    if made.channel is Channel.SMS or change.case.planned_at is None:
        return
    if change.state is CaseState.PLANNED:
        change.move(CaseState.CONTACTING)
    if change.state is CaseState.CONTACTING and made.result is ResultCode.REACHED:
        change.move(CaseState.FIXING)

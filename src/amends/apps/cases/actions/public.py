# SPDX-License-Identifier: Apache-2.0
"""What a customer does by themselves: tell us what is wrong, see how it stands, add words, hurry us."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hmac import compare_digest

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.intake import NobodyToTake, receive, received_before
from amends.apps.cases.actions.intake_customers import add_walk_in
from amends.apps.cases.actions.intake_joining import join_case
from amends.apps.cases.actions.intake_texts import Spoken
from amends.apps.cases.actions.pausing import urge
from amends.apps.cases.models import Case, Intake, Knock
from amends.apps.cases.queries.intake import holding_unit
from amends.apps.cases.queries.intake_customers import customer_with_number
from amends.apps.cases.queries.public import (
    WEB,
    code_for,
    digest_for,
    knocks,
    living,
    public_case,
    public_key,
)
from amends.apps.cases.rules.public import (
    MISS_CASE,
    MISS_FROM,
    MISS_HERE,
    SEND_FROM,
    SEND_HERE,
    URGE_CASE,
    WRITE_CASE,
    Limit,
    code_of,
    digest_of,
    typed_number,
    who_asks,
)
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind
from amends.apps.customers.models import Customer

CHANNEL = "CH-ONLINE"
KNOCKS_KEPT = timedelta(days=2)


class TooOften(CaseRefused):
    """The same browser, address or case, more often than anybody needs."""

    sentence = _("操作太频繁，请过一会儿再试；着急时请拨打客服热线")


class CodeWrong(CaseRefused):
    """The number and the code do not belong together, or there is no such case: nobody is told which."""

    sentence = _("编号和查询码对不上，请核对后再试")


class NotAnswerable(CaseRefused):
    """A word without a number to call back."""

    sentence = _("请留下可以联系到您的号码")


@dataclass(frozen=True, slots=True)
class Told:
    """What a customer typed into the public form."""

    story: str
    number: str
    name: str = ""
    desired_outcome: str = ""
    event_date: date | None = None
    request_type: str = "complaint"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: the address and the browser, as they came."""

    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The case that was opened or written to, and the code that shows its state; `fresh` where words to a case that
    has ended opened one."""

    case: Case
    code: str
    fresh: bool = False


def send_feedback(*, told: Told, nonce: str, visitor: Visitor, at: datetime) -> Sent:
    """Take a customer's word from the public form: once for each nonce. Whether the number is one of a customer's is
    told to nobody: unknown ones wait in the holding unit to be matched.

    Raises `TooOften`, `NotAnswerable`, `NobodyToTake`, `NothingSaid`.
    """
    key, code = f"{WEB}{nonce}", code_of(public_key(), nonce)
    if found := received_before(channel=CHANNEL, reference="", key=key):
        return Sent(found, code)
    if not told.number.strip():
        raise NotAnswerable
    _count({SEND_HERE: _who(visitor.browser), SEND_FROM: _who(visitor.address)}, at)
    case = receive(
        customer=_customer(told, key, at),
        channel=CHANNEL,
        story=told.story,
        request_type=told.request_type,
        columns={
            "desired_outcome": told.desired_outcome,
            "event_date": told.event_date,
            "public_code": digest_of(public_key(), key, code),
        },
        by=None,
        at=at,
        key=key,
    )
    return Sent(case, code)


def _customer(told: Told, key: str, at: datetime) -> Customer:
    if found := customer_with_number(told.number):
        return found
    unit = holding_unit()
    if unit is None:
        raise NobodyToTake
    return add_walk_in(unit=unit, name=told.name, number=told.number, key=key, by=None, at=at)


def look(*, number: str, code: str, visitor: Visitor, at: datetime) -> Case:
    """The case of a number, for who has its code. Wrong tries are counted, and lock the case for a while.

    Raises `CodeWrong`, `TooOften`.
    """
    plain = typed_number(number)
    limits = {
        MISS_HERE: _who(visitor.address, plain),
        MISS_CASE: _who("case", plain),
        MISS_FROM: _who(visitor.address),
    }
    _refuse_too_often(limits, at)
    case = public_case(plain) if plain else None
    if case is None or not _opens(case, code):
        _note(limits, at)
        raise CodeWrong
    with writing(by=None, at=at) as log:
        log(EventKind.CASE_LOOKED_UP, case, about=case.customer.code, unit=case.unit, number=case.number)
    return case


def _opens(case: Case, code: str) -> bool:
    """Whether a code is that of the case: the one that was kept with it, else the one that its receipt tells."""
    told = Intake.objects.unscoped("whoever has the code may see it").filter(case=case)
    kept = told.values_list("public_code", flat=True).first() or ""
    given, own = digest_for(case, code), code_for(case)
    return compare_digest(given, kept or (digest_for(case, own) if own else "-" * len(given)))


def write_words(*, case: Case, text: str, at: datetime) -> Sent:
    """As `add_words`, from the status page.

    Raises `TooOften`, `NothingSaid`, `NobodyToTake`.
    """
    _count({WRITE_CASE: _who("case", case.number)}, at)
    return add_words(case=case, text=text, channel=CHANNEL, at=at)


def add_words(*, case: Case, text: str, channel: str, at: datetime) -> Sent:
    """Add a customer's words to their case: the clock that waited for them goes on, the owner is told. Where the case
    has ended they open a new one beside it, with a code of its own (empty where there is none).

    Raises `NothingSaid`, `NobodyToTake`.
    """
    there, key = words_go_to(case=case, channel=channel)
    if not there.is_open:
        return _again(there, text, channel, key, at)
    code = code_of(public_key(), key) if key else ""
    return Sent(join_case(case=there, story=text, channel=channel, by=None, at=at), code)


def words_go_to(*, case: Case, channel: str) -> tuple[Case, str]:
    """The case that a customer's words to a case go into, and the key under which it was opened beside one that has
    ended; where it has ended itself, they open the next under that key. No query for a case that is open."""
    key = ""
    while not case.is_open:
        key = f"again:{case.number}:{case.reopened}"
        later = received_before(channel=channel, reference="", key=key)
        if later is None:
            break
        case = living(later)
    return case, key


def _again(case: Case, text: str, channel: str, key: str, at: datetime) -> Sent:
    code = code_of(public_key(), key)
    fresh = receive(
        customer=case.customer,
        channel=channel,
        story=text,
        taxonomy=case.taxonomy,
        spoken=Spoken(related=case),
        columns={"public_code": digest_of(public_key(), key, code)},
        by=None,
        at=at,
        key=key,
    )
    return Sent(fresh, code, fresh=True)


def hurry(*, case: Case, reason: str, at: datetime) -> Case:
    """The customer says that it takes too long. Raises `TooOften`, `CaseEnded`."""
    _count({URGE_CASE: _who("case", case.number)}, at)
    return urge(case=case, reason=reason, by=None, at=at)


def remove_old_knocks(*, at: datetime) -> int:
    """Forget who asked more than two days ago; returns how many rows."""
    return Knock.objects.filter(at__lt=at - KNOCKS_KEPT).delete()[0]


def _who(*parts: str) -> str:
    return who_asks(public_key(), *parts)


def _count(limits: Mapping[Limit, str], at: datetime) -> None:
    _refuse_too_often(limits, at)
    _note(limits, at)


def _refuse_too_often(limits: Mapping[Limit, str], at: datetime) -> None:
    if any(knocks(limit, who, at=at) >= limit.most for limit, who in limits.items()):
        raise TooOften


def _note(limits: Mapping[Limit, str], at: datetime) -> None:
    Knock.objects.bulk_create(Knock(kind=limit.kind, who=who, at=at) for limit, who in limits.items())

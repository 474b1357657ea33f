# SPDX-License-Identifier: Apache-2.0
"""How single complaints of the demo go, by the verbs that people use. Each yields the moment of what it does next."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.timezone import localtime

from amends.apps.cases.actions.closing import (
    ask_sign_off,
    close_ineligible,
    close_not_recovered,
    close_unreachable,
    verify,
)
from amends.apps.cases.actions.contacting import ContactMade, ContactRefused, record_contact
from amends.apps.cases.actions.ending import review_cause, withdraw
from amends.apps.cases.actions.following_up import finish_task
from amends.apps.cases.actions.handling import mark_handled, resume_fixing
from amends.apps.cases.actions.intake import receive
from amends.apps.cases.actions.opening import reopen_case
from amends.apps.cases.actions.ownership import decline, hand_over, offer, take
from amends.apps.cases.actions.remedies import Offer, give_remedy, propose_remedy
from amends.apps.cases.actions.steps import do_step, settle_received
from amends.apps.cases.models import Case, Task
from amends.apps.cases.models.desk_words import RemedyKind, TaskKind
from amends.apps.cases.queries.registry import registry
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.core.models import User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from amends.cli.demo.stories import HOUR, Told, records, summing_up

WHY = "the demo works on its own cases"
Life = Iterator[datetime]
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
OPENS, NOON, AFTERNOON, CLOSES = time(9, 10), time(11, 40), time(14, 10), time(17, 50)
NOT_SOLVED: Mapping[str, str | int] = {"C1": "没有解决", "C2": 3, "C10": "钱还没有到，说法每次都不一样"}
# How long it takes to come to a step; on the phone minutes, then as long as the work needs.
PACE = {"act": HOUR, "progress": HOUR, "review": HOUR / 6}


def in_office_hours(at: datetime) -> datetime:
    """The moment itself, or the next one at which somebody sits at the desk and a customer may be called."""
    local = localtime(at)
    if local.time() < OPENS:
        return local.replace(hour=OPENS.hour, minute=OPENS.minute)
    if NOON < local.time() < AFTERNOON:
        return local.replace(hour=AFTERNOON.hour, minute=AFTERNOON.minute)
    if local.time() > CLOSES:
        return (local + DAY).replace(hour=OPENS.hour, minute=OPENS.minute)
    return local


def heard(customer: Customer, told: Told, by: User, at: datetime, **known: str) -> Case:
    """A customer's word, by its channel, with what else is `known`; what came from above has a number there."""
    if registry().channels[told.channel].level > 1:
        known["reference"] = f"演示{customer.pk:08d}-{at:%m%d}"
    return receive(
        customer=customer,
        channel=told.channel,
        story=told.story,
        taxonomy=told.taxonomy,
        title=told.what,
        facts={"what": told.what, "who": "本人", "when": "上周", "how_much": "三次"},
        columns=known,
        by=by,
        at=at,
        owner=by,
    )


@dataclass(slots=True)
class Hand:
    """A complaint in somebody's hands, and what time it is for it."""

    told: Told
    customer: Customer
    by: User
    at: datetime
    key: int = 0

    @property
    def case(self) -> Case:
        """The case as it is now."""
        rows = Case.objects.unscoped(WHY).select_related("customer", "unit", "owner")
        return rows.get(pk=self.key)

    def later(self, wait: timedelta) -> datetime:
        """Let some time pass, and the hours in which nobody works."""
        self.at = in_office_hours(self.at + wait)
        return self.at

    def do(self, verb: Callable[..., Any], *, by: User | None = None, **values: object) -> Any:
        """One verb on the case as it is now."""
        case = self.case
        return verb(case=case, version=case.version, by=by or self.by, at=self.at, **values)


def steps(hand: Hand, *, after: str = "", last: str = "progress") -> Life:
    """The steps one after the other, from the one behind `after` up to `last`."""
    codes = [*records(hand.told, hand.by, hand.at)]
    first = codes.index(after) + 1 if after else 0
    if not hand.key:
        yield hand.at
        hand.key = heard(hand.customer, hand.told, hand.by, hand.at, emotion="calm").pk
        yield hand.later(8 * MINUTE)
        hand.do(settle_received)
        first = codes.index("soothe") + 1
    for code in codes[first : codes.index(last) + 1]:
        yield hand.later(PACE.get(code, 4 * MINUTE))
        if code == "progress":
            made = ContactMade(ResultCode.REACHED, note="说了查到哪一步，什么时候再给消息")
            yield from _when_allowed(hand, record_contact, made=made)
        hand.do(do_step, code=code, record=records(hand.told, hand.by, hand.at)[code])


def worked(hand: Hand, *, wait: timedelta = 2 * HOUR) -> Life:
    """What was decided is done, and the owner says so."""
    yield hand.later(wait)
    for task in Task.objects.unscoped(WHY).filter(case=hand.key, kind=TaskKind.MEASURE, done_at=None):
        hand.do(finish_task, task=task, result="已办好，系统里能查到")
    hand.do(mark_handled)


def asked(hand: Hand, answers: Mapping[str, str | int]) -> Life:
    """The customer is called, told the result and asked."""
    yield hand.later(2 * HOUR)
    made = ContactMade(ResultCode.REACHED, note="把结果完整告诉了客户")
    yield from _when_allowed(hand, verify, answers=answers, made=made, told_result=True)


def _when_allowed(hand: Hand, verb: Callable[..., Any], **values: Any) -> Life:
    """A contact with the customer, at the first moment at which the rules allow one."""
    while True:
        try:
            hand.do(verb, **values)
            return
        except ContactRefused as refused:
            if refused.allowed_at is None:
                raise
            yield hand.later(max(refused.allowed_at - hand.at, MINUTE))


def summed_up(hand: Hand, *, cause: str = "") -> Life:
    """The complaint is summed up; with the customer's yes it ends."""
    yield hand.later(PACE["review"])
    record = {**summing_up(hand.told), **({"cause": cause} if cause else {})}
    hand.do(do_step, code="review", record=record)


def solved(hand: Hand) -> Mapping[str, str | int]:
    """A customer's yes; how glad they are differs."""
    return {"C1": "解决了", "C2": (9, 8, 10, 7, 6)[hand.customer.pk % 5]}


def recovered(hand: Hand) -> Life:
    """Heard, put right, told, agreed."""
    yield from steps(hand)
    yield from worked(hand)
    yield from asked(hand, solved(hand))
    yield from summed_up(hand)


def late(hand: Hand) -> Life:
    """The same, but days after the limit."""
    yield from steps(hand, last="explain")
    yield hand.later(3 * DAY)
    yield from steps(hand, after="explain")
    yield from worked(hand, wait=4 * DAY)
    yield from asked(hand, solved(hand))
    yield from summed_up(hand)


def refunded(hand: Hand) -> Life:
    """Money that was owed is given back within the person's own authority, with its proof."""
    yield from steps(hand)
    yield hand.later(HOUR)
    owed = Offer(
        kind=RemedyKind.RESTITUTION,
        words=hand.told.measure,
        amount=2_000 + hand.customer.pk % 5 * 500,
        reason=hand.told.finding,
        due_at=hand.at + 3 * DAY,
    )
    remedy = hand.do(propose_remedy, offer=owed)
    yield hand.later(DAY)
    give_remedy(remedy=remedy, version=hand.case.version, proof="退费流水已入账", by=hand.by, at=hand.at)
    yield from worked(hand)
    yield from asked(hand, solved(hand))
    yield from summed_up(hand)


def reopened(hand: Hand) -> Life:
    """Agreed, but the customer comes back: a new round begins."""
    yield from recovered(hand)
    yield hand.later(4 * DAY)
    hand.do(reopen_case, reason="客户来电：同样的问题这个月又出现了")
    yield from steps(hand, last="explain")


def reopened_and_recovered(hand: Hand) -> Life:
    """As before, and right in the end."""
    yield from reopened(hand)
    yield from steps(hand, after="explain")
    yield from worked(hand)
    yield from asked(hand, solved(hand))
    yield from summed_up(hand)


def recovered_after_a_transfer(hand: Hand) -> Life:
    """Waits in the queue of the complaint officers until one takes it; a colleague who was asked sends it back."""
    yield from steps(hand, last="confirm")
    yield hand.later(HOUR)
    hand.do(offer, queue=Role.COMPLAINT_OFFICER, reason="需要投诉专员核实账单")
    yield hand.later(4 * HOUR)
    if officer := _officer(hand):
        hand.do(take, by=officer)
        hand.by = officer
    yield from steps(hand, after="confirm")
    yield from worked(hand)
    yield from asked(hand, solved(hand))
    yield from summed_up(hand)


def left_half_way(hand: Hand) -> Life:
    """Handed over, sent back, and then nobody went on: late by now."""
    yield from steps(hand, last="analyse")
    yield hand.later(2 * HOUR)
    if colleague := _officer(hand):
        hand.do(hand_over, to=colleague, reason="客户要求换人办理")
        yield hand.later(3 * HOUR)
        hand.do(decline, by=colleague, reason="账期还没有核对，请先核对")


def not_recovered(hand: Hand) -> Life:
    """The customer does not agree, and a second person signs that it ends so."""
    yield from waiting_for_a_signature(hand)
    yield hand.later(DAY)
    if hand.case.sign_off_asked_by:
        hand.do(close_not_recovered, by=_leader(hand))


def waiting_for_a_signature(hand: Hand) -> Life:
    """The customer does not agree; a second person is asked whether it may end so. Where there is none, work goes
    on."""
    yield from steps(hand)
    yield from worked(hand)
    yield from asked(hand, NOT_SOLVED)
    yield from summed_up(hand)
    yield hand.later(HOUR)
    leader = _leader(hand)
    if leader is None:
        due_at = hand.at + 2 * DAY
        hand.do(resume_fixing, what="再核对一次账单，主管回电", due_at=due_at)
        return
    reason = "费用按登记的合约计算，逐笔向客户说明过；已经告诉客户可以怎样向外反映"
    hand.do(ask_sign_off, reason=reason, outer_channel_told=True, signer=leader)


def waiting_in_the_queue(hand: Hand) -> Life:
    """Heard and confirmed; a complaint officer is to take it."""
    yield from steps(hand, last="confirm")
    hand.do(offer, queue=Role.COMPLAINT_OFFICER, reason="账单要由投诉专员核实")


def waiting_for_a_colleague(hand: Hand) -> Life:
    """Heard and confirmed; the officer who knows the customer is asked to take it over."""
    yield from steps(hand, last="confirm")
    if officer := _officer(hand):
        hand.do(hand_over, to=officer, reason="客户上次就是您办的")


def unreachable(hand: Hand) -> Life:
    """Handled, but nobody answers on three days."""
    yield from steps(hand)
    yield from worked(hand)
    for wait in (20 * HOUR, DAY, DAY + 5 * HOUR):
        yield hand.later(wait)
        yield from _when_allowed(hand, record_contact, made=ContactMade(ResultCode.NO_ANSWER))
    yield from summed_up(hand)
    hand.do(close_unreachable)


def withdrawn(hand: Hand) -> Life:
    """The customer found out by themselves and takes it back."""
    yield from steps(hand, last="confirm")
    yield hand.later(5 * HOUR)
    made = ContactMade(ResultCode.REACHED, inbound=True, note="客户来电，说家里人办的业务，已经弄清楚")
    hand.do(record_contact, made=made)
    hand.do(withdraw, words="是家里人自己办的，不用再查了", freely=True)


def no_complaint(hand: Hand) -> Life:
    """It turns out that the customer only asked."""
    yield from steps(hand, last="ask")
    yield hand.later(30 * MINUTE)
    hand.do(close_ineligible, reason="客户只是询问办理条件，没有不满", request_type="inquiry")


def beyond_reason(hand: Hand) -> Life:
    """The cause says something about the customer: a second person looks at it."""
    yield from steps(hand)
    yield from worked(hand)
    yield from asked(hand, solved(hand))
    yield from summed_up(hand, cause="disposition")
    yield hand.later(2 * DAY)
    task = Task.objects.unscoped(WHY).filter(case=hand.key, kind=TaskKind.SECOND_REVIEW, done_at=None).first()
    if task:
        hand.do(review_cause, by=task.owner, agrees=True, words="已听录音，同意")


def _officer(hand: Hand) -> User | None:
    """The nearest complaint officer who is somebody else."""
    return leaders_above(hand.customer.unit, Role.COMPLAINT_OFFICER).exclude(pk=hand.by.pk).first()


def _leader(hand: Hand) -> User | None:
    """Who signs for what somebody has done: of the hotline and the halls the team leader, else the city's manager."""
    nearest = () if hand.by.role == Role.COMPLAINT_OFFICER else (Role.TEAM_LEADER,)
    for role in (*nearest, Role.CITY_MANAGER):
        if found := leaders_above(hand.customer.unit, role).exclude(pk=hand.by.pk).first():
            return found
    return None

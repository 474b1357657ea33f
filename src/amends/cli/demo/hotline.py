# SPDX-License-Identifier: Apache-2.0
"""Generated calls of the demo's hotline: two weeks as a telephone system would hand them over, and one of now with a
hold, a question in writing, messages and a transfer. Nobody has ever made them."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings

from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from amends.apps.halls.actions.hotline.asking import answer_question, ask_expert
from amends.apps.halls.actions.hotline.calls import answer_call, hold_call, offer_call
from amends.apps.halls.actions.hotline.importing import import_calls
from amends.apps.halls.actions.hotline.messages import Said, finish_message, take_message
from amends.apps.halls.actions.hotline.refusals import unit_of
from amends.apps.halls.actions.hotline.transfers import Context, transfer_call
from amends.apps.halls.models.hotline import Call
from amends.apps.halls.rules.hotline.log_file import COLUMNS, OPTIONAL
from amends.apps.halls.rules.hotline.words import Direction, Outcome

DAYS, A_DAY = 14, 34
HOURS = (
    8,
    9,
    9,
    10,
    10,
    10,
    11,
    13,
    14,
    14,
    15,
    15,
    16,
    17,
    19,
    20,
)  # in which calls come, the busy ones twice
ENDS = (Outcome.SERVED,) * 14 + (Outcome.TRANSFERRED, Outcome.CALL_BACK, Outcome.MESSAGE, Outcome.MISDIAL)
MATTERS = ("想确认宽带移机上门时间", "上次查询的流量明细要一份说明", "企业专线账单对不上，请回电")


def fill_hotline(*, manager: User, agents: Sequence[User], officer: User, at: datetime, rng: Random) -> None:
    """Two weeks of calls of a manager's three agents, and what the first has on the line and on paper now. `officer` is
    somebody of a unit above, who gets messages."""
    zone = ZoneInfo(settings.TIME_ZONE)
    today = at.astimezone(zone).date()
    rows = [
        row
        for days in range(DAYS, 0, -1)
        for each in agents
        for row in _day(each, today - days * timedelta(1), zone, rng)
    ]
    import_calls(text=_file(rows), by=manager, at=at)
    first, *others = agents
    _messages(first, officer, at)
    _now(first, others, at)


def _day(agent: User, day: date, zone: ZoneInfo, rng: Random) -> Iterator[tuple[object, ...]]:
    """One day of one agent: no call begins before the one before has ended."""
    codes = _codes(agent)
    free = datetime.combine(day, time(8), zone)
    starts = sorted(
        datetime.combine(day, time(rng.choice(HOURS), rng.randrange(60), rng.randrange(60)), zone)
        for _each in range(A_DAY)
    )
    for number, start in enumerate(starts):
        offered = max(start, free)
        ring = timedelta(seconds=rng.choice((4, 6, 7, 8, 9, 9, 10, 11, 13, 15, 18, 26)))
        lost = rng.random() < 0.04
        answered = None if lost else offered + ring
        held = rng.randrange(20, 260) if not lost and rng.random() < 0.2 else 0
        ended = offered + ring + timedelta(seconds=0 if lost else held + rng.randrange(70, 520))
        free = ended + timedelta(seconds=rng.randrange(10, 60))
        outcome = Outcome.ABANDONED if lost else rng.choice(ENDS)
        known = rng.choice(codes) if codes and rng.random() < 0.8 else ""
        yield (
            f"demo-{agent.username}-{day:%y%m%d}-{number}", unit_of(agent).code, agent.username, Direction.IN,
            offered.isoformat(), answered.isoformat() if answered else "", ended.isoformat(), held, outcome, known,
        )  # fmt: skip


def _codes(agent: User) -> Sequence[str]:
    """Some customers of the agent's own unit."""
    return list(
        Customer.objects.within(unit_of(agent).scope).order_by("code").values_list("code", flat=True)[:120]
    )


def _file(rows: Sequence[tuple[object, ...]]) -> str:
    """The log as the telephone system would write it."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow((*COLUMNS, *OPTIONAL))
    table.writerows(rows)
    return text.getvalue()


def _word(agent: User) -> str:
    """A staff number as addresses take it."""
    return agent.username.replace(".", "-")


def _messages(agent: User, officer: User, at: datetime) -> None:
    """One that is due, one that is late, one that was answered."""
    for number, matter in enumerate(MATTERS):
        message = take_message(
            code=f"demo-{_word(agent)}-{number}", nonces=(bytes([number] * 12), bytes([number + 9] * 12)),
            recipient=officer, said=Said("王女士", f"1380000{1200 + number}", matter),
            due_at=at - timedelta(hours=4 - 3 * number), call=None, by=agent, at=at - timedelta(hours=6),
        )  # fmt: skip
        if number == 0:
            finish_message(message=message, result="已约周四上午上门", by=officer, at=at - timedelta(hours=5))


def _now(agent: User, others: Sequence[User], at: datetime) -> None:
    """The first agent has somebody on hold and asked in writing; one colleague offers a call to the next."""
    began = at - timedelta(minutes=4)
    call = _answered(agent, "now", began)
    hold_call(call=call, by=agent, at=at - timedelta(seconds=70))
    asked = "客户五月换过套餐，六月账单里的国际漫游月租还在收，要怎么查订购时间？"
    above = unit_of(agent).parent or unit_of(agent)
    question = ask_expert(
        code=f"demo-q-{_word(agent)}",
        call=call,
        group=above,
        words=asked,
        by=agent,
        at=at - timedelta(seconds=60),
    )
    expert = question.sent_to
    answer = "在订购关系里按“漫游”查变更流水，看首次生效日。"
    answer_question(question=question, answer=answer, by=expert, at=at - timedelta(seconds=15))
    sender, receiver = others[:2]
    other = _answered(sender, "handed", at - timedelta(minutes=3))
    context = Context(
        "宽带昨晚起断网，已查线路正常，光猫红灯", "孩子要上网课，今天必须修好", "已答应两小时内回话"
    )
    transfer_call(call=other, to=receiver, context=context, by=sender, at=at - timedelta(seconds=40))


def _answered(agent: User, name: str, began: datetime) -> Call:
    """A call of the first customer of an agent's unit, answered in time."""
    customer = Customer.objects.within(unit_of(agent).scope).order_by("code").first()
    call = offer_call(
        code=f"demo-{name}-{_word(agent)}", customer=customer, direction=Direction.IN, by=agent, at=began
    )
    return answer_call(call=call, by=agent, at=began + timedelta(seconds=9))

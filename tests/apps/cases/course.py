# SPDX-License-Identifier: Apache-2.0
"""A complaint brought along the twelve steps the usual way: by the verbs."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from amends.apps.cases.actions import open_case
from amends.apps.cases.actions.closing import verify
from amends.apps.cases.actions.contacting import ContactMade
from amends.apps.cases.actions.handling import mark_handled
from amends.apps.cases.actions.opening import Arrival
from amends.apps.cases.actions.steps import do_step
from amends.apps.cases.models import Case, Intake, Step, Task
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.cases.rules.states import Origin
from amends.apps.customers.models import Customer
from amends.kernel.recovery_class import RecoveryClass
from tests.people import NOON, People

HOUR = timedelta(hours=1)
AT = NOON + 2 * HOUR  # 14:00 in Shanghai: a call may be made
LATER = AT + HOUR
STORY = "宽带退款过了七个工作日还没有到账，打了三次电话"
SOLVED: dict[str, str | int | None] = {"C1": "解决了", "C2": 9}
UNSOLVED: dict[str, str | int | None] = {"C1": "没有解决", "C2": 2, "C10": "钱还没有到"}
REACHED = ContactMade(ResultCode.REACHED)
Record = Mapping[str, object]


def records(people: People) -> dict[str, Record]:
    """What is recorded at each step of an ordinary complaint, in order."""
    measure = {"text": "补退第二笔", "owner": people.alice.pk, "due_at": (AT + 5 * HOUR).isoformat()}
    return {
        "listen": {"story_zh": STORY},
        "ask": {"what": "退款未到", "when": "十月二十号", "who": "本人", "how_much": "237 元"},
        "soothe": {"emotion_before": "angry", "emotion_after": "calm"},
        "confirm": {"restatement_zh": "您说退款没到，希望今天到账", "customer_confirmed": True},
        "judge": {"handling_type": "mild"},
        "analyse": {"severity": "high", "urgency": "high"},
        "explain": {"explanation_zh": "退款已经退出，正在等银行入账，我来催"},
        "classify": {"taxonomy_code": "TF-01-01", "promised_at": (AT + 6 * HOUR).isoformat()},
        "act": {
            "finding": "退款单卡在复核岗",
            "desired_outcome_zh": "今天就把多扣的钱退回来",
            "action_items": [measure],
        },
        "progress": {"progress_note_zh": "已催办，今天下午有结果"},
        "review": {"root_cause": "复核岗无人值守", "cause": "network"},
    }


def complaint(people: People, customer: Customer, **changes: object) -> Case:
    """A complaint that Alice heard at 14:00."""
    usual: dict[str, object] = {
        "customer": customer,
        "origin": Origin.COMPLAINT,
        "recovery_class": RecoveryClass.COMPLAINT,
        "owner": people.alice,
        "by": people.alice,
        "at": AT,
        "arrival": Arrival(channel="CH-HOTLINE", received_at=AT),
    }
    return open_case(**(usual | changes))  # type: ignore[arg-type]


def step(
    case: Case, people: People, code: str, at: datetime = AT, despite: str = "", **changes: object
) -> Case:
    """One step with its usual record; `changes` are fields, `None` leaves one out; `despite`: why already now."""
    record = {
        name: value for name, value in {**records(people)[code], **changes}.items() if value is not None
    }
    return do_step(
        case=case, version=case.version, code=code, record=record, by=people.alice, at=at, despite=despite
    )


def through(case: Case, people: People, last: str) -> Case:
    """The case with every step from the first to `last` done."""
    for code in records(people):
        case = step(case, people, code)
        if code == last:
            break
    return case


def handled(case: Case, people: People, at: datetime = LATER) -> Case:
    """The case with all work done: the owner's word."""
    case = through(case, people, "progress")
    Task.objects.unscoped("a test works").filter(case=case, done_at=None).update(
        done_at=at, done_by=people.alice
    )
    return mark_handled(case=case, version=case.version, by=people.alice, at=at)


def answered(
    case: Case, people: People, answers: Mapping[str, str | int | None] = SOLVED, at: datetime = LATER + HOUR
) -> Case:
    """The case with the customer's word."""
    return verify(
        case=case,
        version=case.version,
        answers=answers,
        made=REACHED,
        told_result=True,
        by=people.alice,
        at=at,
    )


def intake(case: Case) -> Intake:
    """What is known of a case, as the database has it now."""
    return Intake.objects.unscoped("a test looks").get(case=case)


def recorded(case: Case) -> dict[int, Step]:
    """The steps of this round by their place."""
    rows = Step.objects.unscoped("a test looks").filter(case=case, round=case.reopened)
    return {row.order: row for row in rows}

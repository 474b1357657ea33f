# SPDX-License-Identifier: Apache-2.0
"""Complaints on the demo's desk: generated, of every kind of channel, each brought as far as the twelve steps as the
next one is not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle

from amends.apps.cases.actions.intake import receive
from amends.apps.cases.actions.ownership import offer
from amends.apps.cases.actions.remedies import Offer, propose_remedy
from amends.apps.cases.actions.steps import do_step
from amends.apps.cases.models import Case
from amends.apps.cases.models.desk_words import RemedyKind
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer

WHY = "the demo fills its own desk"
AGENTS = ("complaint_officer", "hotline_agent")
EACH = 3
HOUR = timedelta(hours=1)
# How far a complaint has come: so many steps. The rest waits for whoever tries the demo.
DEPTHS = (9, 0, 5, 3, 10, 8, 4)


@dataclass(frozen=True, slots=True)
class Told:
    """What a customer says, where, about what, and what is found."""

    channel: str
    taxonomy: str
    story: str
    what: str
    finding: str
    measure: str


STORIES = (
    Told("CH-HOTLINE", "TF-02-02", "上个月账单多扣了两笔钱，打了三次电话都说会回复，到现在没有人管。",
         "多扣两笔费用", "两笔是系统重复计费，详单可以证明", "退还重复的两笔，账单改好后告诉客户"),
    Told("CH-HALL", "TF-01-06", "营业员说合约期满可以随便换套餐，现在要换又说不行，要交违约金。",
         "合约说明前后不一", "办理记录里没有说明续约条款", "按当初说的办，免除违约金"),
    Told("CH-HOTLINE", "BB-03-01", "宽带从前天晚上起断网，报了修也没有人上门，家里老人看不了电视。",
         "宽带断网没有上门", "光路衰减过大，预约单没有派出", "今天下午派装维上门，修好后回访"),
    Told("CH-ONLINE", "NW-02-01", "搬到新小区以后手机几乎没有信号，打电话总是断，影响工作。",
         "小区里没有信号", "该楼宇室内覆盖不足，已列入优化计划", "先送信号改善设备，优化完成后回访"),
    Told("CH-HOTLINE", "TF-04-04", "退款说七个工作日到账，已经过了十天，账上还是没有。",
         "退款没有到账", "退款单卡在复核岗", "今天内补退，并说明以后怎样查询"),
    Told("CH-MIIT", "MK-02-03", "没有同意过的视频会员每月扣十五元，要求说明是谁开通的并退费。",
         "没有同意过的业务在扣费", "没有二次确认记录", "退还全部费用并关闭业务，查明开通渠道"),
)  # fmt: skip


def complain_at_the_desk(*, at: datetime) -> None:
    """Each officer and agent of the demo hears a few customers of their own units, over the two days before `at`."""
    stories, depths = cycle(STORIES), cycle(DEPTHS)
    for person in User.objects.filter(role__in=AGENTS).select_related("unit").order_by("pk"):
        customers = Customer.objects.within(person.scope).filter(line_state="active").order_by("-code")[:EACH]
        for customer, ago in zip(customers, (47, 20, 1), strict=False):
            case = _heard(customer, next(stories), person, at - ago * HOUR)
            _worked(case, next(depths), person, at - ago * HOUR)


def _heard(customer: Customer, told: Told, by: User, at: datetime) -> Case:
    reference = f"演示{customer.pk:08d}" if told.channel == "CH-MIIT" else ""
    return receive(
        customer=customer,
        channel=told.channel,
        story=told.story,
        taxonomy=told.taxonomy,
        title=told.what,
        facts={"what": told.what, "who": "本人", "when": "上周", "how_much": "三次"},
        columns={"reference": reference} if reference else None,
        by=by,
        at=at,
        owner=by,
    )


def _worked(case: Case, depth: int, by: User, at: datetime) -> None:
    """Steps done, one every ten minutes; where nothing is done the case waits in a queue, where much is, for money."""
    told = next(each for each in STORIES if each.what == case.title)
    for number, (code, record) in enumerate(list(_records(told, by, at))[:depth], start=1):
        case = do_step(
            case=case,
            version=case.version,
            code=code,
            record=record,
            by=by,
            at=at + number * timedelta(minutes=5),
        )
    if depth == 0 and by.role == Role.HOTLINE_AGENT:
        words = "需要投诉专员核实账单"
        offer(
            case=case,
            version=case.version,
            queue=Role.COMPLAINT_OFFICER,
            reason=words,
            by=by,
            at=at + HOUR / 2,
        )
    if depth == max(DEPTHS):
        due = Offer(
            kind=RemedyKind.RESTITUTION,
            words=told.measure,
            amount=40_000,
            reason=told.finding,
            due_at=at + 72 * HOUR,
        )
        propose_remedy(case=case, version=case.version, offer=due, by=by, at=at + HOUR)


def _records(told: Told, by: User, at: datetime) -> Iterator[tuple[str, Mapping[str, object]]]:
    """What is written down at each step, in order."""
    measure = {"text": told.measure, "owner": by.pk, "due_at": (at + 30 * HOUR).isoformat()}
    yield "listen", {"story_zh": told.story}
    yield "ask", {"what": told.what, "when": "上周", "who": "本人", "how_much": "三次"}
    yield "soothe", {"emotion_before": "angry", "emotion_after": "calm"}
    yield "confirm", {"restatement_zh": f"您说的是{told.what}，希望尽快办好", "customer_confirmed": True}
    yield "judge", {"handling_type": "mild"}
    yield "analyse", {"severity": "medium", "urgency": "medium"}
    yield "explain", {"explanation_zh": f"我们核对过：{told.finding}，这是我们没有做好"}
    yield "classify", {"taxonomy_code": told.taxonomy, "promised_at": (at + 50 * HOUR).isoformat()}
    yield "act", {"finding": told.finding, "action_items": [measure]}
    yield "progress", {"progress_note_zh": "已经安排，办好马上告诉您"}

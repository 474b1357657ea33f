# SPDX-License-Identifier: Apache-2.0
"""What customers of the demo complain of, what is found, and what is written down at each of the twelve steps. All of
it is generated: no such customer exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.apps.core.models import User

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What a customer says, where, about what, what is found, what is done, and why it came about."""

    channel: str
    taxonomy: str
    story: str
    what: str
    finding: str
    measure: str
    cause: str = "product"


STORIES = (
    Told("CH-HOTLINE", "TF-02-02", "上个月账单多扣了两笔钱，打了三次电话都说会回复，到现在没有人管。",
         "多扣两笔费用", "两笔是系统重复计费，详单可以证明", "退还重复的两笔，账单改好后告诉客户"),
    Told("CH-HALL", "TF-01-06", "营业员说合约期满可以随便换套餐，现在要换又说不行，要交违约金。",
         "合约说明前后不一", "办理记录里没有说明续约条款", "按当初说的办，免除违约金"),
    Told("CH-HOTLINE", "BB-03-01", "从前天晚上起就断网，报了修也没有人上门，家里老人看不了电视。",
         "断网报修没有上门", "光路衰减过大，预约单没有派出", "今天下午派装维上门，修好后回访", "repair"),
    Told("CH-ONLINE", "NW-02-01", "搬到新小区以后手机几乎没有信号，打电话总是断，影响工作。",
         "小区里没有信号", "该楼宇室内覆盖不足，已列入优化计划", "先送信号改善设备，优化完成后回访", "network"),
    Told("CH-HOTLINE", "TF-04-04", "退款说七个工作日到账，已经过了十天，账上还是没有。",
         "退款没有到账", "退款单卡在复核岗", "今天内补退，并说明以后怎样查询"),
    Told("CH-MIIT", "MK-02-03", "没有同意过的视频会员每月扣十五元，要求说明是谁开通的并退费。",
         "没有同意过的业务在扣费", "没有二次确认记录", "退还全部费用并关闭业务，查明开通渠道"),
    Told("CH-HOTLINE", "BB-02-02", "签的是五百兆，晚上测速只有八十兆，装机师傅来过一次也没有变。",
         "网速达不到签约速率", "分光器端口拥塞，晚上超负荷", "调整端口，晚上八点后复测并告诉客户", "network"),
    Told("CH-ONLINE", "TF-03-01", "账单里多了一项彩铃包，我从来没有点过同意，请查清楚谁开的。",
         "没点过的彩铃包", "外呼营销录音里没有本人同意", "取消业务，退还三个月费用"),
)  # fmt: skip


def records(told: Told, by: User, at: datetime) -> dict[str, Mapping[str, object]]:
    """What is written down at each step at a moment, in the order of the steps."""
    measure = {"text": told.measure, "owner": by.pk, "due_at": (at + 30 * HOUR).isoformat()}
    return {
        "listen": {"story_zh": told.story},
        "ask": {"what": told.what, "when": "上周", "who": "本人", "how_much": "三次"},
        "soothe": {"emotion_before": "angry", "emotion_after": "calm"},
        "confirm": {
            "restatement_zh": f"您说的是{told.what}，希望尽快办好",
            "desired_outcome_zh": "把这件事办好，不用再跑一趟",
            "customer_confirmed": True,
        },
        "judge": {"handling_type": "mild"},
        "analyse": {"severity": "medium", "urgency": "medium"},
        "explain": {"explanation_zh": f"我们核对过：{told.finding}，这是我们没有做好"},
        "classify": {"taxonomy_code": told.taxonomy, "promised_at": (at + 50 * HOUR).isoformat()},
        "act": {"finding": told.finding, "action_items": [measure]},
        "progress": {"progress_note_zh": "已经安排，办好马上告诉您"},
    }


def summing_up(told: Told) -> Mapping[str, object]:
    """What is written down when a complaint is summed up."""
    return {
        "root_cause": told.finding,
        "cause": told.cause,
        "lesson_zh": "第一次来电就要查到底，不让客户再打第二次",
        "improvement_item": "同类问题每周抽查一次，查到就改",
    }

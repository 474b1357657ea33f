# SPDX-License-Identifier: Apache-2.0
"""Generated complaints in Chinese, the same for every contender: about 150 characters each, no real customer's."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

COMMON = "宽带"  # in about one of five
RARE = "鸿雁彩铃"
RARE_TOLD = 20  # of however many: a page of results costs the same at every size
_OPENINGS = (
    "客户来电反映", "客户通过营业厅反映", "客户在掌上营业厅留言称", "客户致电10086投诉", "来访客户表示",
)  # fmt: skip
_TIMES = (
    "昨天晚上",
    "本月初",
    "上周三",
    "国庆期间",
    "最近一个月",
    "4月15日上午",
    "从搬家以后",
    "办理套餐后的第二天",
)
_OBJECTS = (
    "家中宽带经常断网", "手机上网速度很慢", "5G套餐每月多扣39.9元", "短信业务没有订过却在收费", "携号转网一直办不成",
    "国际漫游流量被多计", "话费余额无故减少", "合约到期后仍按原价扣费", "副卡停机后仍然收月租", "VoLTE通话断断续续",
    "亲情号码被取消", "流量提醒没有收到", "营业员没有说明合约期限", "电子发票一直没有收到", "宽带移机拖了两个星期",
    "光猫指示灯不亮，宽带无法使用", "小区里手机没有信号", "充值以后没有到账", "积分兑换的话费没有到账",
    "销户时被要求到归属地办理",
)  # fmt: skip
_EVENTS = (
    "已经打过三次热线，每次都说会有人回电，但是没有人联系", "装维师傅约了上门又没有来，也没有提前通知",
    "营业厅说要去网上办，网上又说要到营业厅办，来回跑了两趟", "客服解释说是系统问题，让再等几天",
    "查了详单才发现是去年默认开通的业务", "影响老人和家里的摄像头使用，客户比较着急",
    "客户说当时办理时没有人告诉他有这样的限制", "重启设备后好了一会儿，晚上又不行了",
)  # fmt: skip
_WISHES = (
    "要求退还多扣的费用并取消该业务", "要求今天之内派人上门检修", "要求说明原因并书面答复", "希望按原来的价格继续使用",
    "要求免除违约金", "要求赔偿这段时间的损失，并保证以后不再发生", "希望有专人跟进，不要再来回转接",
)  # fmt: skip
_ENDINGS = (
    "客户情绪比较激动",
    "客户表示如不处理将向通信管理局申诉",
    "客户方便接听电话的时间是晚上七点以后",
    "请尽快核实处理",
)


@dataclass(frozen=True, slots=True)
class Told:
    """One complaint: what it is about in a few words, and the whole story."""

    title: str
    story: str


def stories(count: int, *, seed: int = 7) -> Iterator[Told]:
    """`count` complaints, always the same ones."""
    rng, rare = random.Random(seed), max(count // RARE_TOLD, 1)
    for number in range(1, count + 1):
        what, again = rng.choice(_OBJECTS), rng.choice(_OBJECTS)
        parts = [
            f"{rng.choice(_OPENINGS)}，{rng.choice(_TIMES)}{what}，{rng.choice(_EVENTS)}。",
            f"另外{again}，{rng.choice(_EVENTS)}。",
            f"受理单号{rng.randrange(10**5, 10**6)}，涉及金额{rng.randrange(5, 500)}元，{rng.choice(_WISHES)}。",
            f"{rng.choice(_ENDINGS)}。",
        ]
        if number % rare == rare // 2:
            parts.insert(1, f"客户提到的业务名称是{RARE}。")
        yield Told(what[:40], "".join(parts))

# SPDX-License-Identifier: Apache-2.0
"""Terms, wordings and scripts of the demo's province: written by one, approved by another, some still waiting."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.utils.timezone import localdate

from amends.apps.core.models import Unit, User
from amends.apps.knowledge.actions.sayings.deciding import approve
from amends.apps.knowledge.actions.sayings.reviewing import add_example, record_review
from amends.apps.knowledge.actions.sayings.writing import (
    About,
    Said,
    Talk,
    TermWords,
    write_script,
    write_term,
    write_wording,
)
from amends.apps.knowledge.models import Script
from amends.apps.knowledge.rules.script_words import ScriptKind

DAY = timedelta(days=1)
TERMS = (
    TermWords(
        "OW-01",
        "夜间流量",
        "晚上十一点到第二天早上七点用的流量",
        ("闲时流量", "忙闲时流量包"),
        topic="TF-02-03",
    ),
    TermWords("OW-02", "副卡", "和主卡共用套餐的另一张卡", ("附属卡", "亲情卡"), topic="US-01-02"),
    TermWords(
        "OW-03", "用完后变慢", "套餐里的流量用完以后还能上网，但是慢", ("达量降速", "限速"), topic="TF-02-03"
    ),
)
WORDINGS = (
    Said(
        "WD-OPENING", "hotline",
        "您好，{company}{department}，工号{staff_number}，很高兴为您服务。请问您遇到了什么事？", "opening",
        "开头：问候、公司、工号",
    ),
    Said("OW-BILL-DAY", "sms", "您的账期是每月一日到月底，三日出账单，随时可以在App里看明细。", "notice", "账期说明"),
    Said("OW-BILL-DAY", "hall", "账期从每月一日到月底，三号出账单，我现在就帮您打一份明细。", "notice", "账期说明"),
    Said("OW-RESET", "app", "忘了密码，可以用本人证件重置。", "notice", "重置服务密码"),
)  # fmt: skip
SCRIPTS = (
    Talk(
        "SC-BB-REPAIR", "宽带报修：先问清，再约时间", ScriptKind.SERVICE, "hotline",
        {
            "opening": "[[WD-OPENING]]",
            "need_check": "是完全上不了网，还是有时断？光猫上红灯亮不亮？从什么时候开始的？",
            "suggestion": "我先远程帮您看一下线路。需要上门的话，今天下午或者明天上午，您哪个时间方便？",
            "consent": "那就约【时间】，师傅到之前会先打电话，可以吗？",
            "close": "师傅没有按时到，请直接拨打{callback}，报这次的编号。",
        },
        ("约好的时间", "没按时到打哪个电话"), "", "家里宽带上不了网的客户",
    ),
    Talk(
        "SC-FEE-EXPLAIN", "解释违约金：算给客户看", ScriptKind.EXPLAIN, "hall",
        {
            "opening": "[[WD-REGRET]]",
            "need_check": "您是想现在换套餐，还是不想用这个号码了？",
            "suggestion": "您的合约期到【日期】。现在换要补【金额】元，算法是：【算式】。等到期再换，一分不用补。",
            "close": "您回去再想想也可以，我把算法写在这张单子上给您。",
        },
        ("到哪一天", "补多少、怎么算"), "", "合约没到期想换套餐的客户",
    ),
    Talk(
        "SC-MISMATCH", "宣传和实际不一样：统一解释", ScriptKind.DISCREPANCY, "hall",
        {
            "opening": "[[WD-MISMATCH]]",
            "need_check": "您是在哪里看到的？海报、短信，还是工作人员说的？上面是怎么写的？",
            "suggestion": "我把您看到的原话记下来报上去。核实清楚之前可以先不办；要先办也行，核实后多收的退给您。",
            "close": "【日期】前我给您打电话说结果。谢谢您告诉我们。",
        },
        ("哪一天回话",),
    ),
)  # fmt: skip
EXAMPLES = (
    (
        "先问光猫的灯，一分钟就好了",
        "客户说断网，先问灯的颜色，发现是插头松了，远程指导插好，没有派单。",
        True,
    ),
    ("没问清就派了单", "客户其实是手机信号不好，没有问清就派了宽带维修，师傅白跑，客户等了一天。", False),
)


def fill_scripts(
    *, writer: User, approver: User, unit: Unit, campaigns: Sequence[str], rng: Random, at: datetime
) -> None:
    """Fill a province: `writer` and `approver` look after `unit` and may write and approve; each of the campaigns (by
    code) gets a script to sell it by. One term, one wording and one script wait for approval."""
    begun, today = at - 40 * DAY, localdate(at)
    about = [About(unit, writer, _review(rng, today)) for _ in range(20)]
    for number, words in enumerate(TERMS):
        row = write_term(words=words, about=about[number], by=writer, at=begun)
        if number < len(TERMS) - 1:
            approve(row=row, by=approver, at=begun + DAY)
    for number, said in enumerate(WORDINGS):
        wording = write_wording(words=said, about=about[5 + number], by=writer, at=begun)
        approve(row=wording, by=approver, at=begun + DAY)
    waiting = Said("CR-RECEIVED", "letter", _RECEIVED, "reply", "已受理，说明时限")
    write_wording(words=waiting, about=about[12], by=writer, at=at - DAY)
    _scripts(writer, approver, about[13], campaigns, begun)
    result = "密码一词在App还没有改，已起草；热线和营业厅的等候用语不同是有意的。"
    record_review(unit=unit, result=result, by=writer, at=at - 20 * DAY, today=today - 20 * DAY)


def _scripts(writer: User, approver: User, about: About, campaigns: Sequence[str], begun: datetime) -> None:
    made: list[Script] = []
    for talk in (*SCRIPTS, *map(_selling, campaigns)):
        row = write_script(talk=talk, about=about, by=writer, at=begun)
        made.append(approve(row=row, by=approver, at=begun + 2 * DAY))
    for title, story, went_well in EXAMPLES:
        add_example(
            script=made[0], title=title, story=story, went_well=went_well, by=writer, at=begun + 9 * DAY
        )
    parts = {**SCRIPTS[0].parts, "close": "没有按时到请拨打{callback}，密码不用告诉师傅。"}
    again = Talk(
        "SC-BB-REPAIR", SCRIPTS[0].name, ScriptKind.SERVICE, "hotline", parts, SCRIPTS[0].key_messages
    )
    write_script(talk=again, about=about, by=writer, at=begun + 35 * DAY)


def _selling(campaign: str) -> Talk:
    """A script that asks first, says whom it does not suit, and leaves the choice with the customer."""
    parts = {
        "opening": "[[WD-OPENING]]",
        "need_check": "您现在一个月大概用多少流量、打多久电话？够用吗？",
        "suggestion": "按您说的用量，这次的优惠每月可以少花【金额】元，一共【月数】个月。",
        "suitability": "用量比这一档少很多的客户不合算，我会告诉您；合约没到期的先算清要不要补钱。",
        "consent": "今天就办，还是您再想一想？办了以后下个月一日生效，不满意随时可以取消。",
        "close": "办好以后您会收到一条短信，写着从哪天起、每月多少钱、怎样取消。",
    }
    name, messages = "老客户优惠：先问用量再推荐", ("每月多少钱", "从哪天起", "怎样取消")
    code = f"SC-{campaign.upper()}"[:40].rstrip("-")
    return Talk(
        code, name, ScriptKind.SELLING, "hotline", parts, messages, campaign, "用量和优惠档次相当的老客户"
    )


def _review(rng: Random, today: date) -> date:
    """Some are overdue, most are due within half a year."""
    return today + timedelta(days=rng.randint(-20, 160))


_RECEIVED = (
    "{customer_title}，您好：\n您{received}反映的「{topic}」收到了，编号 {case_number}，由{owner}一直负责到办完。\n"
    "最晚{due}告诉您结果，中间有进展也会告诉您。要补充的，直接回复或拨打 {callback}。"
)

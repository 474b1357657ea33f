# SPDX-License-Identifier: Apache-2.0
"""The words that people read for each code of the area."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.apps.customers.rules.consents import Decision, Initiative, Purpose
from amends.apps.customers.rules.handling import HandlingType
from amends.apps.customers.rules.ladder import Stage, Stance, Tier
from amends.apps.customers.rules.needs import Need
from amends.apps.customers.rules.segments import Dimension, Operator


def plain(words: Mapping[Any, object]) -> list[str]:
    """The codes of a table of words as plain text, so that migrations do not depend on our enumerations."""
    return [str(code) for code in words]


def choices(words: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    """The codes and words as a field's choices."""
    return list(zip(plain(words), words.values(), strict=True))


PURPOSES = {
    Purpose.SERVICE: _("服务联系"),
    Purpose.SURVEY: _("满意度调查"),
    Purpose.COMMERCIAL: _("商业营销"),
}
DECISIONS = {Decision.GIVEN: _("同意"), Decision.REFUSED: _("拒绝"), Decision.WITHDRAWN: _("撤回同意")}
INITIATIVES = {Initiative.CUSTOMER: _("客户主动提出"), Initiative.OPERATOR: _("我方询问")}
CHANNELS = {
    "phone": _("电话"),
    "sms": _("短信"),
    "online": _("网上与掌厅"),
    "chat": _("在线客服"),
    "hall": _("营业厅"),
    "visit": _("上门"),
    "letter": _("信函或邮件"),
}
EVIDENCE_CHANNELS = CHANNELS | {"import": _("文件导入")}
LANGUAGES = {
    "mandarin": _("普通话"),
    "cantonese": _("粤语"),
    "minnan": _("闽南语"),
    "hakka": _("客家话"),
    "wu": _("吴语"),
    "xiang": _("湘语"),
    "gan": _("赣语"),
    "southwest": _("西南官话"),
    "tibetan": _("藏语"),
    "uyghur": _("维吾尔语"),
    "mongolian": _("蒙古语"),
    "zhuang": _("壮语"),
    "korean": _("朝鲜语"),
    "english": _("英语"),
    "other": _("其他"),
}
PACES = {"usual": _("平常"), "slow": _("慢一些"), "brief": _("简短")}
NEEDS = {
    Need.LARGE_PRINT: _("大字材料"),
    Need.SPEAK_SLOWLY: _("说慢一些"),
    Need.SPEAK_LOUDLY: _("说大声一些"),
    Need.TEXT_INSTEAD_OF_VOICE: _("用文字代替通话"),
    Need.VOICE_INSTEAD_OF_TEXT: _("用通话代替文字"),
    Need.SIGN_LANGUAGE: _("手语"),
    Need.STEP_FREE: _("无障碍通道"),
    Need.HOME_VISIT: _("上门办理"),
    Need.IN_PERSON_HELP: _("需要有人陪同操作"),
    Need.REPRESENTATIVE: _("由代理人办理"),
    Need.GUARDIAN: _("由监护人同意"),
    Need.WRITTEN_SUMMARY: _("事后给书面小结"),
}
TIERS = {
    Tier.TRADING: _("买卖关系"),
    Tier.SATISFIED: _("满意关系"),
    Tier.LOYAL: _("忠诚关系"),
    Tier.SHARED_INTEREST: _("利益共享"),
    Tier.PARTNER: _("战略伙伴"),
}
STAGES = {
    Stage.IDENTIFIED: _("识别客户"),
    Stage.DETERMINED: _("明确期望"),
    Stage.MET: _("满足期望"),
    Stage.PREDICTED: _("预见期望"),
    Stage.EXCEEDED: _("超越期望"),
}
STANCES = {Stance.EXCEED: _("超越期望"), Stance.MEET: _("满足期望"), Stance.ADJUST: _("调整期望")}
HANDLING = {
    HandlingType.MILD: _("温和型"),
    HandlingType.ANGRY: _("怒气型"),
    HandlingType.TALKATIVE: _("健谈型"),
    HandlingType.EXPERT: _("专家型"),
    HandlingType.VULNERABLE: _("需要照顾"),
    HandlingType.RISK: _("有风险"),
}
HANDLING_TIPS = {
    HandlingType.MILD: (
        _("客户可能不把不满说出口：多问一句「还有什么不方便吗」"),
        _("不要让客户久等；需要查询时先说明要多久"),
        _("语气平和，通话不拖长"),
    ),
    HandlingType.ANGRY: (
        _("先听完，先道歉，再谈办法：在客户平静之前不提方案"),
        _("不打断，不辩解，复述客户的话让客户知道听懂了"),
        _("说到的时限一定做到"),
    ),
    HandlingType.TALKATIVE: (
        _("礼貌地用封闭问题收拢话题"),
        _("每一步先小结，再往下走"),
    ),
    HandlingType.EXPERT: (
        _("直接给依据：条款、账单明细、检测结果"),
        _("不清楚的当场说明，约定由谁何时答复"),
    ),
    HandlingType.VULNERABLE: (
        _("按客户说过并同意的沟通需要来做"),
        _("一次说一件事，确认听清楚了再继续"),
        _("不推荐业务"),
    ),
    HandlingType.RISK: (
        _("如实记录原话和时间，不作承诺之外的表态"),
        _("请班组长在场或旁听"),
    ),
}
DIMENSIONS = {
    Dimension.PRODUCT: _("产品"),
    Dimension.REGION: _("地区"),
    Dimension.SCALE: _("规模与价值"),
    Dimension.ATTRIBUTE: _("属性"),
    Dimension.NEED: _("需求"),
}
OPERATORS = {Operator.ONE_OF: _("是其中之一"), Operator.AT_LEAST: _("不低于"), Operator.BELOW: _("低于")}
ATTRIBUTE_NAMES = {
    "plan_code": _("套餐编码"),
    "plan_name": _("套餐名称"),
    "region": _("地区"),
    "settlement": _("城乡"),
    "unit": _("机构编码"),
    "value_tier": _("价值等级"),
    "plan_fee": _("套餐月费（分）"),
    "customer_kind": _("客户类别"),
    "line_state": _("号码状态"),
    "tenure_months": _("在网月数"),
    "need": _("沟通需要"),
}
VALUE_TIERS = {"standard": _("普通"), "silver": _("银卡"), "gold": _("金卡"), "diamond": _("钻石卡")}
KINDS = {"personal": _("个人"), "household": _("家庭"), "enterprise": _("集团")}
LINE_STATES = {"active": _("在用"), "suspended": _("停机"), "closed": _("销号")}
SETTLEMENTS = {"urban": _("城市"), "rural": _("农村")}
LOOK_FIELDS = {"number": _("号码"), "name": _("姓名"), "mail": _("邮箱")}
LOOK_REASONS = {
    "call_back": _("回访或联系客户"),
    "verify": _("核对来电人身份"),
    "handle": _("办理客户的事项"),
    "customer_asked": _("客户要求"),
    "check": _("核查问题或抽检"),
    "other": _("其他（请写明）"),
}
FEEDS = {
    "subscribers": _("客户资料"),
    "bills": _("账单"),
    "usage": _("使用量"),
    "network": _("网络体验"),
    "complaints": _("投诉与案件"),
    "promises": _("承诺台账"),
    "surveys": _("调查答案"),
    "contacts": _("接触记录"),
}

# SPDX-License-Identifier: Apache-2.0
"""What people read about waves: steps, exclusions, faults of a text, why a sample cannot be drawn."""

from collections.abc import Iterable

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from amends.analytics.sampling.allocation import AllocationImpossible, Method
from amends.analytics.sampling.outcomes import Outcome
from amends.analytics.sampling.sizes import SizeImpossible, Stage
from amends.apps.surveys.rules.design import Column, DesignRefused
from amends.apps.surveys.rules.sample_plan import MinimumTooMuch, NobodyToAsk
from amends.apps.surveys.rules.steps import Step
from amends.apps.surveys.rules.strata import MOST_STRATA, TooManyStrata
from amends.apps.surveys.rules.texts import Fault, TextFault

STEPS = {
    Step.OPEN: gettext_lazy("开始调查"),
    Step.PAUSE: gettext_lazy("暂停"),
    Step.RESUME: gettext_lazy("恢复"),
    Step.CLOSE: gettext_lazy("结束调查"),
    Step.CANCEL: gettext_lazy("取消这期"),
}
COLUMNS = {
    Column.UNIT: gettext_lazy("下级机构"),
    Column.REGION: gettext_lazy("地区"),
    Column.TIER: gettext_lazy("价值等级"),
    Column.PLAN: gettext_lazy("套餐"),
    Column.TENURE: gettext_lazy("在网时长"),
}
METHODS = {
    Method.PROPORTIONAL: gettext_lazy("按人数比例"),
    Method.NEYMAN: gettext_lazy("按人数和差异（Neyman）"),
    Method.POWER: gettext_lazy("照顾小层（幂分配）"),
    Method.EQUAL: gettext_lazy("各层相等"),
}
STAGES = {
    Stage.MARGIN: gettext_lazy("由允许误差和置信水平"),
    Stage.DESIGN: gettext_lazy("乘设计效应"),
    Stage.POPULATION: gettext_lazy("按有限总体折减"),
    Stage.RESPONSE: gettext_lazy("除以预计应答率，得到要邀请的人数"),
}
OUTCOMES = {
    Outcome.COMPLETE: gettext_lazy("完成"),
    Outcome.PARTIAL: gettext_lazy("答了一部分"),
    Outcome.REFUSED: gettext_lazy("不愿作答"),
    Outcome.NOT_REACHED: gettext_lazy("联系不上"),
    Outcome.OTHER: gettext_lazy("其他原因"),
    Outcome.UNKNOWN: gettext_lazy("没有回音"),
    Outcome.INELIGIBLE: gettext_lazy("不合条件"),
    Outcome.OVER_QUOTA: gettext_lazy("配额已满"),
}
TEXTS = {
    "invite": gettext_lazy("邀请语"),
    "remind": gettext_lazy("提醒语"),
    "subject": gettext_lazy("邮件标题"),
}


CANNOT_DRAW = (NobodyToAsk, TooManyStrata, MinimumTooMuch, AllocationImpossible, SizeImpossible)


def drawing_refused(error: Exception) -> str:
    """Why a sample cannot be drawn, and what to change."""
    if isinstance(error, NobodyToAsk):
        return _("排除之后没有可以邀请的客户：请换一个机构，或放宽静默天数等条件")
    if isinstance(error, TooManyStrata):
        words = _("按这些列会分出 %(count)s 层，最多 %(most)s 层：请减少分层的列")
        return words % {"count": error.count, "most": MOST_STRATA}
    if isinstance(error, MinimumTooMuch):
        words = _(
            "各层最低份数合计 %(least)s，超过应答目标 %(answers)s：请提高应答目标，或降低每层至少的份数"
        )
        return words % {"least": error.least, "answers": error.answers}
    if isinstance(error, AllocationImpossible):
        return _("有的层上一期分数没有差异，这种分配方式分不开：请改为按人数比例分配")
    if isinstance(error, SizeImpossible | DesignRefused):
        return _("这几个数合起来算不出样本量：请检查允许误差、置信水平、设计效应和应答率")
    return str(error)


def fault_words(fault: TextFault) -> str:
    """What is wrong with a text, and what to write instead."""
    if fault.fault is Fault.BEGS and fault.begging:
        why = fault.begging.reason(get_language() or "")
        told = {"words": fault.words, "why": why, "better": fault.begging.better}
        return _("“%(words)s”是在索要分数：%(why)s可以写：%(better)s") % told
    return {
        Fault.EMPTY: _("请写明邀请客户做什么"),
        Fault.NO_LINK: _("请在文字里放上 {link}，发送时换成客户自己的链接"),
        Fault.TWO_LINKS: _("{link} 只能放一次"),
        Fault.OTHER_PLACE: _("不认识 %(words)s：文字里只能放 {link}") % {"words": fault.words},
        Fault.ADDRESS: _("请不要写别的网址，客户只应看到自己的链接"),
        Fault.TOO_LONG: _("最多 %(words)s 个字") % {"words": fault.words},
    }[fault.fault]


def all_fault_words(faults: Iterable[TextFault]) -> list[str]:
    """The faults of one text in words."""
    return [fault_words(each) for each in faults]

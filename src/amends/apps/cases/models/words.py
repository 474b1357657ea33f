# SPDX-License-Identifier: Apache-2.0
"""What the codes of this area are called, for people."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.rules.contact import Allowance, Channel, Obstacle, ResultCode
from amends.apps.cases.rules.next_action import NextKind
from amends.apps.cases.rules.states import CaseState, Origin
from amends.kernel.recovery_class import RecoveryClass

CLASSES: dict[str, Promise] = {
    RecoveryClass.COMPLAINT: _("投诉类"),
    RecoveryClass.TARIFF: _("资费类"),
    RecoveryClass.NETWORK: _("网络类"),
    RecoveryClass.PUBLICITY: _("宣传类"),
    RecoveryClass.USAGE: _("使用类"),
}

STATES: dict[str, Promise] = {
    CaseState.RECEIVING: _("接待"),
    CaseState.CLARIFYING: _("澄清"),
    CaseState.RESOLVING: _("解决"),
    CaseState.LOCATED: _("已定位"),
    CaseState.VERIFIED: _("已核实"),
    CaseState.PLANNED: _("已计划"),
    CaseState.CONTACTING: _("联系中"),
    CaseState.FIXING: _("修复中"),
    CaseState.VERIFYING: _("待客户确认"),
    CaseState.RECOVERED: _("已修复"),
    CaseState.NOT_RECOVERED: _("未修复"),
    CaseState.UNREACHABLE: _("无法联系"),
    CaseState.INELIGIBLE: _("不适用"),
    CaseState.REFUSED: _("客户拒绝"),
    CaseState.WITHDRAWN: _("客户撤回"),
    CaseState.MERGED: _("已并入"),
}

STATE_KINDS: dict[str, str] = {
    CaseState.RESOLVING: "primary",
    CaseState.CONTACTING: "primary",
    CaseState.FIXING: "primary",
    CaseState.VERIFYING: "warning",
    CaseState.RECOVERED: "success",
    CaseState.NOT_RECOVERED: "error",
}

ORIGINS: dict[str, Promise] = {
    Origin.RECOVERY: _("系统发现"),
    Origin.COMPLAINT: _("客户投诉"),
    Origin.APPEAL: _("监管申诉"),
    Origin.SURVEY: _("调查回答"),
    Origin.PROMISE: _("承诺未兑现"),
    Origin.STAFF: _("员工上报"),
    Origin.HALL: _("营业厅"),
    Origin.MEDIA: _("媒体"),
}

NEXT_KINDS: dict[str, Promise] = {
    NextKind.ACCEPT: _("接收案件"),
    NextKind.CONFIRM_FACTS: _("核实事实，查清原因"),
    NextKind.PLAN: _("定下修复安排"),
    NextKind.CONTACT: _("联系客户"),
    NextKind.CONTACT_AGAIN: _("再次联系客户"),
    NextKind.DO: _("办理步骤"),
    NextKind.MARK_HANDLED: _("确认各项措施已办完"),
    NextKind.VERIFY: _("回访客户，请客户确认"),
    NextKind.DECIDE: _("客户未认可：继续修复或提请复核"),
    NextKind.SIGN_OFF: _("复核未修复结论"),
    NextKind.CLOSE_UNREACHABLE: _("登记无法联系并结案"),
    NextKind.CLOSE_REFUSED: _("按客户意愿停止联系并结案"),
    NextKind.OTHER: _("其他"),
}

RESULTS: dict[str, Promise] = {
    ResultCode.REACHED: _("已接通本人"),
    ResultCode.NO_ANSWER: _("无人接听"),
    ResultCode.NUMBER_INVALID: _("空号或停机"),
    ResultCode.CALL_FAILED: _("呼叫失败"),
    ResultCode.THIRD_PARTY: _("非本人接听"),
    ResultCode.WRONG_NUMBER: _("号码不是本人的"),
    ResultCode.DROPPED: _("通话中断"),
    ResultCode.REFUSED: _("客户拒绝联系"),
    ResultCode.NOT_APPLICABLE: _("无需联系"),
    ResultCode.SENT: _("短信已发出"),
    ResultCode.OTHER: _("其他原因"),
}

CHANNELS: dict[str, Promise] = {
    Channel.PHONE: _("电话"),
    Channel.VISIT: _("上门"),
    Channel.HALL: _("营业厅面谈"),
    Channel.ONLINE: _("在线客服"),
    Channel.SMS: _("服务短信"),
}

DIRECTIONS: dict[str, Promise] = {"outbound": _("我方联系"), "inbound": _("客户来电")}

ALLOWANCES: dict[str, Promise] = {
    Allowance.APPOINTMENT: _("客户本人约定的时间"),
    Allowance.REDIAL: _("通话中断后五分钟内回拨"),
    Allowance.EMERGENCY: _("紧急案件，要马上告诉客户"),
}

OBSTACLES: dict[str, Promise] = {
    Obstacle.REFUSED_BEFORE: _("客户已拒绝联系，不再主动联系"),
    Obstacle.USED_UP: _("联系次数已用完"),
    Obstacle.DO_NOT_CONTACT: _("客户登记了谢绝联系"),
    Obstacle.TOO_SOON: _("距上次未接通时间太短"),
    Obstacle.SAME_DAY: _("今天已经试过一次，换一天再联系"),
    Obstacle.ENOUGH_TODAY: _("今天的联系次数已满"),
    Obstacle.RESTING: _("多次未接通，让客户清静一段时间"),
    Obstacle.OUTSIDE_WINDOW: _("现在不在可以联系客户的时段"),
    Obstacle.HOLIDAY: _("节假日不主动联系客户，客户本人约定的除外"),
    Obstacle.WRONG_NUMBER: _("上次打错了号码，先核对客户的联系号码"),
    Obstacle.NO_REDIAL: _("不是通话中断后五分钟内由原工作人员回拨"),
    Obstacle.NO_EMERGENCY: _("只有优先级为紧急的案件才能按紧急例外联系"),
}

STEP_RESULTS: dict[str, Promise] = {"done": _("已办"), "not_needed": _("不需要")}


def choices(words: Mapping[str, str | Promise]) -> list[tuple[str, str | Promise]]:
    """Codes and their words as plain strings, so that a migration needs nothing of ours to be read."""
    return [(str(code), shown) for code, shown in words.items()]


def next_said(kind: str, text: str) -> str:
    """What is to be done next, in the reader's language. Of a call that is made again `text` is the moment from when on
    it may be made; of work, words of ours as the catalogue knows them, or somebody's own."""
    if kind == NextKind.CONTACT_AGAIN and text:
        return _call_again(text)
    return (gettext(text) if kind == NextKind.DO else text) if text else str(NEXT_KINDS.get(kind, ""))


def _call_again(text: str) -> str:
    try:
        earliest = localtime(datetime.fromisoformat(text))
    except ValueError:  # from before it was a moment: words in the language of whoever called
        return text
    return gettext("再次联系客户，最早 %(at)s") % {"at": f"{earliest:%m-%d %H:%M}"}

# SPDX-License-Identifier: Apache-2.0
"""What the codes of remedies, special persons and governance are called, for people."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ImprovementKind(StrEnum):
    """Where an improvement comes from."""

    CAUSE = "cause"
    STANDARD = "standard"
    PROGRAMME = "programme"


class ImprovementState(StrEnum):
    """Where an improvement stands."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


class Feedback(StrEnum):
    """What became of the message to a customer whose complaint led to an improvement."""

    TASK = "task"
    NOT_WANTED = "not_wanted"
    TOLD_ELSEWHERE = "elsewhere"


IMPROVEMENT_KINDS: dict[str, Promise] = {
    ImprovementKind.CAUSE: _("改进行动"),
    ImprovementKind.STANDARD: _("标准复审"),
    ImprovementKind.PROGRAMME: _("体系短板"),
}
IMPROVEMENT_STATES: dict[str, Promise] = {
    ImprovementState.OPEN: _("已立项"),
    ImprovementState.DOING: _("进行中"),
    ImprovementState.DONE: _("已完成"),
    ImprovementState.DROPPED: _("不再进行"),
}
FEEDBACKS: dict[str, Promise] = {
    Feedback.TASK: _("已安排告知"),
    Feedback.NOT_WANTED: _("客户不愿接收"),
    Feedback.TOLD_ELSEWHERE: _("已在另一案件告知"),
}
GAPS: dict[int, Promise] = {
    1: _("差距一：不了解客户期望"),
    2: _("差距二：没有合适的标准"),
    3: _("差距三：没有按标准提供"),
    4: _("差距四：宣传与实际不符"),
}
COMPUTED_GAP = 5  # what customers feel: it follows from the four, and nobody assigns it
ALL_GAPS: dict[int, Promise] = GAPS | {COMPUTED_GAP: _("差距五：客户感受与期望不符")}
FAMILIES: dict[str, Promise] = {
    "product": _("产品"),
    "manner": _("过程与方式"),
    "awareness": _("服务意识"),
}
CHURN_REASONS: dict[str, Promise] = {
    "outside_control": _("无法控制的原因"),
    "prefers_rival": _("更喜欢其他企业"),
    "product_or_service": _("对产品或业务不满意"),
    "staff_indifference": _("工作人员态度冷漠"),
}

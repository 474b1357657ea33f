# SPDX-License-Identifier: Apache-2.0
"""What the codes of the complaint desk are called, for people."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RequestType(StrEnum):
    """What the customer asks for: one of two axes, the other being the object (the taxonomy)."""

    COMPLAINT = "complaint"
    INQUIRY = "inquiry"
    QUERY = "query_request"
    SERVICE_ORDER = "service_order"
    SUGGESTION = "suggestion"
    VIOLATION = "violation_report"


class Priority(StrEnum):
    """How soon; `P1` first."""

    P1 = "p1"
    P2 = "p2"
    P3 = "p3"
    P4 = "p4"


class ClaimType(StrEnum):
    """What kind of amends the customer hopes for."""

    ECONOMIC = "economic"
    EMOTIONAL = "emotional"
    BOTH = "both"


class Emotion(StrEnum):
    """How the customer feels; issue solutions wait while it is `ANGRY` or `UPSET`."""

    CALM = "calm"
    UNEASY = "uneasy"
    UPSET = "upset"
    ANGRY = "angry"


class Special(StrEnum):
    """Persons whose case needs a trained owner. The clock and the rules are those of everybody."""

    EXPERT = "expert"
    LAWYER = "lawyer"
    REPORTER = "reporter"


class RemedyKind(StrEnum):
    """`RESTITUTION` gives back what is owed; `GOODWILL` is a kindness on top of it."""

    RESTITUTION = "restitution"
    GOODWILL = "goodwill"


class RemedyState(StrEnum):
    """A remedy is proposed, waits for whoever may approve it where it is beyond the proposer's authority, is given."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    GIVEN = "given"
    DROPPED = "dropped"


class TaskKind(StrEnum):
    """Why something is to be done on a case, beside its next action."""

    MEASURE = "measure"
    REDIAL = "redial"
    PROGRESS = "progress_notice"
    FIX_NUMBER = "fix_number"
    VISIT = "visit"
    VISIT_REMINDER = "visit_reminder"
    LEGAL_REVIEW = "legal_review"
    PRESS_REVIEW = "press_review"
    EXPERT_REVIEW = "expert_review"
    SECOND_REVIEW = "second_review"
    EXCEPTION = "exception_request"
    APPROVAL = "approval"
    COMPLIANCE = "compliance"
    CRISIS = "crisis_check"
    FEEDBACK = "feedback"


class Area(StrEnum):
    """Where the customer is: limits by law for repairs differ. The codes are those of the limits."""

    CITY = "city"
    RURAL = "rural"


class LinkKind(StrEnum):
    """How a case belongs to another; the parent of a mass incident is a field of the case."""

    REPEAT = "repeat_complaint"
    RELATED = "related"


class NoteKind(StrEnum):
    """What a note is: for colleagues, for the circle of a special person's case, a decision with its checks, a
    summary read back to the customer."""

    INTERNAL = "internal"
    DECISION = "decision"
    SUMMARY = "summary"
    RESTRICTED = "restricted"


REQUEST_TYPES: dict[str, Promise] = {
    RequestType.COMPLAINT: _("投诉"),
    RequestType.INQUIRY: _("咨询"),
    RequestType.QUERY: _("查询"),
    RequestType.SERVICE_ORDER: _("办理"),
    RequestType.SUGGESTION: _("建议"),
    RequestType.VIOLATION: _("举报"),
}
PRIORITIES: dict[str, Promise] = {
    Priority.P1: _("紧急"),
    Priority.P2: _("重要"),
    Priority.P3: _("一般"),
    Priority.P4: _("较轻"),
}
CLAIM_TYPES: dict[str, Promise] = {
    ClaimType.ECONOMIC: _("经济"),
    ClaimType.EMOTIONAL: _("情感"),
    ClaimType.BOTH: _("经济和情感"),
}
EMOTIONS: dict[str, Promise] = {
    Emotion.CALM: _("平静"),
    Emotion.UNEASY: _("不安"),
    Emotion.UPSET: _("不满"),
    Emotion.ANGRY: _("激动"),
}
SPECIALS: dict[str, Promise] = {
    Special.EXPERT: _("专家"),
    Special.LAWYER: _("律师"),
    Special.REPORTER: _("记者"),
}
REMEDY_KINDS: dict[str, Promise] = {
    RemedyKind.RESTITUTION: _("返还"),
    RemedyKind.GOODWILL: _("关怀补偿"),
}
REMEDY_STATES: dict[str, Promise] = {
    RemedyState.WAITING: _("待审批"),
    RemedyState.APPROVED: _("可以办理"),
    RemedyState.REFUSED: _("未批准"),
    RemedyState.GIVEN: _("已到账"),
    RemedyState.DROPPED: _("不再办理"),
}
TASK_KINDS: dict[str, Promise] = {
    TaskKind.MEASURE: _("处理措施"),
    TaskKind.REDIAL: _("回拨"),
    TaskKind.PROGRESS: _("进度告知"),
    TaskKind.FIX_NUMBER: _("核对号码"),
    TaskKind.VISIT: _("上门"),
    TaskKind.VISIT_REMINDER: _("到访前确认"),
    TaskKind.LEGAL_REVIEW: _("法务复核"),
    TaskKind.PRESS_REVIEW: _("公关复核"),
    TaskKind.EXPERT_REVIEW: _("专家证据复核"),
    TaskKind.SECOND_REVIEW: _("复审"),
    TaskKind.EXCEPTION: _("例外申请"),
    TaskKind.APPROVAL: _("审批"),
    TaskKind.COMPLIANCE: _("合规处理"),
    TaskKind.CRISIS: _("重大事项检查"),
    TaskKind.FEEDBACK: _("反馈改进结果"),
}
AREAS: dict[str, Promise] = {
    Area.CITY: _("城镇"),
    Area.RURAL: _("农村"),
}
LINK_KINDS: dict[str, Promise] = {
    LinkKind.REPEAT: _("重复投诉"),
    LinkKind.RELATED: _("相关"),
}
NOTE_KINDS: dict[str, Promise] = {
    NoteKind.INTERNAL: _("内部备注"),
    NoteKind.DECISION: _("决定记录"),
    NoteKind.SUMMARY: _("向客户复述的小结"),
    NoteKind.RESTRICTED: _("保密备注"),
}

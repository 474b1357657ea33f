# SPDX-License-Identifier: Apache-2.0
"""What keeps a case from ending without the customer's consent: an open exception, or a «no» that says only «rules».

Verbs that end a case ask `closing_refusal` first.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

# Kinds of open tasks that must be decided before a case may end.
BLOCKING: Final = frozenset(
    {"exception_request", "approval", "compliance", "legal_review", "press_review", "expert_review"}
)
_RULE_BOUND = re.compile(
    r"(不符合|不满足|违反|超出|按照?|根据|依照|依据|遵照|这是|属于|因为?|由于)?"
    r"(我们?|公司|本公司|企业|我司|集团|省公司|上级|系统|业务|内部|活动|套餐|现行|有关|相关|的)*"
    r"(规定|政策|制度|规则|流程|要求|标准|权限|条款|限制)(的|上|所)?"
    r"(限制|不允许|不支持|不可以|不能|无法|没有|不得|如此|就是这样|就这样|办不了|不行|办理|处理|为准|答复|告知|解释|拒绝|受限)*"
)
_EMPTY = re.compile(
    r"已|向|和|给|对|客户|用户|解释|说明|告知|答复|拒绝|不认可|不接受|予以|表示|不能|无法|办理|满足|诉求|处理|无|的|了|并|该|此"
)
_PUNCTUATION = re.compile(r"[\W_]+")


class ClosingRefusal(StrEnum):
    """Why a case may not end now."""

    OPEN_EXCEPTION = "open_exception"
    OPEN_REVIEW = "open_review"
    ONLY_RULES = "only_rules"


def closing_refusal(open_tasks: Iterable[str], *, reason: str | None = None) -> ClosingRefusal | None:
    """Why a case may not end, or `None`. `open_tasks` are kinds of tasks that are not done.

    `reason` is given where the case ends without the customer's consent: it must say more than that rules are rules.
    """
    kinds = set(open_tasks) & BLOCKING
    if "exception_request" in kinds:
        return ClosingRefusal.OPEN_EXCEPTION
    if kinds:
        return ClosingRefusal.OPEN_REVIEW
    return ClosingRefusal.ONLY_RULES if reason is not None and only_rules(reason) else None


def only_rules(reason: str) -> bool:
    """Whether a refusal says nothing but «our rules do not allow it»: no fact, no reason, no other way offered."""
    parts = _PUNCTUATION.split(reason)
    told = [_EMPTY.sub("", _RULE_BOUND.sub("", part)) for part in parts]
    return any(map(_RULE_BOUND.search, parts)) and len("".join(told)) < 4

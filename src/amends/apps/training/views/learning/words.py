# SPDX-License-Identifier: Apache-2.0
"""The words that people read for the codes of learning."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.apps.training.rules.certificates import Holding, Lacking
from amends.apps.training.rules.items import Advice
from amends.apps.training.rules.skills import Source
from amends.apps.training.rules.trials import Early
from amends.ui.components.labels import Kind as TagKind

CARD_KINDS: dict[str, Any] = {
    "principle": _("道理"),
    "story": _("故事"),
    "etiquette": _("礼仪"),
    "card": _("卡片"),
}
SOURCES: dict[Source, Any] = {
    Source.LEADER: _("班组长评定"),
    Source.QUIZ: _("测验"),
    Source.PLAY: _("情景演练"),
    Source.INSPECTION: _("质检"),
    Source.PRACTICE: _("练习"),
}
ADVICE: dict[Advice, Any] = {
    Advice.TOO_FEW: _("人数还少"),
    Advice.TOO_EASY: _("几乎都答对，可以换"),
    Advice.TOO_HARD: _("很少答对，看看讲没讲清"),
    Advice.MISLEADS: _("懂的人反而答错，题目可能有误"),
    Advice.GOOD: _("可用"),
}
LACKING: dict[Lacking, Any] = {
    Lacking.PLAYS: _("情景演练通过次数不够"),
    Lacking.HOURS: _("培训学时不够"),
}
HOLDING: dict[Holding, tuple[Any, TagKind]] = {
    Holding.VALID: (_("有效"), "success"),
    Holding.ENDING: (_("快到期"), "warning"),
    Holding.ENDED: (_("已到期"), "error"),
    Holding.REVOKED: (_("已撤销"), "error"),
}
EARLY: dict[Early, Any] = {
    Early.NOT_STARTED: _("培训还没有开始，说不出效果。"),
    Early.FEW_TEAMS: _("有前后成绩的班组太少，现在还说不准。"),
    Early.FEW_ROWS: _("成绩太少，现在还说不准。"),
}
OUTCOMES: dict[str, Any] = {"quality": _("质检得分（0–100）"), "callback": _("回访评分（折成 0–100）")}
MISLEADING: tuple[Any, ...] = (
    _("班组是人挑的，不是抽签定的：挑去培训的可能本来就在进步，或者本来就差、自然会回升。"),
    _("同一时间别的变化（资费、系统、人手）可能只碰到其中一边。"),
    _("只比较前后都有成绩的人；走的人和来的人不在里面。"),
)

# SPDX-License-Identifier: Apache-2.0
"""Whether the comparison may be read at all: the draw, and who was contacted in which arm."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from amends.apps.recovery.views.effects.words import PROBLEMS, chance

Figures = Mapping[str, Any]


def fault_words(figures: Figures) -> str:
    """Why no effect is shown: what is wrong with the draw, and where to look."""
    if problem := figures.get("problem"):
        return _("%(why)s。下一个波次请在方案里留出对照组，建议 10%%。") % {"why": PROBLEMS[problem]}
    if figures["split"]:
        return _("有 %(n)s 个账户同时出现在两组里，分组已经混了，不显示效果。请先查名单里的账户编号。") % {
            "n": f"{figures['split']:,}"
        }
    treated, control = figures["accounts"]
    meant = figures["expected"]
    return _(
        "两组的账户数是 %(treated)s 和 %(control)s，按抽签比例应为 %(one)s 和 %(two)s，偶然差这么多的可能性不到千分之一"
        "（p %(p)s）。分组或数据有问题，不显示效果。请先查：名单确定以后有没有人为增删，两组的数据来源是否相同。"
    ) % {
        "treated": f"{treated:,}",
        "control": f"{control:,}",
        "one": f"{meant[0]:,.0f}",
        "two": f"{meant[1]:,.0f}",
        "p": chance(figures["p"]),
    }


def check_facts(figures: Figures) -> list[tuple[str, object]]:
    """Sizes of the arms against what was meant, and who was really contacted."""
    facts: list[tuple[str, object]] = [(_("客户"), _pair(figures["members"]))]
    facts.append((_("账户（抽签单位）"), _pair(figures["accounts"])))
    if "expected" in figures:
        facts.append((_("按抽签比例应有"), _pair(round(each) for each in figures["expected"])))
        facts.append((_("样本比例检验 p"), chance(figures["p"])))
    facts.append((_("交办联系"), _pair(figures["approached"])))
    facts.append((_("有修复联系记录"), _pair(figures["contacted"])))
    facts.append((_("联系上"), _pair(figures["reached"])))
    if any(figures["undated"]):
        facts.append((_("销户但没有日期"), _pair(figures["undated"])))
    return facts


def _pair(both: Any) -> str:
    return " / ".join(f"{each:,}" for each in both)

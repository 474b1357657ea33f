# SPDX-License-Identifier: Apache-2.0
"""What may be done beside the card of a case, in few groups: first what its state makes likely, the rest folded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models import Case
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.cases.rules.states import CaseState

S = CaseState
# A form by its name, what it is called, and itself where it is on the page already; else it is fetched when opened.
Later = tuple[str, object, CaseForm | None]
Shown = tuple[str, Promise, str, str]
GIVE, PASS, SPECIAL, END = "give", "pass", "special", "end"


@dataclass(frozen=True, slots=True)
class _Kind:
    title: Promise
    icon: str
    holds: Promise  # said where it is folded, so that nobody has to open it to see what is in it
    panels: tuple[tuple[str, Promise, str], ...] = ()
    forms: tuple[str, ...] = ()


_KINDS = {
    GIVE: _Kind(
        _("补偿和答复"),
        "heart-handshake",
        _("返还、补偿、书面答复"),
        (("remedies_panel", _("返还与补偿"), "heart-handshake"), ("replies_panel", _("书面答复"), "mail")),
    ),
    PASS: _Kind(
        _("转交和协作"),
        "users",
        _("移交、下一步、备注、关注、关联"),
        (("work_panel", _("协作"), "users"),),
        ("hand_over", "next_action"),
    ),
    SPECIAL: _Kind(
        _("特殊情况"),
        "shield",
        _("例外、决定、合规、特殊人物、离网"),
        (("care_panel", _("特殊事项"), "shield"),),
    ),
    END: _Kind(_("改类型或结束"), "circle-x", _("不是投诉、客户撤回"), forms=("ineligible", "withdraw")),
}
_LIKELY: dict[CaseState, tuple[str, ...]] = {
    **dict.fromkeys((S.RECEIVING, S.CLARIFYING, S.LOCATED), (PASS, END, GIVE, SPECIAL)),
    **dict.fromkeys((S.VERIFIED, S.PLANNED, S.CONTACTING), (PASS, GIVE, SPECIAL, END)),
}
_USUAL = (GIVE, PASS, SPECIAL, END)
_DECIDED_IN = {TaskKind.APPROVAL: GIVE, TaskKind.EXCEPTION: SPECIAL, TaskKind.COMPLIANCE: SPECIAL}


@dataclass(frozen=True, slots=True)
class Group:
    """One heading with what stands under it; `panels` are fetched when they come into view."""

    title: Promise
    icon: str
    holds: Promise
    is_open: bool
    later: Sequence[Later]
    panels: Sequence[Shown]


def groups_of(
    case: Case,
    later: Sequence[Later],
    *,
    leaving_out: Collection[str] = (),
    waiting: Collection[str] = (),
    sent: Collection[str] = (),
) -> list[Group]:
    """The groups of a case: what somebody waits for, then what is likely; those are open. No query.

    `leaving_out` are panels that stand elsewhere on the page, `waiting` kinds of tasks that are open, `sent` the names
    of forms that were refused.
    """
    likely, called = _LIKELY.get(CaseState(case.state), _USUAL), _called_for(case, waiting)
    ordered = sorted(likely, key=lambda name: name not in called)
    opened = {likely[0], *called, *(name for name in likely if not {*_KINDS[name].forms}.isdisjoint(sent))}
    found = [_group(case, name, name in opened, later, leaving_out) for name in ordered]
    return [group for group in found if group.later or group.panels]


def _group(
    case: Case, name: str, is_open: bool, later: Sequence[Later], leaving_out: Collection[str]
) -> Group:
    kind = _KINDS[name]
    named = [each for each in later if each[0] in kind.forms]
    panels = [_shown(case, *each) for each in kind.panels if each[0] not in leaving_out]
    return Group(kind.title, kind.icon, kind.holds, is_open, named, panels)


def _called_for(case: Case, waiting: Collection[str]) -> set[str]:
    """The groups in which something waits for somebody, whatever the state."""
    found = {group for kind, group in _DECIDED_IN.items() if kind in waiting}
    return found | {SPECIAL} if case.special else found


def _shown(case: Case, panel: str, words: Promise, drawing: str) -> Shown:
    return reverse(f"cases:{panel}", args=[case.number]), words, drawing, "intersect once"

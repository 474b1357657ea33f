# SPDX-License-Identifier: Apache-2.0
"""What a plan would come to, in words, bars and a calendar: how many, who not and why, by whom, how long, and the
smallest effect that could be found."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.apps.cases.models.words import CHANNELS
from amends.apps.recovery.forms.waves import BY_CHANNEL, CAPACITY
from amends.apps.recovery.models import MEMBER_BLOCKS
from amends.apps.recovery.models.wave_words import OUTCOMES
from amends.apps.recovery.queries.waves.simulation import Detectable, Simulation, UnitLoad
from amends.apps.recovery.rules.waves.design import Design, Order, Outcome
from amends.apps.recovery.views.waves.shown import reasons_chart
from amends.ui.components import plots

MOST_UNITS = 60  # in the table; who plans for more of them sets the usual number
SHARES = {
    Outcome.REPEAT_COMPLAINT: gettext_lazy(
        "要是修复能让复诉率少 %(effect)s 个百分点以上（现在约 %(base)s），这一波才看得出来。"
    ),
    Outcome.APPEAL: gettext_lazy(
        "要是修复能让申诉率少 %(effect)s 个百分点以上（现在约 %(base)s），这一波才看得出来。"
    ),
    Outcome.CHURN: gettext_lazy(
        "要是修复能让离网率少 %(effect)s 个百分点以上（现在约 %(base)s），这一波才看得出来。"
    ),
}
AMOUNTS: dict[Outcome, Promise] = {
    Outcome.BILL_CHANGE: gettext_lazy("账单平均要差 %(effect)s 元以上，这一波才看得出来。"),
    Outcome.USAGE_CHANGE: gettext_lazy("用量平均要差 %(effect)s 以上，这一波才看得出来。"),
}


class UnitShown(NamedTuple):
    """One unit of the table, with the field that holds its capacity."""

    load: UnitLoad
    field: str
    own: object  # what was typed; the usual number stands in the field as a hint


class ChannelShown(NamedTuple):
    """One channel of the plan, with the field that holds what it can do in a day; nothing typed is no limit."""

    name: object
    people: int
    field: str
    own: object


def foreseen(found: Simulation, design: Design) -> dict[str, object]:
    """Everything that the page shows beside the form."""
    return _units(found, design) | {
        "found": found,
        "excluded": reasons_chart(found.excluded, MEMBER_BLOCKS),
        "left_alone": sum(found.excluded.values()),
        "channels": _channels(found, design),
        "calendar": load_chart(found.by_day),
        "last_date": found.by_day[-1][0] if found.by_day else None,
        "hours": round(found.hours),
        "order": order_words(found, design),
        "effects": [words for each in found.detectable if (words := effect_words(each))],
        "target": target_words(found.detectable, design),
    }


def order_words(found: Simulation, design: Design) -> str:
    """By what people stand, where not by risk, and how sure that is of whom."""
    if design.order is not Order.GAIN:
        return ""
    if found.ordered is None:
        return _("人多，试算按风险排先后；确定名单时再按预期效果排，各机构分到的人会有出入。")
    named = {"members": found.ordered.members, "n": found.ordered.unranked}
    words = _("按预期效果排先后，从 %(members)s 位成员的结果学出。") % named
    return words + (_("%(n)s 位客户资料不全，按风险排在后面。") % named if named["n"] else "")


def _units(found: Simulation, design: Design) -> dict[str, object]:
    """The table of units with their capacity; what was typed for a unit that is not in it goes along unseen."""
    shown = found.by_unit[:MOST_UNITS]
    kept = {each.unit.code for each in shown}
    typed = design.per_unit
    return {
        "units": [
            UnitShown(each, CAPACITY + each.unit.code, typed.get(each.unit.code, "")) for each in shown
        ],
        "more_units": max(0, len(found.by_unit) - MOST_UNITS),
        "unseen_units": [(CAPACITY + code, number) for code, number in typed.items() if code not in kept],
        "usual": design.per_unit_per_day,
    }


def _channels(found: Simulation, design: Design) -> list[ChannelShown]:
    """Whoever is to be approached by a channel, and channels for which something was typed."""
    typed = design.per_channel
    names = dict.fromkeys([*(name for name, n in found.by_channel.items() if n), *typed])
    return [
        ChannelShown(
            CHANNELS.get(name, name), found.by_channel.get(name, 0), BY_CHANNEL + name, typed.get(name, "")
        )
        for name in names
    ]


def load_chart(days: Sequence[tuple[date, int]]) -> plots.Chart | None:
    """Customers to contact by day; by week where there are many days."""
    if not days:
        return None
    weekly = len(days) > 40
    counts: dict[str, int] = {}
    for day, n in days:
        iso = day.isocalendar()
        name = (
            _("%(year)s 年第 %(week)s 周") % {"year": iso.year, "week": iso.week}
            if weekly
            else f"{day:%m-%d}"
        )
        counts[name] = counts.get(name, 0) + n
    head = _("周") if weekly else _("日期")
    return plots.bars(list(counts), {_("要联系的客户"): list(counts.values())}, head=head, digits=0)


def effect_words(found: Detectable) -> str:
    """The smallest effect that would be found, in one sentence; nothing where too little is known."""
    if found.smallest is None:
        return ""
    if found.outcome in AMOUNTS:
        return str(AMOUNTS[found.outcome]) % {"effect": f"{found.smallest:.1f}"}
    base = found.base or 0.0
    named = {"what": OUTCOMES[found.outcome], "effect": f"{found.smallest * 100:.1f}", "base": f"{base:.1%}"}
    if found.smallest > base:
        return _("%(what)s率本来只有约 %(base)s，这一波的人数看不出变化。") % named
    return str(SHARES[found.outcome]) % named


def target_words(found: Sequence[Detectable], design: Design) -> tuple[str, str] | None:
    """Whether the difference that somebody wants to see could be found, with the tone of the sentence."""
    first = next((each for each in found if each.outcome in SHARES and each.smallest), None)
    if design.target is None or first is None or first.smallest is None:
        return None
    named = {"want": f"{design.target * 100:.1f}", "what": OUTCOMES[first.outcome]}
    if first.enough:
        return _("人够：%(what)s率相差 %(want)s 个百分点就看得出来。") % named, "success"
    named["times"] = (
        f"{(first.smallest / design.target) ** 2:.1f}"  # what is found shrinks with the root of the people
    )
    words = _("人不够：要看出%(what)s率相差 %(want)s 个百分点，人数要到现在的 %(times)s 倍。")
    return words % named, "warning"

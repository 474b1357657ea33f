# SPDX-License-Identifier: Apache-2.0
"""What the calculator begins with: prefilled from the operator's own figures, changed by whoever calculates."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from amends.apps.reports.rules.calculating import STAGES, Inputs, typed
from amends.apps.reports.rules.choosing import Choices, Own, Used
from amends.apps.reports.rules.figures import Entered, Figure
from amends.apps.reports.rules.parameters import Parameter, Register, Use

COUNTED = {
    "complaints": Figure.COMPLAINTS,
    "complainants": Figure.COMPLAINANTS,
    "fast": Figure.FAST,
    "resolved": Figure.RESOLVED,
    "unsolved": Figure.UNSOLVED,
}
MONEY = {
    "revenue": Figure.REVENUE,
    "acquisition_cost": Entered.ACQUISITION_COST,
    "retention_cost": Entered.RETENTION_COST,
}
PICK = "pick_"
MOST = 1_000_000_000


def _count(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, help_text=help_text)


def _money(label: Any, help_text: Any = "") -> forms.FloatField:
    return forms.FloatField(label=label, min_value=0.01, max_value=MOST, required=False, help_text=help_text)


class CalculatorForm(forms.Form):
    """Counts of a period, money in yuan, the stages of the quoted chain, and which value to take of each parameter."""

    complaints = _count(gettext_lazy("投诉件数"), gettext_lazy("一年里客户提出的投诉"))
    complainants = _count(
        gettext_lazy("投诉客户数"), gettext_lazy("一位客户投诉几次只算一位；还没有统计就先按件数")
    )
    fast = _count(gettext_lazy("其中：迅速解决且客户确认满意"), gettext_lazy("72 小时内办理完毕"))
    resolved = _count(gettext_lazy("其中：解决了，但不算迅速"))
    unsolved = _count(gettext_lazy("其中：最终没有解决"))
    satisfied = _count(gettext_lazy("满意的客户"), gettext_lazy("用来看推荐；不填按确认满意的件数"))
    revenue = _money(gettext_lazy("每户月收入（元）"))
    acquisition_cost = _money(
        gettext_lazy("获得一个新客户的成本（元）"), gettext_lazy("必须填本公司的数，没有默认值")
    )
    retention_cost = _money(gettext_lazy("留住一个老客户的成本（元）"), gettext_lazy("不填就按成本比推算"))
    s1 = _count(gettext_lazy("口碑链条第一段"))
    s2 = _count(gettext_lazy("口碑链条第二段"))
    s3 = _count(gettext_lazy("口碑链条第三段"))

    def __init__(self, asked: Mapping[str, Any], *, register: Register, own: Mapping[str, Own]) -> None:
        self.register, self.own = register, own
        said = {name: asked[name] for name in asked if asked[name] != ""}
        super().__init__(self.prefilled(said.get("complaints")) | said)
        for each in register.parameters.values():
            if each.use is Use.CALCULATOR and each.identifier != "chain_1820" and _several(each, own):
                self.fields[PICK + each.identifier] = _pick(each, own)

    def prefilled(self, complaints: Any = None) -> dict[str, Any]:
        """What the platform or finance knows; the stages as they are quoted. Where nobody counted the customers who
        complained, or somebody said another number of `complaints`, they are as many as the complaints."""
        known: dict[str, Any] = {
            name: round(self._value(figure) or 0) for name, figure in COUNTED.items()
        } | {
            name: round(value, 2)
            for name, figure in MONEY.items()
            if (value := self._value(figure)) is not None
        }
        if complaints is not None or Figure.COMPLAINANTS not in self.own:
            known["complainants"] = known["complaints"] if complaints is None else complaints
        stages = dict(self.register.parameters["chain_1820"].stages)
        return (
            known
            | {"satisfied": known["fast"] + known["resolved"]}
            | {name: int(stages[name]) for name in STAGES}
        )

    @property
    def counts(self) -> list[forms.BoundField]:
        """What is counted, to be shown together."""
        return [self[name] for name in (*COUNTED, "satisfied")]

    @property
    def money(self) -> list[forms.BoundField]:
        """Money and the stages of the chain."""
        return [self[name] for name in (*MONEY, *STAGES)]

    @property
    def picks(self) -> list[forms.BoundField]:
        """Which value to take of each parameter that has several."""
        return [self[name] for name in self.fields if name.startswith(PICK)]

    @property
    def picked(self) -> bool:
        """Whether somebody picked a value."""
        return any(each.data for each in self.picks)

    def inputs(self) -> Inputs:
        """What was said, as the rules take it."""
        said = self.cleaned_data
        s1, s2, s3 = (float(said[name]) for name in STAGES)
        return Inputs(
            complaints=said["complaints"],
            complainants=said["complainants"],
            fast=said["fast"],
            resolved=said["resolved"],
            unsolved=said["unsolved"],
            satisfied=said["satisfied"],
            stages=(s1, s2, s3),
            **{name: self._used(name, figure) for name, figure in MONEY.items()},
        )

    def choices(self) -> Choices:
        """What may be chosen from, with what was picked."""
        picks = {
            name.removeprefix(PICK): str(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(PICK) and value
        }
        return Choices(self.register, self.own, picks)

    def clean(self) -> dict[str, Any]:
        """The parts are no more than the whole."""
        said = super().clean() or self.cleaned_data
        parts = sum(said.get(name) or 0 for name in ("fast", "resolved", "unsolved"))
        if parts > (said.get("complaints") or 0):
            self.add_error("complaints", _("三种结果合计不能超过投诉件数"))
        elif (said.get("complainants") or 0) > (said.get("complaints") or 0):
            self.add_error("complainants", _("投诉的客户不能比投诉件数多"))
        return said

    def _value(self, figure: str) -> float | None:
        own = self.own.get(figure)
        return None if own is None or own.span is None else own.span.value

    def _used(self, name: str, figure: str) -> Used | None:
        """The operator's own where nobody changed it, else what was typed."""
        said = self.cleaned_data[name]
        if said is None:
            return None
        value = self._value(figure)
        if value is not None and round(value, 2) == said:
            return Choices(self.register, self.own).measured(figure)
        return typed(figure, said)


def _several(each: Parameter, own: Mapping[str, Own]) -> bool:
    return len(each.calculable) + (each.identifier in own) > 1


def _pick(each: Parameter, own: Mapping[str, Own]) -> forms.ChoiceField:
    cited = [(f"cited:{at}", f"{one.seed} {one.phrase}") for at, one in enumerate(each.calculable)]
    measured = [("measured", _("实测值"))] if each.identifier in own else []
    whole = [("cited", _("引用值，全部区间"))]
    label = each.name["en" if (get_language() or "").startswith("en") else "zh"]
    return forms.ChoiceField(
        label=label, required=False, choices=[("", _("有实测用实测")), *measured, *whole, *cited]
    )

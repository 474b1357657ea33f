# SPDX-License-Identifier: Apache-2.0
"""A service standard as people type it, one form for each of the four steps of the builder."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Improvement
from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.quality.actions.standards import Named
from amends.apps.quality.models.standards import AREAS, FACTORS, OPERATORS, STANDARD_KINDS
from amends.apps.quality.rules.standards import Design, Norm, Step, with_stages, with_step, with_steps

NOT_YET = ("", _("（还没有定）"))
MOST_LINES = 20


def _lines(text: str) -> list[str]:
    """The lines of a field without blanks and doubles, in their order."""
    return list(dict.fromkeys(each.strip()[:60] for each in text.splitlines() if each.strip()))[:MOST_LINES]


class BeginForm(forms.Form):
    """Which service gets standards."""

    name = forms.CharField(label=_("服务名称"), max_length=60)
    code = forms.SlugField(
        label=_("编号"), max_length=20, help_text=_("字母、数字和横线，例如 XZ-HALL；公布以后不变。")
    )
    unit = UnitField(label=_("机构"), queryset=Unit.objects.none())
    area = forms.ChoiceField(label=_("场所"), choices=[*AREAS.items()])
    covers = forms.ChoiceField(
        label=_("对应的投诉类别"),
        required=False,
        help_text=_("公布以后，这一类就有了标准，服务差距里不再列出。"),
    )
    from_pack = forms.BooleanField(
        label=_("从现有的序列和标准开始改"), required=False, initial=True,
        help_text=_("营业厅、热线和投诉处理有现成的阶段、步骤和标准。"),
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, topics: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.fields["unit"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Unit.objects.within(scope)
        covers = self.fields["covers"]
        assert isinstance(covers, forms.ChoiceField)
        covers.choices = [NOT_YET, *((code, f"{code} {name}") for code, name in topics.items())]

    def named(self) -> Named:
        """As the verb takes it."""
        data = self.cleaned_data
        return Named(data["code"].upper(), data["name"], data["area"], data["covers"])


class DraftForm(forms.Form):
    """Every form of a draft carries how many changes the person had seen."""

    edits = forms.IntegerField(widget=forms.HiddenInput)


class StagesForm(DraftForm):
    """Step 1: the sequence of the service."""

    stages = forms.CharField(
        label=_("服务序列"), required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("客户从进来到离开经过哪些阶段，一行一个。"),
    )  # fmt: skip

    def changed(self, design: Design) -> Design:
        """The design with these stages."""
        return with_stages(design, _lines(self.cleaned_data["stages"]))


class StepsForm(DraftForm):
    """Step 2: the steps of each stage."""

    def __init__(self, *args: Any, design: Design, **options: Any) -> None:
        super().__init__(*args, **options)
        for place, stage in enumerate(design.stages):
            self.fields[f"steps_{place}"] = forms.CharField(
                label=stage.name,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
                initial="\n".join(step.name for step in stage.steps),
                help_text=_("一行一个步骤。"),
            )

    def changed(self, design: Design) -> Design:
        """The design with these steps."""
        names = {place: _lines(self.cleaned_data[f"steps_{place}"]) for place in range(len(design.stages))}
        return with_steps(design, names)


class MethodsForm(DraftForm):
    """Step 3: what is to be improved, how, and what the customer feels of it."""

    def __init__(self, *args: Any, design: Design, elements: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.design = design
        chosen = [NOT_YET, *elements.items()]
        for first, second, step in design.steps():
            self._add(f"{first}_{second}", step, chosen)

    def _add(self, places: str, step: Step, elements: Sequence[tuple[str, Any]]) -> None:
        self.fields[f"improve_{places}"] = forms.BooleanField(
            label=_("要改进"), required=False, initial=step.improve
        )
        self.fields[f"method_{places}"] = forms.CharField(
            label=_("怎样改进"), required=False, max_length=120, initial=step.method
        )
        self.fields[f"feeling_{places}"] = forms.CharField(
            label=_("客户应当有什么感觉"), required=False, max_length=80, initial=step.feeling
        )
        self.fields[f"element_{places}"] = forms.ChoiceField(
            label=_("对应的感知要素"), required=False, initial=step.element, choices=elements
        )

    def groups(self) -> list[tuple[str, list[tuple[str, list[BoundField]]]]]:
        """The fields of each step, by stage."""
        parts = ("improve", "method", "feeling", "element")
        return [
            (stage.name, [
                (step.name, [self[f"{part}_{first}_{second}"] for part in parts])
                for second, step in enumerate(stage.steps)
            ])
            for first, stage in enumerate(self.design.stages)
        ]  # fmt: skip

    def changed(self, design: Design) -> Design:
        """The design with these methods."""
        data = self.cleaned_data
        for first, second, step in design.steps():
            places = f"{first}_{second}"
            said = Step(
                name=step.name,
                improve=data[f"improve_{places}"],
                method=data[f"method_{places}"].strip(),
                feeling=data[f"feeling_{places}"].strip(),
                element=data[f"element_{places}"],
                norms=step.norms,
            )
            design = with_step(design, first, second, said)
        return design


class NormForm(DraftForm):
    """Step 4: one standard; without its measure the draft stays a draft."""

    words = forms.CharField(
        label=_("标准"), max_length=200, widget=forms.TextInput(attrs={"data-wording": ""})
    )
    kind = forms.ChoiceField(
        label=_("标准类型"), required=False,
        choices=[NOT_YET, *((each.value, words) for each, words in STANDARD_KINDS.items())],
    )  # fmt: skip
    measure = forms.CharField(
        label=_("指标"), required=False, max_length=40,
        help_text=_("平台自己会算的指标（见清单），会直接显示实测值。"),
    )  # fmt: skip
    operator = forms.ChoiceField(
        label=_("要求"), required=False,
        choices=[NOT_YET, *((each.value, words) for each, words in OPERATORS.items())],
    )  # fmt: skip
    target = forms.FloatField(label=_("目标值"), required=False)
    unit = forms.CharField(label=_("单位"), required=False, max_length=12)
    source = forms.CharField(label=_("数据来源"), required=False, max_length=80)
    factor = forms.ChoiceField(
        label=_("质量要素"), required=False,
        choices=[NOT_YET, *((each.value, words) for each, words in FACTORS.items())],
    )  # fmt: skip

    def norm(self) -> Norm:
        """As it was typed."""
        return Norm(**{key: value for key, value in self.cleaned_data.items() if key != "edits"})


class AnswersForm(forms.Form):
    """Which open improvement of the second gap the standard answers."""

    answers = forms.ModelChoiceField(
        label=_("答复哪一项改进"), queryset=Improvement.objects.none(), required=False,
        empty_label=_("（没有）"), help_text=_("公布以后，这项改进结项。"),
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = self.fields["answers"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Improvement.objects.within(scope).filter(gap=2, closed_at__isnull=True)

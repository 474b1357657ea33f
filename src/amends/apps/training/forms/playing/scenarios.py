# SPDX-License-Identifier: Apache-2.0
"""The filter of the library, an answer, and the editor of a scenario."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.training.actions.playing.playing import LONGEST
from amends.apps.training.forms.playing.words import CHANNELS, CLASSES, DIFFICULTIES, HANDLINGS, SKILLS


def _some(label: Any, words: Mapping[Any, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", _("全部")), *words.items()])


def _one(label: Any, words: Mapping[Any, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(words.items()))


def _lines(label: Any, rows: int, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea({"rows": rows, "spellcheck": "false"})
    return forms.CharField(
        label=label, widget=widget, max_length=8_000, help_text=help_text, required=required
    )


class FilterForm(forms.Form):
    """What the library is narrowed by."""

    recovery_class = _some(_("哪一类事"), CLASSES)
    channel = _some(_("渠道"), CHANNELS)
    difficulty = _some(_("难度"), DIFFICULTIES)
    skill = _some(_("练什么"), SKILLS)


class AnswerForm(forms.Form):
    """What is said to the customer."""

    text = forms.CharField(
        label=_("您对客户说"), max_length=LONGEST, widget=forms.Textarea({"rows": 3, "autofocus": True})
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ScenarioForm(forms.Form):
    """A scenario, typed in lines."""

    code = forms.RegexField(
        r"^[A-Z0-9][A-Z0-9-]{1,19}$",
        label=_("编码"),
        help_text=_("例如 OWN-01；用系统场景的编码，就是改写它。"),
    )
    title = forms.CharField(label=_("名称"), max_length=60)
    recovery_class = _one(_("哪一类事"), CLASSES)
    channel = _one(_("渠道"), CHANNELS)
    handling = _one(_("客户的样子"), HANDLINGS)
    difficulty = _one(_("难度"), DIFFICULTIES)
    persona = forms.CharField(label=_("客户是谁"), max_length=200)
    opening = forms.CharField(label=_("客户第一句话"), max_length=200)
    need_says = forms.CharField(label=_("客户真正要的"), max_length=200)
    need_words = forms.CharField(
        label=_("怎样问才说出来"), max_length=400, help_text=_("用 / 分开可以换着说的词。")
    )
    need_line = forms.CharField(label=_("说出来的那句话"), max_length=300)
    again = forms.CharField(label=_("没有进展时客户说"), max_length=200)
    criteria = _lines(
        _("通过标准"),
        6,
        _(
            "一行一条：技能 | 要点 | 词 | 更好的说法。词里用 / 分开可以换着说的，用 + 分开都要说到的，"
            "<time> 是任何时间，<money> 是任何金额。"
        ),
    )
    fails = _lines(
        _("不合格信号"), 4, _("一行一条：信号 | 词 | 客户的反应；第四栏可写“要点1之前”或“缺要点2”。")
    )
    facts = _lines(_("问了才说的事"), 4, _("一行一条：事情 | 问到的词 | 客户的话。"), required=False)
    traps = _lines(_("容易踩的坑"), 3, _("一行一条：坑 | 词 | 客户的反应。"), required=False)
    nodes = _lines(
        _("节点"),
        9,
        _(
            "一行一个，第一行是开始：节点 | 客户的话 | 条件→节点；条件→节点。"
            "条件：做到60%、问出需要、情绪0、失误2、没进展3，用 + 连。结局写：办成、平了、申诉、离开。"
        ),
    )
    good = _lines(_("试演：应当通过的应答"), 4, _("一行一句。"))
    bad = _lines(_("试演：应当不通过的应答"), 3, _("一行一句。"))
    note = forms.CharField(label=_("改了什么"), max_length=200, required=False)
    unit = UnitField(label=_("给哪个机构用"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.filter(number__range=(scope.first, scope.last)).order_by("number")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class FromCaseForm(forms.Form):
    """Which case a scenario is drawn from."""

    number = forms.CharField(label=_("案件编号"), max_length=40)

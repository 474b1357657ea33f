# SPDX-License-Identifier: Apache-2.0
"""What is asked before an index is estimated, and to compare two estimates."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.analytics.index.spec import Scheme
from amends.analytics.index.templates import TEMPLATES
from amends.apps.core.models import Unit
from amends.apps.satisfaction.rules.estimating import Choices
from amends.apps.surveys.models import SurveyWave

MISSING = (
    ("mean", _("用该题的均值代替")),
    ("casewise", _("去掉没有答全的人")),
    ("pairwise", _("成对计算相关")),
)
INTERVALS = (
    ("bca", _("BCa（校正偏差）")),
    ("percentile", _("分位数")),
    ("studentised", _("学生化（慢 25 倍）")),
)
SCHEMES = (
    ("", _("按模型里写的")),
    (Scheme.PATH, _("路径")),
    (Scheme.FACTORIAL, _("因子")),
    (Scheme.CENTROID, _("重心")),
)
TEMPLATE_WORDS = {
    "TCSI-style": _("电信满意指数型"), "ECSI": _("欧洲 ECSI"), "ACSI": _("美国 ACSI"), "CCSI": _("中国 CCSI"),
}  # fmt: skip


class RunForm(forms.Form):
    """One estimate: the wave, whose customers, the model as text, and the choices beside it."""

    wave = forms.TypedChoiceField(label=_("期次"), coerce=int)
    unit = forms.TypedChoiceField(label=_("哪个机构的客户"), coerce=int)
    model = forms.CharField(
        label=_("模型"), max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false", "class": "code"}),
        help_text=_("每个潜变量列出题号，每条路径写成“原因 -> 结果”。可以改，也可以用模板重新填。"),
    )  # fmt: skip
    scheme = forms.ChoiceField(label=_("内部加权"), choices=SCHEMES, required=False)
    missing = forms.ChoiceField(label=_("没有回答的题"), choices=MISSING)
    resamples = forms.IntegerField(
        label=_("重抽样次数"),
        min_value=0,
        max_value=10_000,
        help_text=_("0 次就没有区间；发布前至少 1000 次。"),
    )
    interval = forms.ChoiceField(label=_("区间"), choices=INTERVALS)
    seed = forms.IntegerField(
        label=_("随机种子"), min_value=0, help_text=_("同样的答卷和种子，结果一字不差。")
    )
    weights = forms.BooleanField(label=_("用抽样权重"), required=False)
    strata = forms.BooleanField(label=_("在各层内重抽样"), required=False)
    clusters = forms.BooleanField(
        label=_("同一机构的客户一起抽"),
        required=False,
        help_text=_("先抽机构再抽客户的调查才用；要每层至少两个机构。"),
    )
    flagged = forms.BooleanField(
        label=_("包括有疑问的答卷"),
        required=False,
        help_text=_("作答过快、全部满分等只做标记，不会自动剔除。"),
    )

    def __init__(
        self, *args: Any, waves: Sequence[SurveyWave], units: Sequence[Unit], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["wave"].choices = [(each.pk, each.name) for each in waves]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [(each.pk, each.name) for each in units]  # type: ignore[attr-defined]

    def clean_resamples(self) -> int:
        """None, or enough for an interval."""
        found: int = self.cleaned_data["resamples"]
        if 0 < found < 100:
            raise forms.ValidationError(_("要么 0 次，要么至少 100 次"))
        return found

    def choices(self) -> Choices:
        """What was chosen beside the model."""
        names = set(Choices.__dataclass_fields__) - {"level"}
        return Choices(**{name: self.cleaned_data[name] for name in names})


def template_choices() -> list[tuple[str, object]]:
    """The ready models by name."""
    return [
        (name, TEMPLATE_WORDS.get(name, name))
        for name in ["TCSI-style", *(n for n in TEMPLATES if n != "TCSI-style")]
    ]

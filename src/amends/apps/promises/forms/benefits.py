# SPDX-License-Identifier: Apache-2.0
"""What people type of benefits by rule: the rule, and the day's readings."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import Unit, User
from amends.apps.customers.queries.segments import segments_within
from amends.apps.promises.actions.benefits import RuleDraft
from amends.apps.promises.forms.promises import Day, StaffNumber, Words
from amends.apps.promises.models import BASES, COMPARISONS
from amends.apps.promises.rules.benefits import Basis, Comparison, LineUnreadable, read_lines

CODE = RegexValidator(r"^[A-Za-z0-9_-]+$", _("只用字母、数字、连字符。"))


class RuleForm(forms.Form):
    """A benefit by rule."""

    code = forms.CharField(label=_("编码"), max_length=32, validators=[CODE])
    name = forms.CharField(label=_("名称"), max_length=60)
    unit = forms.ChoiceField(label=_("给哪个机构的客户"))
    words = Words(label=_("对客户的说法"), rows=2, help_text=_("例如：今天高温，送您一元话费。"))
    amount = forms.DecimalField(
        label=_("每次金额（元）"), min_value=Decimal("0.01"), max_digits=9, decimal_places=2
    )
    due_days = forms.IntegerField(label=_("几天内到账"), min_value=1, max_value=90, initial=31)
    basis = forms.ChoiceField(label=_("凭什么给"), choices=[(k.value, v) for k, v in BASES.items()])
    reading = forms.CharField(label=_("读数名称"), max_length=20, required=False, help_text=_("例如：气温"))
    comparison = forms.ChoiceField(
        label=_("比较"), required=False, choices=[("", "—"), *((k.value, v) for k, v in COMPARISONS.items())]
    )
    threshold = forms.DecimalField(label=_("界限"), required=False, max_digits=9, decimal_places=2)
    tenure_years = forms.IntegerField(
        label=_("在网满几年"),
        required=False,
        min_value=0,
        max_value=50,
        help_text=_("老客户才给的，填年数。"),
    )
    segment = forms.ChoiceField(label=_("客户分群"), required=False, help_text=_("不选就是全部客户。"))
    most = forms.IntegerField(
        label=_("每位客户最多几次"),
        required=False,
        min_value=1,
        max_value=366,
        help_text=_("不填就只限每天一次。"),
    )
    start_date = Day(label=_("开始日期"))
    end_date = Day(label=_("结束日期"))
    keeper = StaffNumber(label=_("由谁兑现（工号）"))

    def __init__(self, data: Any = None, *, by: User) -> None:
        super().__init__(data)
        units = Unit.objects.within(by.scope)[:500]
        self.units = {each.code: each for each in units}
        self.segments = {each.code: each for each in segments_within(by.scope)}
        self._choose("unit", [(code, each.name) for code, each in self.units.items()])
        self._choose("segment", [("", _("全部客户")), *((c, s.name) for c, s in self.segments.items())])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def draft(self) -> RuleDraft:
        """The cleaned fields as a draft; yuan become fen, what the basis does not ask for is left out."""
        data = dict(self.cleaned_data)
        by_reading = data["basis"] == Basis.READING
        data["unit"] = self.units[data["unit"]]
        data["segment"] = self.segments.get(data["segment"])
        data["amount"] = int(data["amount"] * 100)
        data["basis"] = Basis(data["basis"])
        data["reading"] = data["reading"] if by_reading else ""
        data["comparison"] = Comparison(data["comparison"]) if by_reading and data["comparison"] else None
        data["threshold"] = data["threshold"] if by_reading else None
        return RuleDraft(**data)


class ReadingsForm(forms.Form):
    """The day's readings, one a line, as they are pasted from a table."""

    lines = Words(
        label=_("读数"),
        rows=5,
        help_text=_("每行一条：机构编码 读数名称 日期 数值，例如 G-P-E 气温 2026-07-20 36.5"),
    )

    def clean_lines(self) -> list[Any]:
        """The lines as readings; an error names the first that is none."""
        try:
            return list(read_lines(self.cleaned_data["lines"]))
        except LineUnreadable as error:
            words = _("第 %(number)s 行读不懂：要有机构编码、读数名称、日期（年-月-日）和数值。")
            raise forms.ValidationError(words % {"number": error.number}) from error

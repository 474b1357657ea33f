# SPDX-License-Identifier: Apache-2.0
"""What is typed by hand: finance's figures, the time that a complaint took, an example."""

from decimal import Decimal
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.reports.actions.costing import MOST_MINUTES, Spent
from amends.apps.reports.actions.measuring import Entry
from amends.apps.reports.models import WORK_KINDS
from amends.apps.reports.rules.costs import WorkKind
from amends.apps.reports.rules.defects import Example
from amends.apps.reports.rules.figures import Entered

ENTERED = {
    Entered.ACQUISITION_COST: _("获得一个新客户的成本（元）"),
    Entered.RETENTION_COST: _("留住一个老客户的成本（元）"),
    Entered.MARGIN_RATE: _("毛利率（%）"),
    Entered.HOUR_COST: _("每小时人工成本（元）"),
}
HUNDRED = 100


class FigureForm(forms.Form):
    """One figure of finance."""

    figure = forms.ChoiceField(label=_("什么数"), choices=[(str(k), words) for k, words in ENTERED.items()])
    value = forms.FloatField(label=_("数值"), min_value=0.01, max_value=1e9)
    until = forms.DateField(
        label=_("截至哪一天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=_("出处"), max_length=200, help_text=_("例如：财务部 2026 年 9 月单用户成本表")
    )

    def entry(self) -> Entry:
        """What was said; a margin as a share."""
        said = self.cleaned_data
        figure = Entered(said["figure"])
        value = said["value"] / HUNDRED if figure is Entered.MARGIN_RATE else said["value"]
        return Entry(figure, value, said["source"], said["until"])


class WorkForm(forms.Form):
    """Time and expenses that a case took; each form shown has its own key."""

    key = forms.CharField(
        max_length=40, required=False, widget=forms.HiddenInput, initial=lambda: uuid4().hex
    )
    kind = forms.ChoiceField(label=_("种类"), choices=[(str(k), words) for k, words in WORK_KINDS.items()])
    minutes = forms.IntegerField(label=_("用时（分钟）"), min_value=0, max_value=MOST_MINUTES, required=False)
    expenses = forms.DecimalField(
        label=_("其他费用（元）"), min_value=0, max_value=1_000_000, decimal_places=2, required=False
    )

    def spent(self) -> Spent:
        """What was said; money in fen."""
        said = self.cleaned_data
        fen = int((said["expenses"] or Decimal(0)) * HUNDRED)
        return Spent(WorkKind(said["kind"]), said["minutes"] or 0, fen)


class ShareForm(forms.Form):
    """The share that is right."""

    right = forms.DecimalField(label=_("做对的比例（%）"), min_value=0, max_value=100, decimal_places=4)


class ExampleForm(forms.Form):
    """One example of what a share of defects means."""

    name = forms.CharField(label=_("说的是什么"), max_length=60)
    base = forms.DecimalField(
        label=_("总量"), min_value=Decimal("0.01"), max_digits=15, decimal_places=2, localize=False
    )
    counted = forms.CharField(label=_("单位"), max_length=12)
    assumption = forms.CharField(
        label=_("假设"), max_length=120, help_text=_("总量从哪里来，例如：本省每天 40 万通来电")
    )

    def example(self, key: str) -> Example:
        """What was said, under a key."""
        said = self.cleaned_data
        return Example(key, said["name"], said["base"], said["counted"], said["assumption"])

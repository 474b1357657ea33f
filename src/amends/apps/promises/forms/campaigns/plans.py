# SPDX-License-Identifier: Apache-2.0
"""The plan of a campaign and its claims, as people type them: yuan become fen, a blank is what is not known yet."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Segment
from amends.apps.customers.queries.segments import segments_within
from amends.apps.promises.actions.campaigns.planning import Plan
from amends.apps.promises.forms.promises import Day, StaffNumber, Words
from amends.apps.promises.models.campaigns import Campaign, Claim
from amends.apps.promises.queries.campaigns.content import unified_words
from amends.apps.promises.rules.campaigns.claims import ClaimTerms

MOST = 2_000_000_000
COPIED = (
    "name", "goal", "offer", "capacity", "maker", "enabler", "keeper", "starts_date", "ends_date", "exit_rule",
    "expected_enquiries",
)  # fmt: skip


def line(label: Any, **options: Any) -> forms.CharField:
    """A short line that may be left for later."""
    return forms.CharField(label=label, required=False, max_length=80, **options)


def count(label: Any, **options: Any) -> forms.IntegerField:
    """A whole number that may be left for later."""
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST, **options)


def yuan(label: Any, **options: Any) -> forms.DecimalField:
    """Money in yuan that may be left for later."""
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=12, decimal_places=2, **options
    )


def fen(value: Decimal | None) -> int | None:
    """Yuan as fen."""
    return None if value is None else int(value * 100)


class PlanForm(forms.Form):
    """The plan; what is left blank is asked for by the launch."""

    name = forms.CharField(label=_("活动名称"), max_length=80)
    owner = StaffNumber(label=_("负责人（工号）"))
    goal = Words(
        label=_("目标"), rows=2, required=False, help_text=_("写得出数字的目标，例如：续约率提高到八成。")
    )
    segment = forms.ChoiceField(
        label=_("目标客户（分群）"), required=False, help_text=_("分群的条件写清楚，名单随时可以重新算出来。")
    )
    offer = Words(label=_("优惠内容"), rows=2, required=False)
    starts_date = Day(label=_("开始日期"), required=False)
    ends_date = Day(label=_("结束日期"), required=False)
    capacity = count(_("容量（人）"), help_text=_("最多能给多少人办。"))
    budget = yuan(_("预算（元）"))
    maker = line(_("谁来承诺"), help_text=_("市场：说出去的人。"))
    enabler = line(_("谁来保障"), help_text=_("系统、计费、货源：让它做得到的人。"))
    keeper = line(_("谁来兑现"), help_text=_("一线：办给客户的人。"))
    expected_enquiries = count(_("预计每天咨询量"))
    exit_rule = Words(label=_("退出与取消办法"), rows=2, required=False)
    terms = forms.MultipleChoiceField(
        label=_("用到的统一用语"),
        required=False,
        help_text=_("宣传里说到的，各渠道都用这个说法。按住 Ctrl 可以选几个。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, scope: Scope, unit: Unit | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.segments = {each.code: each for each in segments_within(scope)}
        choices = [(code, f"{each.name} · {each.unit}") for code, each in self.segments.items()]
        self.fields["segment"].choices = [("", _("还没有定")), *choices]  # type: ignore[attr-defined]
        self.fields["terms"].choices = list(unified_words(unit).items())  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        """The cleaned fields as a plan."""
        data = self.cleaned_data
        segment: Segment | None = self.segments.get(data["segment"])
        return Plan(
            owner=data["owner"],
            segment=segment,
            budget=fen(data["budget"]),
            terms=data["terms"],
            **{name: data[name] for name in COPIED},
        )


class NewPlanForm(PlanForm):
    """A plan that begins a campaign."""

    code = forms.SlugField(
        label=_("编码"), max_length=40, help_text=_("字母、数字、横线，如 old-friends-2026")
    )
    unit = UnitField(label=_("在哪个机构开展"), queryset=Unit.objects.none())
    field_order = ("code", "name", "unit", "owner")

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, scope=scope, **options)
        units = Unit.objects.filter(number__range=(scope.first, scope.last)).order_by("number")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


def plan_initial(campaign: Campaign) -> dict[str, Any]:
    """A plan as its form shows it."""
    budget = None if campaign.budget is None else Decimal(campaign.budget) / 100
    return {
        **{name: getattr(campaign, name) for name in COPIED},
        "owner": campaign.owner.username,
        "segment": campaign.segment.code if campaign.segment else "",
        "budget": budget,
        "terms": campaign.terms,
        "version": campaign.version,
    }


class ClaimForm(forms.Form):
    """One thing that customers are told they will get."""

    words = forms.CharField(
        label=_("宣传的内容"), max_length=400, widget=forms.Textarea({"rows": 2, "data-wording": "material"})
    )
    condition = forms.CharField(
        label=_("条件"),
        max_length=400,
        required=False,
        help_text=_("谁能得到、要做什么；没有条件的写“无条件”。"),
    )
    amount = yuan(_("金额（元）"), help_text=_("不涉及金额的不填。"))
    starts_date = Day(label=_("从哪一天起"), required=False)
    ends_date = Day(label=_("到哪一天为止"), required=False, help_text=_("没有结束日期的不能登记。"))
    delivery_owner = StaffNumber(
        label=_("兑现责任人（工号）"), required=False, help_text=_("没有责任人的不能上线。")
    )
    capacity = count(_("能兑现多少人"), help_text=_("没有填，或少于活动容量的，不能上线。"))

    def terms(self) -> ClaimTerms:
        """The cleaned fields as terms."""
        data = self.cleaned_data
        return ClaimTerms(
            words=data["words"],
            condition=data["condition"],
            starts=data["starts_date"],
            ends=data["ends_date"],
            amount=fen(data["amount"]),
            capacity=data["capacity"],
        )


def claim_initial(claim: Claim) -> dict[str, Any]:
    """A claim as its form shows it."""
    names: Sequence[str] = ("words", "condition", "starts_date", "ends_date", "capacity")
    amount = None if claim.amount is None else Decimal(claim.amount) / 100
    owner = claim.delivery_owner.username if claim.delivery_owner else ""
    return {**{name: getattr(claim, name) for name in names}, "amount": amount, "delivery_owner": owner}

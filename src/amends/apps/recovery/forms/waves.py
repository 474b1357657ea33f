# SPDX-License-Identifier: Apache-2.0
"""The form of a wave: whom, how many a day, who is left alone to compare with, when it stops by itself."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import NOTHING, Scope
from amends.apps.recovery.forms.list import RECOVERABLE_CHOICES, TIERS
from amends.apps.recovery.forms.listed import COLUMNS, FAULTS, ListedField
from amends.apps.recovery.models import PURPOSES, SOURCES, RecoveryWave
from amends.apps.recovery.models.wave_words import (
    DESIGN_FAULTS,
    GAIN_OF_OFFERS,
    METRICS,
    ORDERS,
    OUTCOMES,
    STRATIFIERS,
    UNPROVEN,
)
from amends.apps.recovery.queries.waves.listed import unknown_codes
from amends.apps.recovery.queries.waves.ordering import Evidence
from amends.apps.recovery.rules.waves.design import (
    Design,
    DesignWrong,
    Filters,
    Metric,
    Order,
    Outcome,
    StopRule,
    Stratifier,
    read_design,
)
from amends.apps.recovery.rules.waves.listed import Listed, checked, rows_of_text, text_of
from amends.apps.recovery.rules.waves.words import Purpose, Source
from amends.kernel.recovery_class import RecoveryClass

WHY_HOLD_OUT = _(
    "默认 10%：十个里留一个不联系，才能知道修复到底有没有用。留谁由系统抽签决定，名单确定后不能再改；"
    "留下的客户来投诉、申诉，或者有承诺到期，照常办理。"
)
CAPACITY = "capacity:"  # and the code of a unit: how many it approaches a day where it differs
BY_CHANNEL = "channel:"  # and a channel: how many a day go by it where that is limited; 0 closes it


def _codes(words: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(str(code), shown) for code, shown in words.items()]


def _whole(label: Any, low: int, high: int, help_text: Any = "", **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=low, max_value=high, help_text=help_text, **options)


def _number(label: Any, low: float, high: float, help_text: Any = "", **options: Any) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=low, max_value=high, help_text=help_text, **options)


def _several(label: Any, words: Mapping[Any, Any] | list[tuple[str, Any]], help_text: Any = "") -> Any:
    options = words if isinstance(words, list) else _codes(words)
    box = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(
        label=label, choices=options, required=False, widget=box, help_text=help_text
    )


class OrderButtons(forms.RadioSelect):
    """Whom to approach first; what no wave has shown to be better is there to be seen, and cannot be chosen."""

    is_proven = False

    def create_option(self, name: str, value: Any, *rest: Any, **options: Any) -> dict[str, Any]:
        """One button."""
        made = super().create_option(name, value, *rest, **options)
        if str(value) == str(Order.GAIN) and not self.is_proven:
            made["attrs"]["disabled"] = True
        return made


class WaveForm(forms.Form):
    """The whole plan, as people write it: per cents, one page."""

    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如：十一月资费修复"))
    unit = UnitField(label=_("哪个机构的客户"), queryset=Unit.objects.within(NOTHING))
    purpose = forms.ChoiceField(label=_("目的"), choices=_codes(PURPOSES))
    source = forms.ChoiceField(label=_("客户来自"), choices=_codes(SOURCES))
    campaign = forms.CharField(
        label=_("活动编码"), max_length=40, required=False, help_text=_("只用于营销活动")
    )
    classes = _several(_("修复类别"), RECOVERABLE_CHOICES, _("都不选就是全部"))
    tiers = _several(_("价值等级"), TIERS)
    regions = _several(_("地区"), [])
    silent_only = forms.BooleanField(label=_("只要沉默客户"), required=False)
    min_probability = _number(_("不满意概率至少（%）"), 0, 100, _("只用于系统识别的名单"))
    at_most = _number(_("打分不高于"), 0, 10, _("只用于打低分的客户；填 0 按问卷自己的标准"))
    days = _whole(_("最近多少天"), 1, 365, _("往回看多少天的低分和没有兑现的承诺"))
    default_class = forms.ChoiceField(
        label=_("没有类别的客户按"), required=False, choices=[("", _("不联系")), *RECOVERABLE_CHOICES]
    )
    file = ListedField(label=_("名单文件"), required=False)
    listed = forms.CharField(
        label=_("名单"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("每行一个客户编号，后面可以用逗号跟上账户和类别。上传的文件读进来以后也在这里。"),
    )  # fmt: skip
    most = _whole(_("最多多少人"), 0, 10_000_000, _("填 0 不限；按“先联系谁”的次序取"))
    order = forms.ChoiceField(
        label=_("先联系谁"), choices=_codes(ORDERS), required=False, widget=OrderButtons
    )
    per_unit_per_day = _whole(_("每个机构每天联系"), 0, 100_000, _("个别机构不同的，在右边的表里改"))
    starts_date = forms.DateField(
        label=_("开始日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("空着就是启动那天"),
    )  # fmt: skip
    interval_days = _whole(_("几天一批"), 1, 60)
    rest_days = _whole(_("静默天数"), 1, 365, _("这些天内修复、调查或活动联系过的客户不再打扰"))
    minutes = _number(_("一次联系几分钟"), 1, 480)
    attempts = _number(_("平均要联系几次"), 1, 10)
    holdout = _number(_("留出不联系的比例（%）"), 0, 50, WHY_HOLD_OUT)
    stratify_by = _several(_("抽签时让两组一样的"), STRATIFIERS)
    horizon_days = _whole(_("观察多少天"), 7, 365, _("从名单确定起算，到期才下结论"))
    outcomes = _several(_("比较什么"), OUTCOMES)
    target = _number(
        _("希望看出的差别（个百分点）"), 0.1, 100, _("可以空着；填了就知道人够不够"), required=False
    )
    stop_metric = forms.ChoiceField(
        label=_("出现什么就自动停"), required=False, choices=[("", _("不设")), *_codes(METRICS)]
    )
    stop_limit = _number(_("超过多少"), 0, 100_000, _("比例写百分数，报告写件数"), required=False)
    stop_min = _whole(_("至少联系过多少人才算"), 1, 100_000, required=False)

    def __init__(
        self,
        *args: Any,
        scope: Scope,
        regions: list[str],
        evidence: Evidence | None = None,
        trying: bool = False,
        fixed: bool = False,
        **options: Any,
    ) -> None:
        """`trying` reads a plan that is only simulated: it needs no name, and bad rows of a list do not stop it;
        `fixed` is one that exists: its unit stays; `evidence` is what waves have shown of the order by expected gain,
        which cannot be chosen without."""
        super().__init__(*args, **options)
        self.scope, self.trying, self.given = scope, trying, Listed()
        self.evidence = evidence or Evidence()
        buttons: Any = self.fields["order"].widget
        buttons.is_proven = self.evidence.holds
        units: Any = self.fields["unit"]
        units.disabled = fixed
        units.queryset = Unit.objects.within(scope).order_by("number")
        places: Any = self.fields["regions"]
        places.choices = [(each, each) for each in regions]
        self.fields["name"].required = not trying

    def clean(self) -> dict[str, Any]:
        """A design that can be, of the rows that can be taken."""
        data = super().clean() or {}
        if wrong := self._order_fault(data):
            self.add_error("order", str(wrong))
        self.given = self._given(data)
        if not self.errors:
            try:
                data["design"] = self._design(data)
            except DesignWrong as wrong:
                words = DESIGN_FAULTS.get(wrong.field, _t("这个数不能用"))
                self.add_error(_FIELDS.get(wrong.field, wrong.field), str(words))
        return data

    def _order_fault(self, data: Mapping[str, Any]) -> Any:
        if data.get("order") != str(Order.GAIN):
            return None
        if data.get("purpose") == str(Purpose.COMMERCIAL):
            return GAIN_OF_OFFERS
        return None if self.evidence.holds else UNPROVEN

    def _given(self, data: Mapping[str, Any]) -> Listed:
        """The uploaded list. A file takes the place of the words, whose good rows are shown to be sent again; until
        then nothing is saved, so that nobody overlooks the rows that were left out."""
        if data.get("source") != str(Source.UPLOAD):
            return Listed()
        file = data.get("file")
        rows = file if file is not None else rows_of_text(data.get("listed", ""))
        found = checked(rows, unknown_codes((row.code for row in rows if row.code), self.scope))
        if file is not None:
            sent: Any = self.data
            self.data = changed = sent.copy()
            changed["listed"] = text_of(found.rows)
        if found.faults and not self.trying:
            left = (
                _t("有 %(n)s 行没有采用，原因列在下面；核对后再保存一次")
                if file is not None
                else _t("有 %(n)s 行不能用")
            )
            self.add_error("listed", left % {"n": len(found.faults)})
        elif not found.rows:
            self.add_error("listed", _t("请上传或粘贴客户名单"))
        return found

    def _design(self, data: Mapping[str, Any]) -> Design:
        return Design(
            filters=_filters(data),
            stop=_stop(data),
            stratify_by=tuple(Stratifier(each) for each in data["stratify_by"]),
            outcomes=tuple(Outcome(each) for each in data["outcomes"]) or tuple(Outcome),
            order=Order(data["order"] or Order.RISK),
            holdout=data["holdout"] / 100,
            target=data["target"] / 100 if data["target"] else None,
            per_unit=self._numbers(CAPACITY, "per_unit"),
            per_channel=self._numbers(BY_CHANNEL, "per_channel"),
            uploaded=tuple(self.given.rows),
            **{name: data[name] for name in _AS_THEY_ARE},
        )

    def _numbers(self, prefix: str, field: str) -> dict[str, int]:
        """What the tables of units and channels say where they differ from the usual. Raises `DesignWrong`."""
        typed = {
            name.removeprefix(prefix): value.strip()
            for name, value in self.data.items()
            if name.startswith(prefix)
        }
        if any(value and not value.isdecimal() for value in typed.values()):
            raise DesignWrong(field)
        return {code: int(value) for code, value in typed.items() if value}

    @property
    def row_faults(self) -> list[tuple[int, Any, Any]]:
        """Row, column and what is wrong, of the rows of an uploaded list that were left out."""
        return [(each.row, COLUMNS[each.column], FAULTS[each.fault]) for each in self.given.faults]

    def plan(self) -> dict[str, Any]:
        """The plan as the verbs take it."""
        data = self.cleaned_data
        names = ("name", "unit", "campaign", "design")
        kinds = {"purpose": Purpose(data["purpose"]), "source": Source(data["source"])}
        return kinds | {name: data[name] for name in names}

    def changed_plan(self) -> dict[str, Any]:
        """The plan as a change takes it: everything but the unit."""
        return {name: value for name, value in self.plan().items() if name != "unit"}


def _filters(data: Mapping[str, Any]) -> Filters:
    return Filters(
        classes=tuple(RecoveryClass(each) for each in data["classes"]),
        regions=tuple(data["regions"]),
        tiers=tuple(data["tiers"]),
        silent_only=data["silent_only"],
        min_probability=data["min_probability"] / 100,
        at_most=data["at_most"],
        days=data["days"],
    )


def _stop(data: Mapping[str, Any]) -> StopRule | None:
    if not data["stop_metric"]:
        return None
    metric = Metric(data["stop_metric"])
    limit, least = data["stop_limit"], data["stop_min"]
    if limit is None or least is None:
        raise DesignWrong("stop")
    return StopRule(metric, limit if metric is Metric.MISMATCHES else limit / 100, least)


_AS_THEY_ARE = (
    "default_class", "most", "per_unit_per_day", "starts_date", "interval_days", "rest_days", "horizon_days", "minutes",
    "attempts",
)  # fmt: skip
_FIELDS = {"stop": "stop_limit", "per_unit": "per_unit_per_day", "per_channel": "per_unit_per_day"}


def usual(unit: Unit | None) -> dict[str, Any]:
    """What a new wave begins with."""
    return _shown(Design()) | {"unit": unit, "purpose": str(Purpose.RECOVERY), "source": str(Source.DETECTED)}


def as_planned(wave: RecoveryWave) -> dict[str, Any]:
    """The plan of a wave as the form shows it."""
    names = ("name", "unit", "purpose", "source", "campaign")
    return _shown(read_design(wave.design)) | {name: getattr(wave, name) for name in names}


def _shown(design: Design) -> dict[str, Any]:
    filters, stop = design.filters, design.stop
    shown: dict[str, Any] = {name: getattr(design, name) for name in _AS_THEY_ARE}
    shown |= {name: getattr(filters, name) for name in ("silent_only", "at_most", "days", "regions", "tiers")}
    shown |= {"classes": [str(each) for each in filters.classes]}
    shown |= {name: [str(each) for each in getattr(design, name)] for name in ("stratify_by", "outcomes")}
    shown |= {"order": str(design.order)}
    shown |= {"min_probability": _per_cent(filters.min_probability), "holdout": _per_cent(design.holdout)}
    shown |= {
        "target": _per_cent(design.target) if design.target else None,
        "listed": text_of(design.uploaded),
    }
    if stop:
        limit = stop.limit if stop.metric is Metric.MISMATCHES else _per_cent(stop.limit)
        shown |= {"stop_metric": str(stop.metric), "stop_limit": limit, "stop_min": stop.min_contacted}
    return shown


def _per_cent(share: float) -> float:
    found = round(share * 100, 3)
    return int(found) if found == int(found) else found

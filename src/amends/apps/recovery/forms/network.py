# SPDX-License-Identifier: Apache-2.0
"""What people type about the network: places and tests, network actions, what was done about a hot spot."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import Unit, User
from amends.apps.core.queries.people import people_within
from amends.apps.recovery.actions.network.places import Said
from amends.apps.recovery.actions.network.register import Entry
from amends.apps.recovery.models import HOT_SPOT_STATES, CasePlace, HotSpot
from amends.apps.recovery.queries.network.content import notice_words, templates
from amends.apps.recovery.queries.network.sites import sites_by_code
from amends.apps.recovery.rules.network.words import codes_in

MOST_SITES = 50


def _moment(label: object) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=False, widget=widget)  # type: ignore[arg-type]  # lazy words


class PlaceForm(forms.Form):
    """Where the matter of a case is, and a test there."""

    words = forms.CharField(
        label=_("地点"), max_length=120, required=False, help_text=_("写到楼栋或路口，不写姓名和号码")
    )
    site = forms.CharField(label=_("站点编码"), max_length=40, required=False)
    lat = forms.FloatField(label=_("纬度"), required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(label=_("经度"), required=False, min_value=-180, max_value=180)
    down_mbps = forms.FloatField(label=_("下行速率（Mbps）"), required=False, min_value=0, max_value=100_000)
    up_mbps = forms.FloatField(label=_("上行速率（Mbps）"), required=False, min_value=0, max_value=100_000)
    latency_ms = forms.FloatField(label=_("时延（毫秒）"), required=False, min_value=0, max_value=60_000)
    tested_at = _moment(_("测试时间"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_site(self) -> object:
        """The site of the code, within the person's units."""
        code = self.cleaned_data["site"].strip()
        if not code:
            return None
        found = sites_by_code(self.user.scope, [code]).get(code)
        if found is None:
            raise forms.ValidationError(_t("您的机构里没有这个站点编码"))
        return found

    def said(self) -> Said:
        """What the verb takes."""
        return Said(**self.cleaned_data)


def place_initial(place: CasePlace | None) -> dict[str, object]:
    """What the form shows of a place that is there."""
    if place is None:
        return {}
    names = ("words", "lat", "lon", "down_mbps", "up_mbps", "latency_ms", "tested_at")
    return {name: getattr(place, name) for name in names} | {"site": place.site.code if place.site else ""}


class ActionForm(forms.Form):
    """A network action for the register."""

    title = forms.CharField(label=_("名称"), max_length=80)
    template = forms.ChoiceField(label=_("举措模板"))
    unit = forms.ChoiceField(label=_("机构"))
    sites = forms.CharField(
        label=_("站点编码"),
        required=False,
        max_length=2000,
        help_text=_("多个用空格或逗号隔开；从热点登记的可以不填"),
    )
    owner = forms.ChoiceField(label=_("负责人"))
    planned_date = forms.DateField(label=_("计划开工"), widget=forms.DateInput(attrs={"type": "date"}))
    cost = forms.DecimalField(
        label=_("费用（元）"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    note = forms.CharField(label=_("说明"), required=False, max_length=200)

    def __init__(self, *args: Any, user: User, spot: HotSpot | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.spot = user, spot
        self.units = {each.code: each for each in Unit.objects.within(user.scope)[:300]}
        self.people = {str(each.pk): each for each in people_within(user.scope)[:300]}
        choices = {
            "template": [(each.code, _t(each.name)) for each in templates().values()],
            "unit": [(code, each.name) for code, each in self.units.items()],
            "owner": [(key, each.name) for key, each in self.people.items()],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]  # a choice field

    def clean_sites(self) -> object:
        """The sites of the codes, within the person's units."""
        codes = codes_in(self.cleaned_data["sites"])
        if len(codes) > MOST_SITES:
            raise forms.ValidationError(_t("一项举措最多写 50 个站点"))
        found = sites_by_code(self.user.scope, codes)
        if lost := [each for each in codes if each not in found]:
            raise forms.ValidationError(_t("没有这些站点编码：%(codes)s") % {"codes": " ".join(lost[:5])})
        return list(found.values())

    def entry(self) -> Entry:
        """What the verb takes."""
        given = self.cleaned_data
        cost = given["cost"]
        return Entry(
            given["title"], given["template"], self.units[given["unit"]], given["sites"], self.people[given["owner"]],
            given["planned_date"], self.spot, None if cost is None else int(cost * 100), given["note"],
        )  # fmt: skip


class DoneForm(forms.Form):
    """That an action is done."""

    done_date = forms.DateField(label=_("完成日期"), widget=forms.DateInput(attrs={"type": "date"}))
    cost = forms.DecimalField(
        label=_("费用（元）"), required=False, min_value=0, max_digits=12, decimal_places=2
    )

    @property
    def cost_fen(self) -> int | None:
        """The cost in fen; None where it stays as it was."""
        cost = self.cleaned_data["cost"]
        return None if cost is None else int(cost * 100)


class TellForm(forms.Form):
    """What customers are told."""

    words = forms.CharField(
        label=_("告知内容"),
        max_length=200,
        initial=notice_words,
        widget=forms.Textarea(attrs={"rows": 3, "data-wording": "sms"}),
    )


class MoveForm(forms.Form):
    """How far a hot spot is."""

    state = forms.ChoiceField(
        label=_("状态"), choices=[(str(k), v) for k, v in HOT_SPOT_STATES.items()], initial="handled"
    )
    note = forms.CharField(label=_("做了什么、为什么"), max_length=200)

# SPDX-License-Identifier: Apache-2.0
"""Works or a fault as a person describes it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models.words import SETTLEMENTS
from amends.apps.recovery.actions.notices.outages import MOST_CODES, Outage
from amends.apps.recovery.models import OUTAGE_KINDS
from amends.apps.recovery.queries.notices.standing import regions_within, units_within
from amends.apps.recovery.rules.notices import OutageKind, codes_in

CLOCK = "%Y-%m-%dT%H:%M"


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=CLOCK)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[CLOCK, "%Y-%m-%dT%H:%M:%S"])


class OutageForm(forms.Form):
    """What, when, whom; without own words the usual ones are used."""

    name = forms.CharField(
        label=_("名称"), max_length=80, help_text=_("给同事看的，例如：东市老城区传输割接")
    )
    kind = forms.ChoiceField(label=_("种类"), choices=[(str(k), v) for k, v in OUTAGE_KINDS.items()])
    place = forms.CharField(label=_("地点"), max_length=60, help_text=_("写进短信，例如：老城区人民路一带"))
    starts_at = _moment(_("开始时间"))
    ends_at = _moment(_("预计恢复时间"))
    unit = forms.TypedChoiceField(label=_("影响哪个机构的客户"), coerce=int)
    regions = forms.MultipleChoiceField(
        label=_("地区"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("不选就是全部地区")
    )
    settlement = forms.ChoiceField(
        label=_("城乡"), required=False, choices=[("", _("全部")), *SETTLEMENTS.items()]
    )
    codes = forms.CharField(
        label=_("只告知这些客户编号"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("网络侧按小区查出的客户，一行一个；填了就不看地区和城乡。最多五万个。"),
    )
    words = forms.CharField(
        label=_("告知内容"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "data-wording": "sms"}),
        help_text=_("不填就用现成的说法，自动带上地点和时间。不推销，不要好评。"),
    )

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = {each.pk: each for each in units_within(scope)}
        self.fields["unit"].choices = [(pk, str(each)) for pk, each in self.units.items()]  # type: ignore[attr-defined]
        self.fields["regions"].choices = [(each, each) for each in regions_within(scope)]  # type: ignore[attr-defined]

    def clean_codes(self) -> list[str]:
        """The codes, each once."""
        codes = codes_in(self.cleaned_data["codes"])
        if len(codes) > MOST_CODES:
            raise forms.ValidationError(_("最多五万个编号，请分几次登记"))
        return codes

    def unit_chosen(self) -> Unit:
        """Whose customers."""
        return self.units[self.cleaned_data["unit"]]

    def outage(self) -> Outage:
        """As the verb takes it."""
        data = self.cleaned_data
        return Outage(
            name=data["name"],
            kind=OutageKind(data["kind"]),
            place=data["place"],
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            regions=data["regions"],
            settlement=data["settlement"],
            codes=data["codes"],
            words=data["words"],
        )

# SPDX-License-Identifier: Apache-2.0
"""Filters of the list, and opening a case by hand."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.forms.fields import any_of, words
from amends.apps.cases.models.words import CLASSES, ORIGINS, STATES
from amends.apps.cases.queries.desk import CaseFilter, Desk, states_of
from amends.apps.cases.rules.states import VOICED, Origin

DUES = {"overdue": _("已超时"), "today": _("今天到期")}
BY_HAND = {origin: ORIGINS[origin] for origin in Origin if origin in VOICED or origin is Origin.STAFF}


class FilterForm(forms.Form):
    """What the list is cut to; choices come from the tab and from the person's units."""

    state = forms.ChoiceField(label=_("状态"), required=False)
    recovery_class = forms.ChoiceField(label=_("类别"), choices=any_of(CLASSES, _("全部")), required=False)
    due = forms.ChoiceField(label=_("时限"), choices=any_of(DUES, _("全部")), required=False)
    owner = forms.TypedChoiceField(label=_("责任人"), coerce=int, empty_value=None, required=False)
    region = forms.ChoiceField(label=_("地区"), required=False)
    value_tier = forms.ChoiceField(label=_("价值"), required=False)
    words = forms.CharField(label=_("编号"), required=False)
    tab = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        desk: Desk,
        owners: Sequence[tuple[int, str]],
        regions: Sequence[str],
        tiers: Sequence[str],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._choose("state", any_of({code: STATES[code] for code in states_of(desk)}, _("全部")))
        self._choose("owner", [("", _("全部")), *owners])
        self._choose("region", [("", _("全部")), *((each, each) for each in regions)])
        self._choose("value_tier", [("", _("全部")), *((each, each) for each in tiers)])

    def _choose(self, name: str, choices: Sequence[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def cut(self) -> CaseFilter:
        """The filter; a value that is none of the choices cuts nothing."""
        self.is_valid()
        data = self.cleaned_data
        return CaseFilter(
            state=data.get("state", ""),
            recovery_class=data.get("recovery_class", ""),
            owner=data.get("owner"),
            due=data.get("due", ""),
            region=data.get("region", ""),
            value_tier=data.get("value_tier", ""),
            words=data.get("words", ""),
        )


class OpenForm(forms.Form):
    """A case opened by hand: it is one's own until it is handed over."""

    customer = forms.CharField(label=_("客户编号"), max_length=64)
    origin = forms.ChoiceField(label=_("来源"), choices=any_of(BY_HAND))
    recovery_class = forms.ChoiceField(label=_("类别"), choices=any_of(CLASSES), widget=forms.RadioSelect)
    story = words(
        _("客户的诉求"),
        rows=5,
        help_text=_("用客户自己的话：什么时候、什么事、希望怎样。不写证件号、密码和验证码。"),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

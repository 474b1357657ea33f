# SPDX-License-Identifier: Apache-2.0
"""A ticket at the door, and what a window is for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.halls.models import LANES
from amends.apps.halls.queries.queue import queue_rules
from amends.apps.halls.rules.queue import Lane

_LANES = [(each.value, words) for each, words in LANES.items()]
_AT_THE_DOOR = [(lane, words) for lane, words in _LANES if lane != Lane.BOOKED]  # who is expected has a code


def business_choices() -> list[tuple[str, str]]:
    """The kinds of business of the pack."""
    return [(each.code, each.name) for each in queue_rules().business.values()]


class TicketForm(forms.Form):
    """What somebody came for; nobody asks who they are."""

    business = forms.ChoiceField(label=_("办什么业务"), choices=business_choices, widget=forms.RadioSelect)
    lane = forms.ChoiceField(
        label=_("队列"), choices=_AT_THE_DOOR, initial="normal", widget=forms.RadioSelect
    )


class WindowForm(forms.Form):
    """What a window is for; no business chosen means all."""

    number = forms.IntegerField(label=_("窗口号"), min_value=1, max_value=99)
    lane = forms.ChoiceField(label=_("留给谁"), choices=_LANES, initial="normal")
    business = forms.MultipleChoiceField(
        label=_("办理的业务"),
        choices=business_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一项都不选，就是全部业务都办。"),
    )

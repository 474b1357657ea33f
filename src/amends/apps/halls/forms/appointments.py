# SPDX-License-Identifier: Apache-2.0
"""Asking somebody to come at a time, taking them with their code, sending them elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from amends.apps.halls.actions.appointments import Sent
from amends.apps.halls.forms.queue import business_choices
from amends.apps.halls.models import WAYS
from amends.apps.halls.queries.appointments import Free
from amends.apps.halls.rules.appointments import Way


def slot_choices(free: Sequence[Free]) -> list[tuple[str, str]]:
    """Half hours with the room that is left, by their moment."""
    return [
        (each.at.isoformat(), _now("%(time)s（还可约 %(n)d 位）") % {"time": _shown(each.at), "n": each.left})
        for each in free
    ]


def _shown(at: datetime) -> str:
    return timezone.localtime(at).strftime("%m-%d %H:%M")


class SlotField(forms.TypedChoiceField):
    """One of the half hours that are free now; a moment."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=datetime.fromisoformat, empty_value=None, **options)


class BookForm(forms.Form):
    """A half hour for somebody who calls or asks; nobody asks who they are."""

    slot = SlotField(label=_("时段"))
    business = forms.ChoiceField(label=_("办什么业务"), choices=business_choices)

    def __init__(self, data: Mapping[str, Any] | None, *, free: Sequence[Free]) -> None:
        super().__init__(data)
        self.fields["slot"].choices = slot_choices(free)  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """Somebody who comes with a code."""

    code = forms.CharField(
        label=_("预约码"), max_length=8, widget=forms.TextInput({"autocomplete": "off", "class": "code"})
    )


class DivertForm(forms.Form):
    """Where somebody is sent who would wait too long here."""

    way = forms.ChoiceField(label=_("去向"), choices=[(each.value, words) for each, words in WAYS.items()])
    business = forms.ChoiceField(label=_("办什么业务"), choices=business_choices)
    place = forms.ChoiceField(label=_("哪家营业厅"), required=False)
    slot = SlotField(label=_("改到"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, places: Mapping[str, Any], free: Sequence[Free]
    ) -> None:
        super().__init__(data)
        self.places = places
        self.fields["place"].choices = [("", "—"), *((key, each.name) for key, each in places.items())]  # type: ignore[attr-defined]
        self.fields["slot"].choices = [("", "—"), *slot_choices(free)]  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Where one has to say which hall or when, it is said."""
        way, data = self.cleaned_data.get("way"), self.cleaned_data
        if way == Way.HALL.value and not data.get("place"):
            self.add_error("place", _("请选择去哪家营业厅。"))
        if way == Way.LATER.value and not data.get("slot"):
            self.add_error("slot", _("请选择改到什么时段。"))

    def sent(self) -> tuple[Way, Sent]:
        """What was chosen."""
        data = self.cleaned_data
        way = Way(data["way"])
        place = self.places[data["place"]] if way is Way.HALL else None
        return way, Sent(data["business"], place, data["slot"] if way is Way.LATER else None)

# SPDX-License-Identifier: Apache-2.0
"""An improvement of a hall as people plan it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import User
from amends.apps.halls.actions.improving import Planned
from amends.apps.halls.models import MEASURES
from amends.apps.halls.rules.improving import Measure

DAYS = [(7, _("7 天")), (14, _("14 天")), (28, _("28 天"))]


class ImprovementForm(forms.Form):
    """What is to be done, by whom, until when, and by what one will see that it helped."""

    title = forms.CharField(label=_("做什么"), max_length=120)
    owner = forms.ChoiceField(label=_("负责人"))
    due_date = forms.DateField(label=_("到期"), widget=forms.DateInput(attrs={"type": "date"}))
    measure = forms.ChoiceField(
        label=_("看哪个数"), choices=[(each.value, words) for each, words in MEASURES.items()]
    )
    days = forms.TypedChoiceField(label=_("前后各看几天"), choices=DAYS, coerce=int, initial=14)

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(each.pk): each for each in people}
        named = self.fields["owner"]
        assert isinstance(named, forms.ChoiceField)
        named.choices = [(key, each.name) for key, each in self.people.items()]

    def planned(self) -> Planned:
        """As the verb takes it."""
        data = self.cleaned_data
        owner, measure = self.people[data["owner"]], Measure(data["measure"])
        return Planned(data["title"], owner, data["due_date"], measure, data["days"])

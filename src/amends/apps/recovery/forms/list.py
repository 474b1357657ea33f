# SPDX-License-Identifier: Apache-2.0
"""What the list is cut to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.customers.models.words import VALUE_TIERS
from amends.apps.recovery.models import CAUSES
from amends.apps.recovery.queries.targets import Filters
from amends.kernel.recovery_class import RECOVERABLE, RecoveryClass

ALL = [("", _("全部"))]
RECOVERABLE_CHOICES = [(str(each), CAUSES[each]) for each in RECOVERABLE]
TIERS = list(VALUE_TIERS.items())


class FilterForm(forms.Form):
    """Filters of the list."""

    cause = forms.ChoiceField(label=_("原因"), required=False, choices=[*ALL, *RECOVERABLE_CHOICES])
    region = forms.ChoiceField(label=_("地区"), required=False)
    value_tier = forms.ChoiceField(label=_("价值等级"), required=False, choices=[*ALL, *TIERS])
    silent = forms.BooleanField(label=_("只看沉默客户"), required=False)

    def __init__(self, *args: object, regions: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["region"].choices = [*ALL, *((each, each) for each in regions)]  # type: ignore[attr-defined]


def filters_from(form: FilterForm, standing: str) -> Filters:
    """Filters as the query takes them; a value that the form does not know cuts nothing."""
    form.is_valid()
    known = {name: value for name, value in form.cleaned_data.items() if value}
    return Filters(standing=standing, **known)


def class_chosen(value: str) -> RecoveryClass | None:
    """The class that a person picked for a customer without a known cause."""
    return RecoveryClass(value) if value in list(RECOVERABLE) else None

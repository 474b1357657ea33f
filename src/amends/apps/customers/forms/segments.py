# SPDX-License-Identifier: Apache-2.0
"""Form of a segment: up to three conditions that all hold."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.forms.fields import choice, words
from amends.apps.customers.models.words import ATTRIBUTE_NAMES, DIMENSIONS, OPERATORS
from amends.apps.customers.rules.segments import ConditionNotUnderstood, conditions

CONDITIONS = 3


class SegmentForm(forms.Form):
    """A definition; conditions left blank are not part of it."""

    name = words(_("名称"), most=60)
    code = forms.SlugField(label=_("编码"), max_length=40, help_text=_("字母、数字、横线，如 gold-east"))
    dimension = choice(_("维度"), DIMENSIONS)
    unit = UnitField(label=_("用于哪个机构"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.filter(number__range=(scope.first, scope.last)).order_by("number")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        for number in range(1, CONDITIONS + 1):
            blank = _("（不用）") if number > 1 else None
            self.fields[f"attribute_{number}"] = choice(_("条件：看什么"), ATTRIBUTE_NAMES, blank=blank)
            self.fields[f"operator_{number}"] = choice(_("怎么比"), OPERATORS)
            self.fields[f"values_{number}"] = words(
                _("值（多个用逗号隔开）"), required=number == 1, help_text=""
            )

    def clean(self) -> dict[str, Any]:
        """The conditions as a definition, or an error that says which is not understood."""
        data = super().clean() or {}
        definition = [
            {
                "attribute": data[f"attribute_{n}"],
                "operator": data.get(f"operator_{n}", ""),
                "values": _listed(data.get(f"values_{n}", "")),
            }
            for n in range(1, CONDITIONS + 1)
            if data.get(f"attribute_{n}")
        ]
        try:
            conditions(definition)
        except ConditionNotUnderstood as error:
            raise ValidationError(_t("条件无法理解：%(what)s") % {"what": error}) from error
        return data | {"definition": definition}


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.replace("，", ",").split(",") if each.strip()]

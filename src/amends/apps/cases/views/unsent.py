# SPDX-License-Identifier: Apache-2.0
"""What was sent and refused where the case asks for it no longer: nobody's text is lost with the form it stood in."""

from collections.abc import Collection, Mapping

from django.forms import BoundField, CheckboxInput
from django.utils.translation import gettext

from amends.apps.cases.forms.working import CaseForm


def unsent(sent: Mapping[str, CaseForm], offered: Collection[str]) -> str:
    """The words of the forms that the page does not show again; empty where it shows them all."""
    return "\n".join(typed_words(form) for name, form in sent.items() if name not in offered)


def typed_words(form: CaseForm) -> str:
    """What stands in a form as lines of text: each field that was filled in, by its label."""
    said = ((field, _said(field)) for field in form.visible_fields())
    return "\n".join(f"{field.label}: {words}" for field, words in said if words)


def _said(field: BoundField) -> str:
    value = field.value()
    if isinstance(field.field.widget, CheckboxInput):
        return gettext("是") if value else ""
    named = {str(code): str(words) for code, words in getattr(field.field, "choices", ())}
    values = value if isinstance(value, list) else [value or ""]
    return gettext("、").join(named.get(str(each), str(each)) for each in values)

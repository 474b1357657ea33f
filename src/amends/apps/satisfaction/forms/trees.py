# SPDX-License-Identifier: Apache-2.0
"""The element tree as a form: one row an element, some empty ones for new elements."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from amends.apps.satisfaction.queries.trees import Tree
from amends.apps.satisfaction.rules.trees import Element

EMPTY = 3


class TreeForm(forms.Form):
    """What is said of the whole new version."""

    note = forms.CharField(
        label=_("改了什么、为什么"), max_length=200, help_text=_("如：按第一期测得的重要性重设权重。")
    )
    after = forms.IntegerField(widget=forms.HiddenInput)


class ElementForm(forms.Form):
    """One element; an empty row is no element."""

    code = forms.RegexField(
        r"^[A-Z]{2}-[A-Z0-9]{1,20}$", label=_("编号"), required=False,
        error_messages={"invalid": _("编号要像 EL-VOICE：两个大写字母、一横、大写字母或数字")},
    )  # fmt: skip
    name = forms.CharField(label=_("名称"), max_length=40, required=False)
    parent = forms.CharField(label=_("上级编号"), max_length=24, required=False)
    weight = forms.FloatField(label=_("权重"), min_value=0, max_value=1, required=False)
    touchpoints = forms.CharField(label=_("触点编号，用空格隔开"), max_length=200, required=False)
    left_out = forms.BooleanField(label=_("去掉"), required=False)


def row_forms(data: Mapping[str, Any] | None, tree: Tree) -> "BaseFormSet[ElementForm]":
    """The rows of a tree, and empty ones below."""
    made = formset_factory(ElementForm, extra=EMPTY, max_num=200, absolute_max=200)
    start = [
        {
            "code": e.code,
            "name": e.name,
            "parent": e.parent,
            "weight": e.weight,
            "touchpoints": " ".join(e.touchpoints),
        }
        for e in tree.elements
    ]
    return made(data, initial=start, prefix="row")


def elements_in(rows: "BaseFormSet[ElementForm]") -> tuple[Element, ...]:
    """The elements that valid rows say; those left out and empty ones are none."""
    said = [form.cleaned_data for form in rows.forms]
    return tuple(_element(row) for row in said if row.get("code") and not row.get("left_out"))


def _element(row: Mapping[str, Any]) -> Element:
    weight = row.get("weight")
    return Element(
        row["code"], row.get("parent", "").strip(), row.get("name", "").strip(),
        weight=1.0 if weight is None else weight,
        touchpoints=tuple(row.get("touchpoints", "").split()),
    )  # fmt: skip

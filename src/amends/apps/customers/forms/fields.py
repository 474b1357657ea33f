# SPDX-License-Identifier: Apache-2.0
"""Fields that many forms share."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from django import forms
from django.utils.translation import gettext_lazy as _

Words: TypeAlias = Any  # plain or lazily translated: Django's stubs name the second with a private type


def choice(
    label: Words,
    words: Mapping[Any, Words],
    *,
    blank: Words | None = None,
    help_text: Words = "",
) -> forms.ChoiceField:
    """A choice among codes and their words; with `blank` it may be left open."""
    listed: list[tuple[str, Words]] = [(str(code), each) for code, each in words.items()]
    choices = listed if blank is None else [("", blank), *listed]
    return forms.ChoiceField(label=label, choices=choices, required=blank is None, help_text=help_text)


def words(label: Words, *, most: int = 200, required: bool = True, help_text: Words = "") -> forms.CharField:
    """A line of words."""
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


def day(label: Words, *, required: bool = True) -> forms.DateField:
    """A day, with the browser's own calendar."""
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )


def clock(label: Words) -> forms.TimeField:
    """A time of the day, or none."""
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))


NO_LOOKS = _("只写客户要什么；不写外貌、健康、民族、信仰或阶层，不写号码")

# SPDX-License-Identifier: Apache-2.0
"""Choosing a unit: of an operator's hundreds, each stands under what it belongs to."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

STEP = chr(0x3000)  # a space as wide as a character


class _InTree(ModelChoiceIterator):  # type: ignore[type-arg]  # Django's own is generic in stubs alone
    def __iter__(self) -> Iterator[Any]:
        above: list[int] = []  # the last number of each unit that the next may belong to
        for value, words in super().__iter__():
            unit = getattr(value, "instance", None)
            if unit is None:  # what is shown before one is chosen
                yield value, words
                continue
            above = [last for last in above if last >= unit.number]
            yield value, f"{STEP * len(above)}{words}"
            above.append(unit.last)


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One unit out of a query set in the order of the tree, each a step to the right of the one that it belongs to."""

    iterator = _InTree

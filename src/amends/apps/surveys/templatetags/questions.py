# SPDX-License-Identifier: Apache-2.0
"""What `_questions.html` asks of values: the entry under a key, the place in an order, a value as a form sends it."""

from collections.abc import Mapping, Sequence

from django import template

register = template.Library()


@register.filter
def at(entries: Mapping[str, object] | None, key: object) -> object:
    """The entry under a key; nothing where there is none."""
    return entries.get(str(key), "") if isinstance(entries, Mapping) else ""


@register.filter
def place(order: Sequence[object] | None, value: object) -> int | None:
    """Where a value stands in an order, from 1."""
    return list(order).index(value) + 1 if order and value in order else None


@register.filter
def posted(value: object) -> str:
    """A value as the form sends it, and `rules.form.read_form` reads it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@register.filter
def chosen(value: object, answer: object) -> bool:
    """Whether the answer is this value or holds it; true is not 1."""
    answers = answer if isinstance(answer, list) else [answer]
    return any(value == each and isinstance(value, bool) == isinstance(each, bool) for each in answers)

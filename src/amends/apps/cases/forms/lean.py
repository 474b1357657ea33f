# SPDX-License-Identifier: Apache-2.0
"""Widgets that write their options in one go: Django's own render a template for each option of each question."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.forms.widgets import ChoiceWidget
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class _Written(ChoiceWidget):
    """What the widgets here share."""

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, Any] | None = None,
        renderer: object = None,  # noqa: ARG002 - Django's
    ) -> SafeString:
        """The widget as HTML, as Django's own templates write it."""
        told = self.build_attrs(self.attrs, attrs)
        return self.written(name, {str(each) for each in self.format_value(value)}, told)

    def written(self, name: str, chosen: set[str], attrs: dict[str, Any]) -> SafeString:
        """The HTML for the chosen values."""
        raise NotImplementedError

    def flat(self) -> Iterator[tuple[str, object]]:
        """The choices as value and words; the widgets here know no groups."""
        for value, words in self.choices:
            yield str(value), words


class LeanSelect(_Written, forms.Select):
    """A select."""

    def written(self, name: str, chosen: set[str], attrs: dict[str, Any]) -> SafeString:
        """The select with its options."""
        rows = ((value, _mark(" selected", value in chosen), words) for value, words in self.flat())
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(attrs), options)


class LeanRadios(_Written, forms.RadioSelect):
    """Radio buttons."""

    def written(self, name: str, chosen: set[str], attrs: dict[str, Any]) -> SafeString:
        """The buttons with their labels."""
        own = str(attrs.pop("id", ""))
        more = flatatt({key: value for key, value in attrs.items() if key != "required"})
        rows = (
            (
                f"{own}_{n}",
                self.input_type,
                name,
                value,
                f"{own}_{n}",
                _mark(" checked", value in chosen),
                more,
                words,
            )
            for n, (value, words) in enumerate(self.flat())
        )
        line = '<div><label for="{}"><input type="{}" name="{}" value="{}" id="{}"{}{}>{}</label></div>'
        return format_html('<div id="{}">{}</div>', own, format_html_join("", line, rows))


class LeanChecks(LeanRadios, forms.CheckboxSelectMultiple):
    """Checkboxes."""

    input_type = "checkbox"


def _mark(words: str, is_so: bool) -> SafeString:
    return SafeString(words if is_so else "")

# SPDX-License-Identifier: Apache-2.0
"""Widgets that write their options in one go: Django's own render a template for each option of each question."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.forms.widgets import ChoiceWidget
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext


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
        return self.listing(name, chosen, attrs, self.flat())

    def listing(
        self, name: str, chosen: set[str], attrs: dict[str, Any], choices: Iterable[tuple[str, object]]
    ) -> SafeString:
        """The select with these options."""
        rows = ((value, _mark(" selected", value in chosen), words) for value, words in choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(attrs), options)


class NarrowedSelect(LeanSelect):
    """A select; where it offers many, a list with a box above it that narrows it to what is typed."""

    few = 10
    shown = 8

    def written(self, name: str, chosen: set[str], attrs: dict[str, Any]) -> SafeString:
        """The select, and the box that stays hidden where nothing would listen to it."""
        choices = list(self.flat())  # asked once: it may be a query
        if len(choices) <= self.few:
            return self.listing(name, chosen, attrs, choices)
        box = format_html(
            '<input type="search" data-narrows="{}" autocomplete="off" aria-label="{}" placeholder="{}" hidden>',
            attrs.get("id", ""),
            gettext("查找同事"),
            gettext("姓名、岗位或机构"),
        )
        return format_html("{}{}", box, self.listing(name, chosen, {**attrs, "size": self.shown}, choices))


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

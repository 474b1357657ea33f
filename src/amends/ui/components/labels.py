# SPDX-License-Identifier: Apache-2.0
"""Small things inside a line: icons, labels, levels, meters."""

from functools import cache
from typing import Literal

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from amends.ui.vendored import ALIASES, ICONS, vendor_path

Kind = Literal["info", "primary", "warning", "error", "success"]
KINDS = ("info", "primary", "warning", "error", "success")
KNOWN_ICONS = frozenset(ICONS)


class UnknownIconError(ValueError):
    """A template asked for a drawing that is not in the sprite."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no icon {name!r}: add it to ui/icons.txt and run amends.ui.vendoring")


class UnknownKindError(ValueError):
    """A label may only be of one of the five kinds, since colour carries meaning."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"no kind {kind!r}: one of {', '.join(KINDS)}")


@cache  # some twenty stand on every page, always the same
def icon(name: str, label: str = "") -> SafeString:
    """A drawing from the sprite; decoration unless `label` says in words what it means."""
    drawing = ALIASES.get(name, name)
    if drawing not in KNOWN_ICONS:
        raise UnknownIconError(name)
    voice = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    place = static(vendor_path("tabler-icons", "sprite.svg"))
    return format_html('<svg class="icon" {}><use href="{}#{}"></use></svg>', voice, place, drawing)


def checked_kind(kind: str) -> str:
    """The kind itself, or an error that names the five."""
    if kind not in KINDS:
        raise UnknownKindError(kind)
    return kind


def tag(words: object, kind: str = "info") -> SafeString:
    """A quiet tinted label for a state: «处理中»."""
    return format_html('<span class="tag {}">{}</span>', checked_kind(kind), words)


def level(code: str) -> SafeString:
    """The priority of a case, P1 to P4; only P1 is loud."""
    return format_html('<span class="tag level {}">{}</span>', code.lower(), code)


def meter(probability: float | None) -> SafeString:
    """A probability between 0 and 1 as a short bar with its percentage beside it."""
    if probability is None:
        return format_html('<span class="dim">{}</span>', gettext("未知"))
    words = f"{probability:.0%}"
    return format_html(
        '<span class="meter"><meter value="{}" aria-label="{}">{}</meter><span class="num">{}</span></span>',
        f"{probability:.4f}",
        words,
        words,
        words,
    )

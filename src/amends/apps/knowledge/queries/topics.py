# SPDX-License-Identifier: Apache-2.0
"""What articles are about: the leaves of the complaint taxonomy, by name."""

from collections.abc import Mapping
from functools import cache

from django.utils.translation import get_language

from amends.packs import load_rows


@cache
def _topics() -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each leaf with the names of its levels from the top, in Chinese and in English."""
    return {
        row["code"]: (
            (row["level1_zh"], row["level2_zh"], row["name_zh"]),
            (row["level1_en"], row["level2_en"], row["name_en"]),
        )
        for row in load_rows("complaint_taxonomy")
    }


@cache
def _groups() -> Mapping[str, tuple[str, str]]:
    return {
        row["level1_code"]: (row["level1_zh"], row["level1_en"]) for row in load_rows("complaint_taxonomy")
    }


def topic_code(typed: str) -> str:
    """What an address names of the taxonomy, from its first level down; nothing where it is no code."""
    return typed if any(code.startswith(typed) for code in _topics()) else ""


def topic_words(code: str) -> str:
    """Everything that a leaf is called, for searching; nothing for none and for one of old."""
    return " ".join(word for names in _topics().get(code, ()) for word in names)


def topic_name(code: str) -> str:
    """The path of a leaf in the reader's language; its code for one of old."""
    if code not in _topics():
        return code
    chinese, english = _topics()[code]
    return " › ".join(english if (get_language() or "").startswith("en") else chinese)


def topic_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The leaves to choose from, by their first level."""
    found: dict[str, list[tuple[str, str]]] = {}
    for code in _topics():
        group, _arrow, rest = topic_name(code).partition(" › ")
        found.setdefault(group, []).append((code, rest))
    return list(found.items())


def topic_groups() -> list[tuple[str, str]]:
    """The first levels: their codes and names."""
    english = (get_language() or "").startswith("en")
    return [(code, names[english]) for code, names in _groups().items()]

# SPDX-License-Identifier: Apache-2.0
"""Plain words for customers: which of our own words an explanation must not hold, and what to say in their place."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from amends.analytics.language import jargon as method
from amends.analytics.language.jargon import Term, unified_terms
from amends.apps.knowledge.rules.term_words import Concept, avoided

__all__ = ["EVERYDAY", "Term", "jargon", "read_terms", "unknown_words"]

# Variants of a unified term that everybody says: they are unified on paper, and understood on the phone.
EVERYDAY: Final = frozenset(
    {"密码", "取消", "停用", "注销", "更名", "迁移", "断话", "替换", "带宽", "异地使用", "赠费", "立即生效"}
)


def read_terms(rows: Iterable[Mapping[str, str]]) -> tuple[Term, ...]:
    """The terms of `unified_wording` with the variants only that a customer may not know."""
    return _unfamiliar(unified_terms(rows))


def unknown_words(concepts: Iterable[Concept]) -> tuple[Term, ...]:
    """The terms that hold somewhere, with the variants only that a customer may not know."""
    return _unfamiliar(avoided(concepts))


def _unfamiliar(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(
        replace(term, said=tuple(each for each in term.said if each not in EVERYDAY)) for term in terms
    )


def jargon(text: str, terms: tuple[Term, ...]) -> dict[str, str]:
    """The words of a text that a customer may not know → what to say in their place."""
    return {found.said: found.plainer for found in method.jargon(text, terms)}

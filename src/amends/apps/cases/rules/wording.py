# SPDX-License-Identifier: Apache-2.0
"""Plain words for customers: which words of a text are ours and not theirs, and what to say in their place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

# Variants of a unified term that everybody says: they are unified on paper, and understood on the phone.
EVERYDAY: Final = frozenset(
    {"密码", "取消", "停用", "注销", "更名", "迁移", "断话", "替换", "带宽", "异地使用", "赠费", "立即生效"}
)


@dataclass(frozen=True, slots=True)
class Term:
    """What we call one thing to customers, other names that it has among us, and how to say it plainly."""

    name: str
    variants: tuple[str, ...]
    plain: str


def read_terms(rows: Iterable[Mapping[str, str]]) -> tuple[Term, ...]:
    """The terms that rows of `unified_wording` say."""
    return tuple(
        Term(
            name=row["unified_term_zh"],
            variants=tuple(filter(None, row["variants_zh"].split(";"))),
            plain=row["plain_explanation_zh"],
        )
        for row in rows
    )


def jargon(text: str, terms: Iterable[Term]) -> dict[str, str]:
    """The words of a text that a customer may not know → what to say in their place."""
    folded = text.casefold()
    found: dict[str, str] = {}
    for term in terms:
        bare = folded.replace(term.name.casefold(), "")
        for variant in term.variants:
            if variant not in EVERYDAY and variant != term.name and variant.casefold() in bare:
                found[variant] = term.name
    return found

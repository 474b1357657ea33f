# SPDX-License-Identifier: Apache-2.0
"""The unified terms that hold in a unit: the pack's, and over them those of the units above and its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from amends.apps.core.models import Unit
from amends.apps.knowledge.models import Term
from amends.packs import load_rows


@dataclass(frozen=True, slots=True)
class TermInForce:
    """One concept: its word, the variants that are not used, the plain explanation, and wordings that hold a variant
    and are right (`fine`). `topic` is a code of the taxonomy; `version` is 0 for the pack's."""

    code: str
    term: str
    variants: tuple[str, ...]
    plain: str
    fine: tuple[str, ...]
    topic: str = ""
    version: int = 0
    unit: str = ""


@cache
def pack_terms() -> Mapping[str, TermInForce]:
    """The terms of the pack, by code."""
    rows = load_rows("unified_wording")
    found = [
        TermInForce(
            code=row["code"],
            term=row["unified_term_zh"],
            variants=_split(row["variants_zh"], row["unified_term_zh"]),
            plain=row["plain_explanation_zh"],
            fine=(row["unified_term_zh"], *_split(row.get("fine_zh") or "")),
            topic=row["related_taxonomy_code"],
        )
        for row in rows
    ]
    return {each.code: each for each in found}


def terms_in_force(unit: Unit | None) -> tuple[TermInForce, ...]:
    """The terms that hold in a unit, by code: of the pack, and over it the newest approved ones of the units above and
    of the unit itself, the nearest last. Without a unit, those of the pack. One query."""
    found = dict(pack_terms())
    if unit is not None:
        rows = Term.objects.reaching(unit).in_use().select_related("unit")
        found |= {each.code: in_force(each) for each in rows}
    return tuple(found.values())


def term_names(unit: Unit | None) -> dict[str, str]:
    """The word of each term by its code: what campaigns choose from. One query."""
    return {each.code: each.term for each in terms_in_force(unit)}


def in_force(row: Term) -> TermInForce:
    """A version as those who only read terms see it."""
    return TermInForce(
        code=row.code,
        term=row.term,
        variants=tuple(row.variants),
        plain=row.plain,
        fine=(row.term, *row.fine),
        topic=row.topic,
        version=row.number,
        unit=str(row.unit),
    )


def _split(words: str, without: str = "") -> tuple[str, ...]:
    return tuple(each for each in words.split(";") if each and each != without)

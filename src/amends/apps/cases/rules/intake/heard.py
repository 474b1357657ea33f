# SPDX-License-Identifier: Apache-2.0
"""What a step asks for that the intake heard already: it stands there filled in, to be confirmed or corrected."""

from collections.abc import Mapping
from typing import Final

from amends.apps.cases.rules.intake.amounts import amount_in, days_in

Facts = Mapping[str, object]
CONFIRM, ANALYSE = "confirm", "analyse"
SOURCES: Final[Mapping[str, tuple[str, ...]]] = {ANALYSE: ("how_much",)}  # the words it was read from


def heard(step: str, facts: Facts, *, summary: str = "", confirmed: bool = False) -> dict[str, object]:
    """What is on record of the fields of a step beside the facts, by code: two steps ask for what the intake heard in
    other words.

    `summary` is what was read back to the customer at the intake, and `confirmed` whether they said that it is right.
    """
    if step == CONFIRM and summary:
        return {"restatement_zh": summary, "customer_confirmed": confirmed}
    if step != ANALYSE:
        return {}
    told = str(facts.get("how_much") or "")
    found = {
        "impact_money": amount_in(told or str(facts.get("story_zh") or "")),
        "impact_days": days_in(told),
    }
    return {code: value for code, value in found.items() if value is not None}


def changed(heard_before: Facts, record: Facts) -> frozenset[str]:
    """The fields of a step that are recorded otherwise than the intake heard them."""
    return frozenset(code for code, value in heard_before.items() if record.get(code) != value)

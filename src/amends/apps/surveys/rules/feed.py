# SPDX-License-Identifier: Apache-2.0
"""An answer as the pipeline counts it: what it is about, and a score from 1 to 10."""

from collections.abc import Sequence
from typing import cast

from amends.apps.surveys.rules.outcomes import ABOVE, BELOW, EQUAL, OVERALL

OVERALL_ELEMENT = "overall"
# «Below, equal, above expectation» is dissatisfied, ordinary, very satisfied.
STATE_SCORES = {BELOW: 3.0, EQUAL: 7.0, ABOVE: 10.0}


def element_of(measure: str, element: str, dimension: str, chosen: object) -> str:
    """What an answer is about; empty for what is no judgement of us: expectations, importance, filters."""
    if measure in OVERALL or state_in(chosen):
        return OVERALL_ELEMENT
    if measure == "perception":
        return element or dimension
    return dimension if measure == "interaction" else ""


def score_of(number: object, chosen: object, minimum: object, maximum: object) -> float | None:
    """The score on 1–10, whatever the item's own scale; `None` where the answer is no score."""
    if state := state_in(chosen):
        return STATE_SCORES[state]
    if not (isinstance(number, float) and isinstance(minimum, float) and isinstance(maximum, float)):
        return None
    return 1 + (number - minimum) / (maximum - minimum) * 9


def state_in(chosen: object) -> str:
    """`below`, `equal` or `above`, where that is what was chosen."""
    codes = cast(Sequence[object], chosen if isinstance(chosen, list) else ())
    return str(codes[0]) if len(codes) == 1 and codes[0] in STATE_SCORES else ""

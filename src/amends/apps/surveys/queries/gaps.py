# SPDX-License-Identifier: Apache-2.0
"""Expected and perceived side by side: what each customer hoped for and found, by the pairs of a questionnaire."""

from collections.abc import Sequence
from dataclasses import dataclass

from amends.apps.core.rules.organisation import Scope
from amends.apps.surveys.models import Answer, Item, SurveyWave
from amends.apps.surveys.rules.pairs import Pair, pairs


@dataclass(frozen=True, slots=True)
class GapOf:
    """The gap of one pair in a wave: perceived minus expected on the items' own scale, over the `n` who gave both;
    `below` of them found less than they expected."""

    pair: Pair
    n: int
    expected: float
    perceived: float
    below: int

    @property
    def gap(self) -> float:
        """The mean gap."""
        return self.perceived - self.expected


def gaps_of(wave: SurveyWave, scope: Scope) -> Sequence[GapOf]:
    """The pairs of a wave that somebody answered, in the questionnaire's order. Two queries."""
    items = (
        Item.objects.unscoped("of a wave that was found").filter(version=wave.version_id).order_by("order")
    )
    wanted = pairs(items)
    codes = {code for pair in wanted for code in (pair.expected, pair.perceived)}
    rows = Answer.objects.within(scope).filter(
        response__wave=wave, response__complete=True, item__code__in=codes, number__isnull=False
    )
    numbers: dict[str, dict[int, float]] = {code: {} for code in codes}
    for code, response, number in rows.values_list("item__code", "response_id", "number").iterator():
        numbers[code][response] = number or 0.0
    found = [_gap(pair, numbers[pair.expected], numbers[pair.perceived]) for pair in wanted]
    return [each for each in found if each.n]


def _gap(pair: Pair, hoped: dict[int, float], felt: dict[int, float]) -> GapOf:
    both = sorted(hoped.keys() & felt.keys())
    n = len(both) or 1
    return GapOf(
        pair,
        len(both),
        sum(hoped[each] for each in both) / n,
        sum(felt[each] for each in both) / n,
        sum(felt[each] < hoped[each] for each in both),
    )

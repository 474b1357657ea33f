# SPDX-License-Identifier: Apache-2.0
"""Agreement beyond chance: Cohen's kappa for two, Fleiss' kappa for several, Krippendorff's alpha with gaps."""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Final

Label = Hashable | None  # `None`: this rater did not look at this unit
Ratings = Sequence[Sequence[Label]]  # a row a unit, a column a rater
_ALL_ALIKE: Final = 1e-12


class RatingsUneven(ValueError):
    """Rows of ratings of unlike length, or a kappa asked of ratings with gaps."""


def cohen_kappa(ratings: Ratings) -> float | None:
    """Cohen's kappa (p_o - p_e) / (1 - p_e) of two raters; 1 perfect, 0 as by chance. Units that one left out do not
    count. `None` where there are none, or where both only ever used one same label.

    Raises `RatingsUneven` unless each row has two. Source: Cohen (1960), A coefficient of agreement for nominal scales.
    """
    if any(len(row) != 2 for row in ratings):
        raise RatingsUneven("two raters, so two ratings a row")
    rows = [(one, other) for one, other in ratings if one is not None and other is not None]
    count = len(rows)
    if not count:
        return None
    first, second = Counter(one for one, _ in rows), Counter(other for _, other in rows)
    by_chance = sum(first[each] * second[each] for each in first) / count**2
    return _beyond(sum(one == other for one, other in rows) / count, by_chance)


def fleiss_kappa(ratings: Ratings) -> float | None:
    """Fleiss' kappa of a fixed number of raters a unit, who need not be the same people. `None` where there is no unit,
    or only one label was used.

    Raises `RatingsUneven` where a row has a gap or another length. Source: Fleiss (1971), Measuring nominal scale
    agreement among many raters.
    """
    if not ratings:
        return None
    raters = len(ratings[0])
    if raters < 2 or any(len(row) != raters or None in row for row in ratings):
        raise RatingsUneven("the same number of ratings, two or more, in each row")
    counts = [Counter(row) for row in ratings]
    totals = sum(counts, Counter[Label]())
    whole = raters * len(ratings)
    by_chance = sum((each / whole) ** 2 for each in totals.values())
    pairs = raters * (raters - 1)
    observed = sum(sum(n * (n - 1) for n in each.values()) for each in counts) / (pairs * len(ratings))
    return _beyond(observed, by_chance)


def krippendorff_alpha(ratings: Ratings) -> float | None:
    """Krippendorff's alpha for nominal labels, 1 - D_o / D_e, with any number of raters and gaps. `None` where no unit
    has two ratings, or only one label was used.

    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability.
    """
    units = [[each for each in row if each is not None] for row in ratings]
    paired = [Counter(row) for row in units if len(row) >= 2]
    totals = sum(paired, Counter[Label]())
    count = totals.total()
    if not count:
        return None
    disagreeing = sum(
        (each.total() ** 2 - sum(n * n for n in each.values())) / (each.total() - 1) for each in paired
    )
    expected = (count**2 - sum(n * n for n in totals.values())) / (count - 1)
    return None if expected < _ALL_ALIKE else 1 - disagreeing / expected


def agreement_share(ratings: Ratings) -> float | None:
    """The share of pairs of ratings of one unit that are alike. `None` where there is no pair."""
    counts = [Counter(each for each in row if each is not None) for row in ratings]
    pairs = sum(each.total() * (each.total() - 1) for each in counts)
    alike = sum(n * (n - 1) for each in counts for n in each.values())
    return alike / pairs if pairs else None


def _beyond(observed: float, by_chance: float) -> float | None:
    return None if 1 - by_chance < _ALL_ALIKE else (observed - by_chance) / (1 - by_chance)

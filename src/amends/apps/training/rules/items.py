# SPDX-License-Identifier: Apache-2.0
"""Which questions are worth asking: how many answer one right, and whether those do who know the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean


class Advice(StrEnum):
    """What the numbers of a question suggest to the trainer, who decides."""

    TOO_FEW = "too_few"
    TOO_EASY = "too_easy"
    TOO_HARD = "too_hard"
    MISLEADS = "misleads"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Item:
    """Of one question: `n` answers, the share right, and the correlation of being right with the share right of the
    attempt's other questions (corrected point-biserial, −1 to 1); None below `least` answers or without spread."""

    question: int
    n: int
    share: float | None
    discrimination: float | None
    advice: Advice


def analyse(attempts: Iterable[Mapping[int, bool]], *, least: int) -> list[Item]:
    """Of attempts {question: right}, one `Item` a question, in the order of keys."""
    pairs: dict[int, list[tuple[bool, float]]] = {}
    for each in attempts:
        total = sum(each.values())
        for question, right in each.items():
            rest = (total - right) / (len(each) - 1) if len(each) > 1 else 0.0
            pairs.setdefault(question, []).append((right, rest))
    return [_item(question, pairs[question], least) for question in sorted(pairs)]


def _item(question: int, answers: Sequence[tuple[bool, float]], least: int) -> Item:
    if len(answers) < least:
        return Item(question, len(answers), None, None, Advice.TOO_FEW)
    share = fmean(right for right, _ in answers)
    told = _correlation(answers)
    return Item(question, len(answers), share, told, _advice(share, told))


def _advice(share: float, told: float | None) -> Advice:
    if told is not None and told < 0:
        return Advice.MISLEADS
    if share > 0.95:
        return Advice.TOO_EASY
    return Advice.TOO_HARD if share < 0.2 else Advice.GOOD


def _correlation(answers: Sequence[tuple[bool, float]]) -> float | None:
    rights, rests = [float(r) for r, _ in answers], [rest for _, rest in answers]
    mean_right, mean_rest = fmean(rights), fmean(rests)
    spread = sum((r - mean_right) ** 2 for r in rights) * sum((s - mean_rest) ** 2 for s in rests)
    if spread <= 0:
        return None
    return float(
        sum((r - mean_right) * (s - mean_rest) for r, s in zip(rights, rests, strict=True)) / spread**0.5
    )

# SPDX-License-Identifier: Apache-2.0
"""From contributions to a main cause, the shares of the classes, and reasons in words.

A feature speaks for its class only with evidence: its contribution pushes the score up and its value is bad news by
`FeatureMeaning`. So nobody is accused of a cause because something good is merely less good than usual.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from amends.analytics.causes.meaning import Direction, FeatureMeaning
from amends.analytics.causes.wording import Say, sentence
from amends.kernel.recovery_class import RECOVERABLE, RecoveryClass

CLASSES: tuple[RecoveryClass, ...] = tuple(RecoveryClass)
NO_CAUSE = "none"
LEAST_PUSH = 0.05
LEAST_REASON = 0.02

Floats = NDArray[np.float64]
Columns = Mapping[str, NDArray[Any]]


class Additive(Protocol):
    """What `amends.analytics.detection.Contributions` offers: values[n, k] in log-odds, by feature."""

    @property
    def values(self) -> Floats: ...

    @property
    def features(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why, for n customers.

    `main_cause`: object[n], a value of `RecoveryClass` or `none`; `class_shares`: float64[n, 6] in the order of
    `CLASSES`, each row summing to 1, or to 0 where nothing with evidence pushes up; `reasons`: sentences, the
    main cause's first.
    """

    main_cause: NDArray[np.object_]
    class_shares: Floats
    reasons: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Voice:
    meaning: FeatureMeaning
    push: Floats


def explain(
    contributions: Additive,
    columns: Columns,
    meanings: Iterable[FeatureMeaning],
    *,
    most: int = 3,
    least: float = LEAST_PUSH,
    typical: Mapping[str, float] | None = None,
) -> Explanation:
    """Main cause, class shares and at most `most` reasons for each row (0: causes only, fully vectorised).

    `least`: log-odds that a recoverable class must push to be the main cause; below it the cause is `profile` when
    the background pushes that much, else `none`. `typical`: for features without limits, the value above (`HIGH`) or
    below (`LOW`) which it is bad news; without it, any value is. Rows are explained independently of each other.
    """
    voices = _voices(contributions, columns, meanings, typical or {})
    pushes = np.zeros((contributions.values.shape[0], len(CLASSES)))
    for voice in voices:
        pushes[:, CLASSES.index(voice.meaning.recovery_class)] += voice.push
    total = pushes.sum(axis=1, keepdims=True)
    shares = np.divide(pushes, total, out=np.zeros_like(pushes), where=total > 0)
    main = _main_cause(pushes, least)
    return Explanation(main, shares, _reasons(voices, columns, main, most))


def evidence(
    meaning: FeatureMeaning, values: NDArray[Any], typical: float | None = None
) -> NDArray[np.bool_]:
    """bool[n]: where the value is bad news, by the limits, levels or direction of the meaning."""
    if values.dtype.kind in "OUS":
        return np.fromiter((_bad_level(v, meaning) for v in values), dtype=np.bool_, count=values.shape[0])
    numbers = np.asarray(values, dtype=np.float64)
    bad = ~np.isnan(numbers)
    if meaning.at_least is not None:
        bad &= numbers >= meaning.at_least
    if meaning.at_most is not None:
        bad &= numbers <= meaning.at_most
    if typical is None or meaning.at_least is not None or meaning.at_most is not None:
        return bad
    if meaning.direction is Direction.EITHER:
        return bad
    return bad & ((numbers > typical) if meaning.direction is Direction.HIGH else (numbers < typical))


def _bad_level(value: Any, meaning: FeatureMeaning) -> bool:
    return value is not None and value != "" and (not meaning.when or value in meaning.when)


def _voices(
    contributions: Additive,
    columns: Columns,
    meanings: Iterable[FeatureMeaning],
    typical: Mapping[str, float],
) -> list[_Voice]:
    places = {name: place for place, name in enumerate(contributions.features)}
    made = []
    for meaning in meanings:
        if meaning.name not in places or meaning.name not in columns:
            continue
        bad = evidence(meaning, columns[meaning.name], typical.get(meaning.name))
        up = np.maximum(contributions.values[:, places[meaning.name]], 0.0)
        made.append(_Voice(meaning, np.where(bad, up, 0.0)))
    return made


def _main_cause(pushes: Floats, least: float) -> NDArray[np.object_]:
    recoverable = [CLASSES.index(c) for c in RECOVERABLE]
    best = pushes[:, recoverable].argmax(axis=1)
    names = np.array([str(c) for c in RECOVERABLE], dtype=object)
    backdrop = np.where(
        pushes[:, CLASSES.index(RecoveryClass.PROFILE)] >= least, str(RecoveryClass.PROFILE), NO_CAUSE
    )
    found = pushes[:, recoverable].max(axis=1) >= least
    return np.where(found, names[best], backdrop.astype(object))


def _reasons(
    voices: Sequence[_Voice], columns: Columns, main: NDArray[np.object_], most: int
) -> list[tuple[str, ...]]:
    if not voices or not most:
        return [()] * main.shape[0]
    says = [sentence(v.meaning, columns) for v in voices]
    own = np.array([str(v.meaning.recovery_class) for v in voices], dtype=object)
    pushes = np.column_stack([v.push for v in voices])
    order = np.argsort(-pushes, axis=1, kind="stable")
    return [
        _said(row, order[row], pushes[row], own=own, main=main[row], says=says)[:most]
        for row in range(main.shape[0])
    ]


def _said(
    row: int,
    order: NDArray[np.int64],
    pushes: Floats,
    *,
    own: NDArray[np.object_],
    main: str,
    says: Sequence[Say],
) -> tuple[str, ...]:
    if main == NO_CAUSE:
        return ()
    loud = [i for i in order if pushes[i] >= LEAST_REASON]
    first = [i for i in loud if own[i] == main]
    after = [i for i in loud if own[i] not in (main, str(RecoveryClass.PROFILE))]
    texts = (says[i](row) for i in (*first, *after))
    return tuple(dict.fromkeys(text for text in texts if text))

# SPDX-License-Identifier: Apache-2.0
"""Invented answers that hang together as real ones do: people differ, constructs lead to each other, items err."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

USUAL = 72.0  # on 0–100, where nothing else is said
SPREAD = 19.0  # of one item between people, on 0–100
LOADING = 0.82
# Each construct from those before it; what is left over is its own.
LEADS: Mapping[str, Mapping[str, float]] = {
    "brand_image": {},
    "expected_quality": {"brand_image": 0.5},
    "perceived_quality": {"expected_quality": 0.25, "elements": 0.6},
    "perceived_value": {"perceived_quality": 0.55},
    "perceived_fairness": {"perceived_quality": 0.4, "brand_image": 0.2},
    "satisfaction": {"perceived_quality": 0.4, "perceived_value": 0.25, "perceived_fairness": 0.2, "brand_image": 0.1},
    "complaint_construct": {"satisfaction": 0.55},
    "loyalty": {"satisfaction": 0.65, "brand_image": 0.1},
}  # fmt: skip


class Asked(Protocol):
    """What inventing an answer needs to know of an item."""

    @property
    def code(self) -> str:
        """The item."""

    @property
    def element(self) -> str:
        """The element that it judges, or ""."""

    @property
    def construct(self) -> str:
        """The construct that it belongs to, or ""."""

    @property
    def minimum(self) -> float | None:
        """The least answer."""

    @property
    def maximum(self) -> float | None:
        """The most."""


def invented(
    items: Sequence[Asked],
    count: int,
    rng: np.random.Generator,
    *,
    means: Mapping[str, float] | None = None,
    missing: Mapping[str, float] | None = None,
    shift: Numbers | None = None,
) -> Numbers:
    """(n, p) whole answers on the items' scales, nan where one does not apply.

    `means` on 0–100 and `missing` shares by the code of an item, its element or its construct; `shift` (n,) makes
    some people happier, in deviations. The same `rng` gives the same people.
    """
    latents = _latents(items, count, rng, np.zeros(count) if shift is None else shift)
    made = [_answers(item, latents[_block(item)], rng, means or {}) for item in items]
    numbers = np.column_stack(made) if made else np.empty((count, 0))
    gone = _gone(items, count, rng, missing or {})
    found: Numbers = np.where(gone, np.nan, numbers)
    return found


def _latents(
    items: Sequence[Asked], count: int, rng: np.random.Generator, shift: Numbers
) -> dict[str, Numbers]:
    """Standard-normal columns by construct and by element."""
    mood = rng.standard_normal(count) + shift
    elements = list(dict.fromkeys(item.element for item in items if item.element))
    found = {each: 0.6 * mood + 0.8 * rng.standard_normal(count) for each in elements}
    own = np.mean([found[each] for each in elements], axis=0) if elements else mood
    found["elements"] = (own - own.mean()) / (own.std() or 1.0) + shift.mean()
    for name, led in LEADS.items():
        seen = sum((share * found[source] for source, share in led.items()), np.zeros(count))
        left = max(1.0 - float(np.var(seen)), 0.15) - 0.1
        found[name] = seen + 0.3 * mood + np.sqrt(max(left, 0.1)) * rng.standard_normal(count)
    found[""] = 0.7 * mood + 0.7 * rng.standard_normal(count)
    for item in items:
        if _block(item) not in found:
            found[_block(item)] = 0.7 * mood + 0.7 * rng.standard_normal(count)
    return found


def _block(item: Asked) -> str:
    return item.element or item.construct


def _answers(item: Asked, latent: Numbers, rng: np.random.Generator, means: Mapping[str, float]) -> Numbers:
    low, high = item.minimum or 0.0, item.maximum if item.maximum is not None else 1.0
    wanted = next((means[key] for key in (item.code, item.element, item.construct) if key in means), USUAL)
    noise = rng.standard_normal(len(latent)) * np.sqrt(1 - LOADING**2)
    points = wanted + SPREAD * (LOADING * latent + noise)
    found: Numbers = np.clip(np.round(low + points / 100 * (high - low)), low, high)
    return found


def _gone(
    items: Sequence[Asked], count: int, rng: np.random.Generator, missing: Mapping[str, float]
) -> NDArray[np.bool_]:
    """Whole elements do not apply to a person; single items are left out on their own."""
    whole = {name: rng.random(count) < share for name, share in missing.items()}
    found = np.zeros((count, len(items)), dtype=np.bool_)
    for at, item in enumerate(items):
        for key in {item.code, item.element, item.construct} & set(whole):
            found[:, at] |= whole[key]
    return found

